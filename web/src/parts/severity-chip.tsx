// How grave a drift is, in a word.

import type { DriftSeverity } from '../../../domain/drift.ts';
import { SEVERITY_WORDS } from '../words.ts';

export function SeverityChip({ severity }: { severity: DriftSeverity }) {
  return (
    <span className="vigie-severity" data-severity={severity}>
      {SEVERITY_WORDS[severity]}
    </span>
  );
}
