// What holds the end of a month, as people say it: the rules of CRAs and the blocks of invoices.
import type { AnomalyRule } from '../anomalies.ts';
import { BILLING_BLOCK_LABELS } from '../billing.ts';

const RULES: Readonly<Record<AnomalyRule, string>> = {
  holiday: 'travaillé un jour férié ou un week-end',
  leave: 'travaillé pendant un congé',
  overfull: 'plus d’une journée',
  closed: 'projet clos',
  unassigned: 'sans affectation',
  duplicate: 'doublon',
  employment: 'hors de la présence',
  missing: 'jour manquant',
  no_timesheet: 'aucun CRA',
  no_rate: 'sans TJM',
  po: 'commande dépassée',
  negative_margin: 'vendu sous son coût',
};

const WORDS: Readonly<Record<string, string>> = { ...RULES, ...BILLING_BLOCK_LABELS };

/** @param reason a code, or several; what is no code is said as it is. */
export function sayHolding(reason: string): string {
  return reason
    .split(', ')
    .map((code) => WORDS[code] ?? code)
    .join(', ');
}
