// What keeps a project from being invoiced, in words.

import { BILLING_BLOCK_LABELS, type BillingBlock } from '../../../domain/billing.ts';
import type { ResultRow } from '../../turn.ts';
import type { Language } from '../../say-figure.ts';

const IN_ENGLISH: Readonly<Record<BillingBlock, string>> = {
  submitted_time_not_validated: 'submitted time not validated',
  po_missing: 'purchase order missing',
  po_exceeded: 'purchase order exceeded',
  missing_time: 'time missing',
  evidence_missing: 'proof missing',
};
const REASONS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  fr: BILLING_BLOCK_LABELS,
  en: IN_ENGLISH,
};

export function sayReasons(row: ResultRow, language: Language): string {
  return String(row.fields['blocked'] ?? '')
    .split(', ')
    .filter((code) => code !== '')
    .map((code) => REASONS[language][code] ?? code)
    .join(', ');
}
