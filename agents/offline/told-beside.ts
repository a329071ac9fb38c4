// What is told beside the figure that a question asks for: its share of the whole, the same figure at another horizon, the
// other figure that it names, the brackets of an aged balance.

import { shareName } from '../tools/select-rows.ts';
import { horizonsTold } from './choose-measure.ts';
import { has, type Measure, type Reading } from './reading.ts';
import type { View } from './views.ts';

/** What is told beside the figure that is asked for. */
export function viewFor(reading: Reading, known: View, measure: Measure, field: string, ending: boolean): View {
  const beside = [
    ...(isAged(reading, measure) ? AGE_BRACKETS : isUnpaid(reading, measure) ? ['not_due'] : []),
    ...(ending ? ['end', ...(known.fields[field]?.beside ?? [])] : []),
    ...(measure.report === 'margin' ? horizonsTold(reading, field) : comparedWith(reading, measure, field)),
    ...toldBoth(reading, measure, field),
    // « le TJM de P001 contre le prévu »
    ...(measure.report === 'rates' && field === 'tjm' && has(reading, '@horizon:planned') ? ['planned_tjm'] : []),
  ];
  return tellShare(tellBeside(known, field, beside), reading, field);
}

/** « la balance âgée »: each client's balance, by how late it is. */
export function isAged({ text }: Reading, { report }: Measure): boolean {
  return report === 'receivables' && /balance [âa]g[ée]e|aged (?:balance|receivables|debt)|antériorité/iu.test(text);
}

/** « les impayés »: what is owed, of which some is not due yet. */
function isUnpaid({ text }: Reading, { report, field }: Measure): boolean {
  return report === 'receivables' && field === 'balance' && /impay|unpaid|outstanding/iu.test(text);
}

const AGE_BRACKETS = ['not_due', 'd1_30', 'd31_60', 'd61_90', 'over_90'];

/** Figures of the firm that a row is a part of. */
const SHARED = new Set([
  'revenue',
  'cost',
  'margin',
  'days',
  'balance',
  'total',
  'amount',
  'weighted',
  'absence_days',
  'impact',
]);

/** « quelle part du CA fait Hélios ? » */
export function sharedField(reading: Reading, { total }: View, field: string): string | null {
  return has(reading, '@share') && total !== 'none' && SHARED.has(field) ? field : null;
}

function tellShare(view: View, reading: Reading, field: string): View {
  const told = view.fields[field];
  if (told === undefined || sharedField(reading, view, field) === null) return view;
  const share = shareName(field);
  return {
    ...view,
    fields: {
      ...view.fields,
      [field]: { ...told, beside: [share, ...(told.beside ?? [])] },
      [share]: { fr: 'part du total', en: 'share of the total' },
    },
  };
}

/** « capacité contre charge »: two figures of one report side by side. */
export function comparedWith(reading: Reading, { fields = [] }: Measure, field: string): string[] {
  return has(reading, '@compare') ? fields.filter((one) => one !== field) : [];
}

/** « jours consommés et jours restants »: days spent, and days left, of something that is named. */
export const TOLD_TOGETHER: readonly (readonly [string, string])[] = [
  ['days', 'remaining_days'],
  ['revenue', 'cost'],
  ['revenue', 'margin'],
  ['cost', 'margin'],
];

function toldBoth(reading: Reading, { report, fields = [] }: Measure, field: string): string[] {
  if (
    report !== 'margin' ||
    reading.horizon !== null ||
    !/(?<!\p{L})(?:et|and|puis|ainsi que)(?!\p{L})/iu.test(reading.text)
  )
    return [];
  return TOLD_TOGETHER.filter((pair) => pair.every((one) => fields.includes(one)) && pair.includes(field)).flatMap(
    (pair) => pair.filter((one) => one !== field),
  );
}

/** « prévue contre réelle »: both are told. */
function tellBeside(view: View, field: string, others: readonly string[]): View {
  const told = view.fields[field];
  if (others.length === 0 || told === undefined) return view;
  return { ...view, fields: { ...view.fields, [field]: { ...told, beside: [...new Set(others)] } } };
}
