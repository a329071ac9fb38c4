// The rows that a change touches, before → after, each in a line: what a person reads before they decide.

import type { Effect, RowChange } from '../../domain/commands/command.ts';
import { sayDate, sayDays, sayEurosAndCents, sayNumber, sayPercent } from '../../domain/french.ts';
import { showText } from './text.ts';

/** Rows shown in a message; the page shows them all. */
const ROWS_AT_MOST = 5;
const FIELDS_AT_MOST = 6;
const LONGEST_VALUE = 60;
const NOTHING = '–';

/** The fields that are shown, in this order, and what they are called. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  consultant: 'consultant',
  project: 'projet',
  opportunity: 'opportunité',
  client: 'client',
  profile: 'profil',
  startsOn: 'du',
  endsOn: 'au',
  quota: 'quotité',
  dailyRateCents: 'TJM',
  plannedDailyCostCents: 'CJM prévu',
  dailyCostCents: 'CJM',
  amountCents: 'montant',
  netCents: 'HT',
  grossCents: 'TTC',
  quarterDays: 'jours',
  status: 'statut',
  state: 'état',
  stage: 'étape',
  lostReason: 'raison',
  declaredOn: 'déclaré le',
  acceptedOn: 'recette le',
  plannedOn: 'prévu le',
  issuedOn: 'émise le',
  dueOn: 'échéance',
  number: 'numéro',
  month: 'mois',
  title: 'titre',
  name: 'nom',
  label: 'libellé',
  code: 'code',
  reason: 'raison',
  roles: 'rôles',
  email: 'adresse',
};

function sayValue(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return NOTHING;
  if (typeof value === 'number') {
    if (field.endsWith('Cents')) return sayEurosAndCents(value / 100);
    return /quarterDays$/i.test(field) ? sayDays(value / 4) : sayNumber(value);
  }
  if (typeof value === 'boolean') return value ? 'oui' : 'non';
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? sayDate(value) : value;
  return JSON.stringify(value);
}

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function sayChange(change: RowChange): string {
  const before = change.before as Record<string, unknown> | null;
  const after = change.after as Record<string, unknown> | null;
  const row = after ?? before ?? {};
  const words = (field: string): string => FIELD_WORDS[field] ?? field;
  const changed = Object.keys(FIELD_WORDS).filter(
    (field) => field in row && sayValue(field, before?.[field]) !== sayValue(field, after?.[field]),
  );
  const said = changed.slice(0, FIELDS_AT_MOST).map((field) => {
    const now = cut(sayValue(field, after?.[field]));
    const then = cut(sayValue(field, before?.[field]));
    if (before === null) return `${words(field)} ${now}`;
    return after === null ? `${words(field)} ${then}` : `${words(field)} ${then} → ${now}`;
  });
  const named = ['code', 'number', 'project', 'opportunity', 'consultant', 'client']
    .filter((field) => typeof row[field] === 'string' && !changed.includes(field))
    .map((field) => String(row[field]));
  const sign = before === null ? '+' : after === null ? '−' : '·';
  return `${sign} ${[...named.slice(0, 2), ...said].join(', ')}`;
}

/** Escaped lines; none when the change touches no row that is shown. */
export function showRows(effect: Pick<Effect, 'rows'>): string[] {
  const lines = effect.rows.slice(0, ROWS_AT_MOST).map((change) => showText(sayChange(change)));
  const more = effect.rows.length - lines.length;
  return more > 0 ? [...lines, `… et ${more} autres lignes`] : lines;
}

/** « Marge : 12 000,00 € → 9 500,00 € »: the amounts and the figures that the change moves; escaped. */
export function showIndicators({ euros = [], indicators = [] }: Pick<Effect, 'euros' | 'indicators'>): string[] {
  const amounts = euros.map(({ label, beforeCents, afterCents }) =>
    sayMove(label, sayValue('Cents', beforeCents), sayValue('Cents', afterCents)),
  );
  const figures = indicators.map(({ label, subject, before, after, unit }) => {
    const say = (value: number | string | null): string => {
      if (typeof value !== 'number') return sayValue('', value);
      if (unit === 'EUR') return sayEurosAndCents(value);
      if (unit === 'days') return sayDays(value);
      return unit === 'ratio' ? sayPercent(value) : sayNumber(value);
    };
    return sayMove(subject === '' ? label : `${label} (${subject})`, say(before), say(after));
  });
  return [...amounts, ...figures].map(showText);
}

function sayMove(label: string, before: string, after: string): string {
  return before === NOTHING ? `${label} : ${after}` : `${label} : ${before} → ${after}`;
}
