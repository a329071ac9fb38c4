// A month of a CRA as a table of the terminal: a line a day, a column by project; then where each project stands.

import type { z } from 'zod';
import { weekdayOf } from '../../domain/civil-dates.ts';
import { sayDays, sayMonth, sayOf } from '../../domain/french.ts';
import type { craLookUps } from '../contract/cra-look-ups.ts';

export type CraDays = z.infer<(typeof craLookUps)['list_cra_days']['output']>;

const WEEKDAYS = ['lun.', 'mar.', 'mer.', 'jeu.', 'ven.', 'sam.', 'dim.'] as const;
const KINDS = {
  ouvre: '',
  week_end: 'week-end',
  ferie: 'férié',
  temps_partiel: 'non travaillé',
  hors_presence: 'hors présence',
} as const;
const STATES = { vide: 'rien de saisi', brouillon: 'brouillon', soumis: 'soumis', valide: 'validé', rejete: 'refusé' };

type Day = CraDays['days'][number];

/** « 1 », « (0,5) » when it is only suggested. */
function writeCell(cra: CraDays, day: Day, project: string): string {
  const own = (rows: readonly { date: string; project: string; days: number }[]): number =>
    rows.reduce((sum, row) => sum + (row.date === day.date && row.project === project ? row.days : 0), 0);
  const [entered, suggested] = [own(cra.entries), own(cra.suggestions)];
  const number = (days: number): string => String(days).replace('.', ',');
  if (entered > 0) return number(entered);
  return suggested > 0 ? `(${number(suggested)})` : '';
}

function writeNote(day: Day, findings: CraDays['findings']): string {
  const absence =
    day.absent_days > 0 ? `${day.absence?.replaceAll('_', ' ') ?? 'absence'} ${sayDays(day.absent_days)}` : '';
  const missing = day.missing_days > 0 ? `manque ${sayDays(day.missing_days)}` : '';
  const elsewhere = day.elsewhere_days > 0 ? `ailleurs ${sayDays(day.elsewhere_days)}` : '';
  const wrong = findings.filter(({ date, check }) => date === day.date && check !== 'missing').length;
  const anomalies = wrong === 0 ? '' : wrong === 1 ? 'une anomalie' : `${wrong} anomalies`;
  return [KINDS[day.kind], absence, elsewhere, missing, anomalies].filter((part) => part !== '').join(', ');
}

function* tellDays(cra: CraDays): Generator<string> {
  const columns = cra.projects.filter(({ state, suggested_days: days }) => state !== 'vide' || days > 0);
  const widths = columns.map(({ code }) => Math.max(code.length, 6));
  yield ['Jour      ', ...columns.map(({ code }, at) => code.padStart(widths[at] ?? 0))].join('  ');
  for (const day of cra.days) {
    const cells = columns.map(({ code }, at) => writeCell(cra, day, code).padStart(widths[at] ?? 0));
    const note = writeNote(
      day,
      cra.findings.filter(({ accepted }) => accepted === null),
    );
    const head = `${WEEKDAYS[weekdayOf(day.date) - 1] ?? ''} ${day.date.slice(8)}/${day.date.slice(5, 7)}`;
    yield [head, ...cells, note].join('  ').trimEnd();
  }
}

function* tellStanding({ projects, findings, total }: CraDays): Generator<string> {
  yield '';
  for (const { code, title, state, reason, ...counts } of projects) {
    if (state === 'vide' && counts.suggested_days === 0) continue;
    const days = counts.draft_days + counts.submitted_days + counts.validated_days;
    const suggested = counts.suggested_days > 0 ? `, ${sayDays(counts.suggested_days)} proposés` : '';
    yield `${code} ${title} : ${sayDays(days)}${suggested}, ${STATES[state]}${reason === null ? '' : ` : ${reason}`}`;
  }
  const missing = total.missing_days > 0 ? `, manque ${sayDays(total.missing_days)}` : '';
  const suggested = total.suggested_days > 0 ? `, ${sayDays(total.suggested_days)} proposés entre parenthèses` : '';
  yield `Total : ${sayDays(total.entered_days)} saisis sur ${sayDays(total.expected_days)} attendus${suggested}${missing}.`;
  for (const { sentence, accepted } of findings) if (accepted === null) yield `  ! ${sentence}`;
}

export function renderCra(cra: CraDays): string {
  if (cra.consultant === null) return `CRA ${sayOf(sayMonth(cra.month))}`;
  const closed = cra.closed ? ', mois clos' : '';
  const title = `CRA de ${cra.name ?? cra.consultant} (${cra.consultant}), ${sayMonth(cra.month)}${closed}`;
  return [title, ...tellDays(cra), ...tellStanding(cra)].join('\n');
}
