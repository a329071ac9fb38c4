// Capacity against the load to come, a small drawing for each profile: firm and tentative days as bars, the range of the
// pipeline as a band (P10 to P90, P50 its line), capacity as a step. The same figures are in a table under it.

import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { formatDay, formatNumber, formatShortDay } from '../format.ts';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { capacityWeeksQuery, type CapacityWeeks } from '../staffing-queries.ts';

type ProfileWeek = CapacityWeeks['weeks'][number]['profiles'][number];
type Row = ProfileWeek & { readonly week: string };

type ChartsProps = { weeks: number; profile: string | undefined };

export function CapacityCharts({ weeks, profile }: ChartsProps) {
  const report = useQuery(capacityWeeksQuery(weeks));
  return (
    <section aria-labelledby="capacite">
      <Title order={2} size="h5" id="capacite" mb={4}>
        Capacité et pipeline
      </Title>
      {report.isPending ? (
        <WaitingPanel />
      ) : report.isError ? (
        <FailurePanel error={report.error} onRetry={() => void report.refetch()} />
      ) : (
        <Charts report={report.data} profile={profile} />
      )}
    </section>
  );
}

function Charts({ report, profile }: { report: CapacityWeeks; profile: string | undefined }) {
  const shown = report.alerts.filter((alert) => profile === undefined || alert.profile === profile);
  const rowsOf = (name: string): Row[] =>
    report.weeks.flatMap(({ week, profiles }) =>
      profiles.filter((one) => one.profile === name).map((one) => ({ ...one, week })),
    );
  const charts = shown
    .map((alert) => ({ alert, rows: rowsOf(alert.profile) }))
    .filter(({ rows }) => rows.some(({ capacity, load_p90 }) => capacity > 0 || load_p90 > 0));
  return (
    <>
      <Legend report={report} />
      <div className="vigie-capacity">
        {charts.map(({ alert, rows }) => (
          <figure key={alert.profile} className="vigie-sheet">
            <figcaption>
              <Text fw={600} size="sm">
                {alert.profile}
              </Text>
              <AlertWords alert={alert} />
            </figcaption>
            <Drawing rows={rows} profile={alert.profile} />
            <Figures rows={rows} profile={alert.profile} />
          </figure>
        ))}
      </div>
    </>
  );
}

function Legend({ report: { draws, slips, paces } }: { report: Pick<CapacityWeeks, 'draws' | 'slips' | 'paces'> }) {
  return (
    <ul className="vigie-legend vigie-small">
      <li data-of="firm">Ferme</li>
      <li data-of="tentative">Prévisionnel</li>
      <li data-of="band">Charge avec le pipeline, P10 à P90</li>
      <li data-of="median">P50</li>
      <li data-of="capacity">Capacité</li>
      <li className="vigie-quiet">
        En jours par semaine · {formatNumber(draws)} tirages, retards{' '}
        {slips === 'history' ? 'de votre historique' : 'usuels'}, rythme{' '}
        {paces === 'history' ? 'de votre historique' : 'prévu'}
      </li>
    </ul>
  );
}

/** When it breaks, at a glance; and in the report's sentence, by when to act. */
function AlertWords({ alert: { overload_on, bench_on, sentence } }: { alert: CapacityWeeks['alerts'][number] }) {
  return (
    <>
      <Text size="sm">
        {overload_on !== null && <strong className="vigie-alert">Surcharge dès le {formatDay(overload_on)}</strong>}
        {overload_on !== null && bench_on !== null && ' · '}
        {bench_on !== null && <strong className="vigie-warn">Intercontrat dès le {formatDay(bench_on)}</strong>}
      </Text>
      <Text size="xs" className="vigie-quiet">
        {sentence}
      </Text>
    </>
  );
}

const WIDTH = 300;
const HEIGHT = 96;

function Drawing({ rows, profile }: { rows: readonly Row[]; profile: string }) {
  const top = Math.max(1, ...rows.map(({ capacity, load_p90 }) => Math.max(capacity, load_p90)));
  const step = WIDTH / rows.length;
  const y = (days: number): number => HEIGHT - (HEIGHT * days) / top;
  const middle = (at: number): number => step * (at + 0.5);
  const line = (of: (row: Row) => number): string =>
    rows.map((row, at) => `${middle(at).toFixed(1)},${y(of(row)).toFixed(1)}`).join(' ');
  const steps = rows
    .flatMap(({ capacity }, at) => [
      `${(step * at).toFixed(1)},${y(capacity).toFixed(1)}`,
      `${(step * (at + 1)).toFixed(1)},${y(capacity).toFixed(1)}`,
    ])
    .join(' ');
  const band = `${line(({ load_p90 }) => load_p90)} ${line(({ load_p10 }) => load_p10)
    .split(' ')
    .toReversed()
    .join(' ')}`;
  return (
    <div className="vigie-drawing">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${profile} : capacité et charge par semaine`}>
        {rows.map(({ week, firm, tentative }, at) => (
          <g key={week}>
            <rect data-of="firm" x={step * at + 1} width={step - 2} y={y(firm)} height={HEIGHT - y(firm)} />
            <rect
              data-of="tentative"
              x={step * at + 1}
              width={step - 2}
              y={y(firm + tentative)}
              height={y(firm) - y(firm + tentative)}
            />
          </g>
        ))}
        <polygon data-of="band" points={band} />
        <polyline data-of="median" points={line(({ load_p50 }) => load_p50)} />
        <polyline data-of="capacity" points={steps} />
      </svg>
      <div className="vigie-axis vigie-small vigie-quiet" aria-hidden>
        <span>{formatShortDay(rows[0]?.week ?? '')}</span>
        <span>max {formatNumber(top)} j</span>
        <span>{formatShortDay(rows.at(-1)?.week ?? '')}</span>
      </div>
    </div>
  );
}

const COLUMNS: readonly [label: string, of: (row: Row) => number][] = [
  ['Capacité', ({ capacity }) => capacity],
  ['Ferme', ({ firm }) => firm],
  ['Prévis.', ({ tentative }) => tentative],
  ['P10', ({ load_p10 }) => load_p10],
  ['P50', ({ load_p50 }) => load_p50],
  ['P90', ({ load_p90 }) => load_p90],
];

function Figures({ rows, profile }: { rows: readonly Row[]; profile: string }) {
  return (
    <details className="vigie-rows">
      <summary>
        Les chiffres<span className="vigie-hidden"> : {profile}</span>
      </summary>
      <div className="vigie-scroll">
        <table className="vigie-table vigie-small">
          <thead>
            <tr>
              <th scope="col">Semaine</th>
              {COLUMNS.map(([label]) => (
                <th key={label} scope="col" className="vigie-number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.week} data-over={row.balance_p50 < 0 || undefined}>
                <th scope="row">{formatShortDay(row.week)}</th>
                {COLUMNS.map(([label, of]) => (
                  <td key={label} className="vigie-number">
                    {formatNumber(of(row))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
