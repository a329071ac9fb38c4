// What is to be invoiced, and the act that invoices it: all of the month, or the projects that are chosen. What is
// blocked is left aside by the command, which says why before anything is asked for.

import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import type { reportOutputs } from '../../../api/contract/report-outputs.ts';
import { BILLING_BLOCK_LABELS } from '../../../domain/billing.ts';
import { sayMonth } from '../../../domain/french.ts';
import { namesQuery, proposalsQuery } from '../api-client.ts';
import { formatEuros } from '../format.ts';
import { CommandActions, type Action } from '../parts/command-actions.tsx';
import { EmptyPanel } from '../parts/panels.tsx';
import { ReportBody } from '../parts/report-body.tsx';

export type Billing = z.infer<(typeof reportOutputs)['billing']>;
type Project = Billing['projects'][number];

const ORDER_BLOCKS: ReadonlySet<string> = new Set(['po_missing', 'po_exceeded']);
const isBlockedByOrder = ({ blocked }: Project): boolean => blocked.some(({ reason }) => ORDER_BLOCKS.has(reason));

const UNSAID =
  'Sans date, chaque facture porte le jour où elle est émise ; au-delà d’une commande, la règle de la société vaut si rien n’est choisi.';

function listActions({ month }: Billing, picked: readonly Project[]): Action[] {
  const [only] = picked;
  const issue =
    only === undefined
      ? {
          label: 'Émettre toutes les factures du mois…',
          known: ['month'],
          left: ['projects'],
          input: { month },
        }
      : {
          label:
            picked.length === 1 ? 'Émettre la facture choisie…' : `Émettre les ${picked.length} factures choisies…`,
          known: ['month', 'projects'],
          input: { month, projects: picked.map(({ code }) => code) },
        };
  const lifted = picked.length === 1 && only !== undefined && isBlockedByOrder(only) ? only : null;
  return [
    { command: 'issue_invoices', about: UNSAID, ...issue },
    ...(lifted === null
      ? []
      : [
          {
            command: 'override_po_block',
            label: 'Lever le blocage du bon de commande…',
            known: ['project', 'month'],
            input: { project: lifted.code, month },
          },
        ]),
  ];
}

type BodyProps = { body: Billing; sort: string | undefined; day: string; today: string };

export function BillingBody({ body, sort, day, today }: BodyProps) {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const names = useQuery(namesQuery).data?.projects ?? {};
  // Of a day that is past, it is a memory: invoices are issued on what is known now.
  if (day !== today) return <ReportBody name="billing" body={body} sort={sort} day={day} />;
  if (body.projects.length === 0)
    return (
      <EmptyPanel title={`Rien à facturer pour ${sayMonth(body.month)}`}>
        Se lisent ici les temps validés, les jalons recettés, les forfaits de TMA et les frais refacturables du mois,
        dès qu’il y en a.
      </EmptyPanel>
    );
  const picked = body.projects.filter(({ code }) => keys.has(code));
  const picking = {
    picked: keys,
    onPick: (key: string, isPicked: boolean) =>
      setKeys((before) => new Set(isPicked ? [...before, key] : [...before].filter((one) => one !== key))),
    say: ({ key }: { key: string }) => `Choisir ${names[key] ?? key}`,
  };
  return (
    <>
      <Waiting />
      <section className="vigie-act" aria-label="Facturer">
        <Text size="sm" className="vigie-figures">
          {saySplit(body.projects, picked)}
        </Text>
        <CommandActions actions={listActions(body, picked)} of={sayMonth(body.month)} size="sm" />
      </section>
      <ReportBody name="billing" body={body} sort={sort} day={day} picking={picking} />
    </>
  );
}

/** What can leave, and what cannot yet. */
function saySplit(projects: readonly Project[], picked: readonly Project[]): string {
  const chosen = picked.length === 0 ? projects : picked;
  const free = chosen.filter(({ blocked }) => blocked.length === 0);
  const held = chosen.filter(({ blocked }) => blocked.length > 0);
  const total = (some: readonly Project[]): string =>
    formatEuros(some.reduce((sum, project) => sum + project.total, 0));
  const reasons = [
    ...new Set(held.flatMap(({ blocked }) => blocked.map(({ reason }) => BILLING_BLOCK_LABELS[reason]))),
  ];
  return [
    `${picked.length === 0 ? 'Peuvent' : `${picked.length} sur ${projects.length} choisis · peuvent`} partir : ${free.length} (${total(free)} HT)`,
    ...(held.length === 0 ? [] : [`bloqués : ${held.length} (${total(held)} HT), ${reasons.join(', ')}`]),
  ].join(' · ');
}

/** Invoices that are asked for already wait to be decided on: asked twice, they would be two batches of the same. */
function Waiting() {
  const waiting = useQuery(proposalsQuery('pending')).data?.filter(({ command }) => command === 'issue_invoices') ?? [];
  if (waiting.length === 0) return null;
  return (
    <Text size="sm" className="vigie-sheet vigie-note" mb={0}>
      Des factures attendent déjà une décision : <Link to="/a-decider">voir ce qui attend</Link>.
    </Text>
  );
}
