// The firm's words for what the reports call by a code.

import type { ContractKind } from '../../domain/contract/kinds.ts';
import type { DriftSeverity, DriftSignal } from '../../domain/drift.ts';

export const SEVERITY_WORDS: Readonly<Record<DriftSeverity, string>> = {
  red: 'Rouge',
  amber: 'Orange',
  blind: 'Non jugeable',
};

export const SIGNAL_WORDS: Readonly<Record<DriftSignal, string>> = {
  loss: 'Perte',
  margin: 'Marge en baisse',
  budget: 'Jours dépassés',
  burn: 'Consommation rapide',
  schedule: 'Retard',
  ceiling: 'Plafond dépassé',
  po: 'Bon de commande épuisé',
  no_budget: 'Pas de budget',
  raf_missing: 'RAF jamais déclaré',
  stale_raf: 'RAF trop ancien',
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
