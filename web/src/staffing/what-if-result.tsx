// What a supposition changes: before, after, the difference; month by month; the needs that it opens and who could take
// them; the changes that would make it the plan.

import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { namesQuery } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import {
  DASH,
  formatChange,
  formatDay,
  formatDays,
  formatEuros,
  formatMonth,
  formatNumber,
  formatPoints,
  formatRate,
} from '../format.ts';
import { Propose } from '../parts/propose-changes.tsx';
import { needsQuery, proposeWhatIf, type Supposed, type WhatIf } from '../staffing-queries.ts';

type Measure = keyof WhatIf['before'];
type Unit = 'rate' | 'days' | 'euros';

const MEASURES: readonly [label: string, measure: Measure, unit: Unit][] = [
  ['Occupation', 'occupancy', 'rate'],
  ['Jours réservés', 'booked_days', 'days'],
  ['Chiffre d’affaires réservé', 'revenue', 'euros'],
  ['Marge', 'margin', 'euros'],
  ['Taux de marge', 'margin_rate', 'rate'],
  ['Intercontrat', 'bench_days', 'days'],
  ['Coût d’intercontrat', 'bench_cost', 'euros'],
  ['Marge espérée des besoins', 'expected_margin', 'euros'],
  ['Besoins non servis', 'unserved_days', 'days'],
];

const FORMATS: Readonly<Record<Unit, (value: number | null) => string>> = {
  rate: formatRate,
  days: formatDays,
  euros: formatEuros,
};

const signed = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2, signDisplay: 'exceptZero' });

/** A difference of rates is in points. */
function sayChange(unit: Unit, change: number | null): string {
  if (change === null) return DASH;
  if (unit === 'euros') return formatChange(change);
  if (unit === 'days') return `${signed.format(change)} j`;
  return `${change > 0 ? '+' : ''}${formatPoints(change * 100)}`;
}

export function WhatIfResult({ report, supposed }: { report: WhatIf; supposed: Supposed }) {
  return (
    <section aria-label="Ce que cela changerait" className="vigie-need">
      <div>
        <Title order={2} size="h4">
          Et si {report.supposed.join(' ')}
        </Title>
        <Text size="sm" className="vigie-quiet">
          Du {formatDay(report.from)} au {formatDay(report.to)}, rien n’est enregistré
          {report.costs === 'standard' && ' ; aux coûts standard'}
        </Text>
      </div>
      <Comparison report={report} />
      <Opened report={report} />
      <Conflicts report={report} />
      <Ready report={report} supposed={supposed} />
      <Months report={report} />
    </section>
  );
}

function Comparison({ report: { before, after, difference } }: { report: WhatIf }) {
  return (
    <div className="vigie-sheet vigie-narrow">
      <table className="vigie-table vigie-margin">
        <caption className="vigie-hidden">Avant et après la supposition</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="vigie-hidden">Mesure</span>
            </th>
            {['Aujourd’hui', 'Après', 'Écart'].map((label) => (
              <th key={label} scope="col" className="vigie-number">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MEASURES.map(([label, measure, unit]) => {
            const change = difference[measure] ?? null;
            return (
              <tr key={measure}>
                <th scope="row">{label}</th>
                <td className="vigie-number">{FORMATS[unit](before[measure])}</td>
                <td className="vigie-number">{FORMATS[unit](after[measure])}</td>
                <td className="vigie-number">
                  {change === 0 ? <span className="vigie-quiet">=</span> : <strong>{sayChange(unit, change)}</strong>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Opened({ report: { open_needs: opened } }: { report: WhatIf }) {
  const names = useQuery(namesQuery).data;
  const titles = new Map((useQuery(needsQuery).data?.needs ?? []).map(({ id, title }) => [id, title]));
  if (opened.length === 0) return null;
  /** Its title where it was open before; else the project that its id begins with. */
  const nameOf = (id: string): string => titles.get(id) ?? names?.projects[id.split(':')[0] ?? ''] ?? id;
  return (
    <div>
      <Title order={3} size="h5" mb={6}>
        {sayCount(opened.length, 'besoin s’ouvre', 'besoins s’ouvrent')}
      </Title>
      <ul className="vigie-sheet vigie-plain-list vigie-blocked">
        {opened.map(({ id, profile, starts_on: from, ends_on: to, days, best }) => (
          <li key={`${id} ${from}`}>
            <strong>{profile ?? 'Sans profil'}</strong>, {nameOf(id)}, du {formatDay(from)} au {formatDay(to)} (
            {formatDays(days)})
            <div>
              {best === null ? (
                <span className="vigie-alert">Personne ne peut le prendre.</span>
              ) : (
                <>
                  Au mieux : {best.name}, {formatDays(best.days)}{' '}
                  <span className="vigie-quiet">(score {formatNumber(best.score)})</span>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Conflicts({ report: { conflicts } }: { report: WhatIf }) {
  const names = useQuery(namesQuery).data;
  if (conflicts.length === 0) return null;
  return (
    <div className="vigie-overload">
      <Title order={3} size="h6">
        Surcharges nouvelles
      </Title>
      <ul className="vigie-changes">
        {conflicts.map(({ code, day, load }) => (
          <li key={code}>
            {names?.consultants[code] ?? code} : charge {formatNumber(load)} dès le {formatDay(day)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Ready({ report: { ready, ready_left_out: left }, supposed }: { report: WhatIf; supposed: Supposed }) {
  if (ready.length === 0)
    return (
      <Text size="sm" className="vigie-quiet">
        Aucun changement n’est prêt à être proposé pour cela.
      </Text>
    );
  return (
    <div>
      <Title order={3} size="h5" mb={6}>
        {sayCount(ready.length, 'changement ferait', 'changements feraient')} de cette supposition le plan
      </Title>
      <ol className="vigie-changes">
        {ready.map(({ sentence }, at) => (
          // Two bookings may be said alike: only their place tells them apart.
          <li key={at}>{sentence}</li>
        ))}
      </ol>
      {left > 0 && (
        <Text size="sm" className="vigie-quiet">
          {left} autres suivront : décidez de ceux-ci, puis recommencez.
        </Text>
      )}
      <Propose label="En faire des propositions" variant="filled" file={() => proposeWhatIf(supposed)} />
    </div>
  );
}

const ARROW = ' → ';

/** « 90 % → 88 % », or the one figure that does not move. */
function sayPair(format: (value: number | null) => string, before: number | null, after: number | null): string {
  return before === after ? format(before) : `${format(before)}${ARROW}${format(after)}`;
}

function Months({ report: { months } }: { report: WhatIf }) {
  return (
    <details className="vigie-rows">
      <summary>Mois par mois</summary>
      <div className="vigie-sheet vigie-scroll">
        <table className="vigie-table">
          <thead>
            <tr>
              <th scope="col">Mois</th>
              {['Occupation', 'Jours réservés', 'Marge', 'Coût d’intercontrat'].map((label) => (
                <th key={label} scope="col" className="vigie-number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {months.map((row) => (
              <tr key={row.month}>
                <th scope="row">{formatMonth(row.month)}</th>
                <td className="vigie-number">{sayPair(formatRate, row.occupancy, row.occupancy_after)}</td>
                <td className="vigie-number">{sayPair(formatDays, row.booked_days, row.booked_days_after)}</td>
                <td className="vigie-number">{sayPair(formatEuros, row.margin, row.margin_after)}</td>
                <td className="vigie-number">{sayPair(formatEuros, row.bench_cost, row.bench_cost_after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
