// What holds a stage of a month's end: what, why, who, since when; each opens where it is dealt with.

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { nameCodes } from '../../../domain/french.ts';
import type { MonthEnd, Names } from '../api-client.ts';
import { formatDay } from '../format.ts';

type Holding = MonthEnd['stages'][number]['holdings'][number];

/** « C002 · 2026-10-21 · P031 »: the person, the day and the project by their names. */
export function nameAll(text: string, names: Names | undefined): string {
  return nameCodes(text, names === undefined ? [] : [names.consultants, names.projects, names.clients], formatDay);
}

type HoldingsProps = { holdings: readonly Holding[]; names: Names | undefined; month: string };

/** More are opened on demand: forty CRAs to validate do not hide the stages that follow. */
const SHOWN_HOLDINGS = 8;

export function Holdings({ holdings, ...told }: HoldingsProps) {
  const [all, setAll] = useState(false);
  if (holdings.length === 0) return null;
  const shown = all ? holdings : holdings.slice(0, SHOWN_HOLDINGS);
  return (
    <>
      <HoldingTable holdings={shown} {...told} />
      {shown.length < holdings.length && (
        <Button size="compact-sm" variant="subtle" mt={6} onClick={() => setAll(true)}>
          Voir les {holdings.length - shown.length} autres
        </Button>
      )}
    </>
  );
}

function HoldingTable({ holdings, names, month }: HoldingsProps) {
  return (
    <table className="vigie-table vigie-dense vigie-stacked">
      <thead>
        <tr>
          <th scope="col">Quoi</th>
          <th scope="col">Pourquoi</th>
          <th scope="col">Qui</th>
          <th scope="col">Depuis</th>
        </tr>
      </thead>
      <tbody>
        {holdings.map(({ subject, reason, who, since }, at) => (
          <tr key={`${at} ${subject}`}>
            <th scope="row">
              <Subject subject={subject} names={names} month={month} />
            </th>
            <td data-label="Pourquoi">{nameAll(reason, names)}</td>
            <td data-label="Qui">{nameAll(who, names)}</td>
            <td data-label="Depuis" data-empty={since === null || undefined} className="vigie-figures">
              {since === null ? '' : formatDay(since)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Numbers of invoices, whatever the firm's series is. */
const INVOICE = /^[A-Z][\w/-]*\d{4,}$/u;

/** A person's is settled in their CRA of the month, a project's and an invoice's on their page. */
function Subject({ subject, names, month }: { subject: string } & Omit<HoldingsProps, 'holdings'>) {
  const text = nameAll(subject, names);
  const [first = ''] = subject.split(' · ');
  if (names?.consultants[first] !== undefined)
    return (
      <Link to="/cra" search={{ mois: month, personne: first }}>
        {text}
      </Link>
    );
  if (names?.projects[first] !== undefined)
    return (
      <Link to="/projets/$code" params={{ code: first }}>
        {text}
      </Link>
    );
  return INVOICE.test(subject) ? (
    <Link to="/factures/$code" params={{ code: subject }}>
      {text}
    </Link>
  ) : (
    text
  );
}
