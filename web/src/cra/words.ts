// The words of a CRA: its days, its states, its absences, and a part of a day as it is written in a cell.

import type { CraDayKind, CraSheetState } from '../../../domain/cra/month-sheet.ts';
import { formatNumber } from '../format.ts';

export const CRA_STATE_WORDS: Readonly<Record<CraSheetState, string>> = {
  vide: 'Rien de saisi',
  brouillon: 'Brouillon',
  soumis: 'Soumis',
  valide: 'Validé',
  rejete: 'Refusé',
};

/** Of a day on which nothing is expected; a working day says nothing. */
export const DAY_WORDS: Readonly<Record<CraDayKind, string>> = {
  ouvre: '',
  week_end: 'week-end',
  ferie: 'férié',
  temps_partiel: 'non travaillé',
  hors_presence: 'hors présence',
};

const PARTS: Readonly<Record<number, string>> = { 0: '', 1: '¼', 2: '½', 3: '¾', 4: '1' };

/** @param quarters quarter days, as a cell shows them. */
export function writeQuarters(quarters: number): string {
  return PARTS[quarters] ?? formatNumber(quarters / 4);
}

const weekdays = new Intl.DateTimeFormat('fr-FR', { weekday: 'short', timeZone: 'UTC' });
const longDays = new Intl.DateTimeFormat('fr-FR', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** « l », « m »: the head of a column. */
export function weekdayLetter(date: string): string {
  return weekdays.format(Date.parse(`${date}T00:00:00Z`)).slice(0, 1);
}

/** « lundi 2 novembre » */
export function formatLongDay(date: string): string {
  return longDays.format(Date.parse(`${date}T00:00:00Z`));
}
