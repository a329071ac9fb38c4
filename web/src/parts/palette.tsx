// ⌘K: a page, a project, a client, a person or a report by the first letters of its name; or the question itself, to
// the assistant.

import { Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type KeyboardEvent } from 'react';
import { namesQuery, type Me, type Names } from '../api-client.ts';
import { listLists, listOtherPages, listPages, wordsOfReport } from '../navigation.ts';

type Destination = { readonly key: string; readonly label: string; readonly kind: string; readonly href: string };

/** More would be read slower than another letter is typed. */
const SHOWN_AT_MOST = 9;

/** Without accents nor case: « helios » finds Hélios. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

function listSubjects(me: Me, names: Names | undefined): Destination[] {
  if (names === undefined) return [];
  const list = (kind: string, named: Record<string, string>, hrefOf: (code: string) => string): Destination[] =>
    Object.entries(named).map(([code, name]) => ({
      key: `${kind} ${code}`,
      label: name === code ? code : `${name} (${code})`,
      kind,
      href: hrefOf(encodeURIComponent(code)),
    }));
  const reads = (report: Me['reports'][number]): boolean => me.reports.includes(report);
  return [
    ...(reads('margin') ? list('Projet', names.projects, (code) => `/projets/${code}`) : []),
    ...(reads('pipeline') ? list('Opportunité', names.opportunities, (code) => `/opportunites/${code}`) : []),
    ...(reads('receivables') ? list('Client', names.clients, (code) => `/rapports/receivables#${code}`) : []),
    ...(reads('available') ? list('Consultant', names.consultants, (code) => `/rapports/available#${code}`) : []),
  ];
}

function listDestinations(me: Me, names: Names | undefined): Destination[] {
  const pages = [...listPages(me), ...listOtherPages(me)].map(({ to, label }) => ({
    key: to,
    label,
    kind: 'Page',
    href: to,
  }));
  const reports = me.reports.map((name) => ({
    key: `report ${name}`,
    label: wordsOfReport(name).title,
    kind: 'Rapport',
    href: `/rapports/${name}`,
  }));
  const lists = listLists(me).map(({ name, title }) => ({
    key: `list ${name}`,
    label: title,
    kind: 'Liste',
    href: `/listes/${name}`,
  }));
  return [...pages, ...reports, ...lists, ...listSubjects(me, names)];
}

/** Those whose name or code begins by what is typed come before those that hold it elsewhere. */
function search(destinations: readonly Destination[], typed: string): Destination[] {
  const wanted = fold(typed.trim());
  if (wanted === '') return destinations.slice(0, SHOWN_AT_MOST);
  const ranked = destinations.flatMap((destination) => {
    const text = fold(destination.label);
    const rank = text.startsWith(wanted) ? 0 : text.includes(` ${wanted}`) || text.includes(`(${wanted}`) ? 1 : 2;
    return rank < 2 || text.includes(wanted) ? [{ destination, rank }] : [];
  });
  const found = ranked.sort((a, b) => a.rank - b.rank).slice(0, SHOWN_AT_MOST - 1);
  return [
    ...found.map(({ destination }) => destination),
    {
      key: 'question',
      label: typed.trim(),
      kind: 'Demander à l’assistant',
      href: `/assistant?question=${encodeURIComponent(typed.trim())}`,
    },
  ];
}

export function Palette({ me, opened, onClose }: { me: Me; opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      yOffset="12vh"
      attributes={{ content: { 'aria-label': 'Aller à' } }}
    >
      {opened && <Choices me={me} onClose={onClose} />}
    </Modal>
  );
}

function Choices({ me, onClose }: { me: Me; onClose: () => void }) {
  const names = useQuery(namesQuery).data;
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [current, setCurrent] = useState(0);
  const found = search(listDestinations(me, names), typed);
  const go = (destination: Destination | undefined): void => {
    if (destination === undefined) return;
    onClose();
    void navigate({ href: destination.href });
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setCurrent((current + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(found[current]);
    }
  };
  return (
    <>
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        className="vigie-palette-input"
        placeholder="Une page, un projet, un client, une question…"
        role="combobox"
        aria-label="Aller à"
        aria-expanded
        aria-controls="palette-choices"
        aria-activedescendant={`palette-${current}`}
        value={typed}
        onKeyDown={press}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setCurrent(0);
        }}
      />
      <div id="palette-choices" className="vigie-palette" role="listbox" aria-label="Destinations">
        {found.map((destination, at) => (
          <div
            key={destination.key}
            id={`palette-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === current}
            // The keyboard's gesture is the input's own: aria-activedescendant names the option.
            onMouseDown={() => go(destination)}
          >
            <span>{destination.label}</span>
            <span className="vigie-quiet vigie-small">{destination.kind}</span>
          </div>
        ))}
      </div>
    </>
  );
}
