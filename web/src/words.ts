// The firm's words for what the reports call by a code.

import type { DriftSeverity } from '../../domain/drift.ts';

export const SEVERITY_WORDS: Readonly<Record<DriftSeverity, string>> = {
  red: 'Rouge',
  amber: 'Orange',
  blind: 'Non jugeable',
};
