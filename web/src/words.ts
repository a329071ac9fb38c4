// The firm's words for what the reports call by a code.

import type { ContractKind } from '../../domain/contract/kinds.ts';
import type { DriftSeverity, DriftSignal } from '../../domain/drift.ts';

export const SEVERITY_WORDS: Readonly<Record<DriftSeverity, string>> = {
  red: 'Rouge',
  amber: 'Orange',
  blind: 'Non jugeable',
};

/** Where the signal's own sentence begins with these words, they are not said twice (parts/signal-list.tsx). */
export const SIGNAL_WORDS: Readonly<Record<DriftSignal, string>> = {
  loss: 'Perte',
  margin: 'Marge',
  budget: 'Jours dépassés',
  burn: 'Consommation rapide',
  schedule: 'Retard',
  ceiling: 'Plafond dépassé',
  po: 'Bons de commande',
  no_budget: 'Aucun budget',
  raf_missing: 'Aucun reste à faire',
  stale_raf: 'Dernier reste à faire',
};

export const CONTRACT_WORDS: Readonly<Record<ContractKind, string>> = {
  regie: 'Régie',
  regie_plafonnee: 'Régie plafonnée',
  forfait: 'Forfait',
  hybride: 'Hybride',
  forfait_agile: 'Forfait agile',
  tma: 'TMA',
  interne: 'Interne',
};
