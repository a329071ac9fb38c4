// What keeps a project from being invoiced, in words.

import type { ResultRow } from '../../turn.ts';
import type { Language } from '../../say-figure.ts';

const REASONS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  submitted_time_not_validated: { fr: 'temps soumis non validé', en: 'submitted time not validated' },
  po_missing: { fr: 'bon de commande manquant', en: 'purchase order missing' },
  po_exceeded: { fr: 'bon de commande dépassé', en: 'purchase order exceeded' },
  missing_time: { fr: 'temps manquant', en: 'time missing' },
};

export function sayReasons(row: ResultRow, language: Language): string {
  return String(row.fields['blocked'] ?? '')
    .split(', ')
    .filter((code) => code !== '')
    .map((code) => REASONS[code]?.[language] ?? code)
    .join(', ');
}
