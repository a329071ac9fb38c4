// What each stage of a month's end is for, whose act moves it on, and where it stands: in words, for who meets the month
// for the first time.

import type { MonthEnd } from '../api-client.ts';

export type ShownStage = MonthEnd['stages'][number];

/** Who moves it on, and how. */
export const STAGE_PURPOSES: Readonly<Partial<Record<ShownStage['stage'], string>>> = {
  entry: 'Chacun envoie son CRA ; Vigie relance deux jours avant la fin du mois, le dernier jour et le lendemain.',
  validation: 'Le responsable de chaque projet valide les CRA envoyés.',
  client_validation: 'Le client valide les CRA qu’on lui demande, plus bas sur cette page.',
  anomalies: 'Chacun corrige les siennes ; un responsable ou la direction en accepte, avec une raison.',
  preparation: 'Vigie prépare ce que rien ne bloque : validation des temps, commande, preuves.',
  invoices: 'L’ADV, le DAF ou la direction les propose ; une seconde personne les approuve.',
  sending: 'Chaque facture émise part à l’adresse de facturation de son client.',
  accruals: 'Vigie les calcule une fois le mois fini, d’après les restes à faire déclarés.',
  closing: 'L’ADV, le DAF ou la direction la propose ; la direction ou le DAF l’approuve.',
  report: 'Vigie dit à la direction ce que le mois a donné, une fois clos.',
};

/** They are of the whole month: nothing of them is true before what comes first is over. */
const AFTER_THE_OTHERS: ReadonlySet<ShownStage['stage']> = new Set(['accruals', 'closing', 'report']);

/** « En cours · 23 sur 26 ». @param running what the month waits for first; null: nothing any more. */
export function sayState({ stage, state, done, total }: ShownStage, running: string | null): string {
  const counted = total === 0 ? '' : ` · ${done} sur ${total}`;
  if (state === 'done') return `Terminée${counted}`;
  if (state === 'running') return `En cours${counted}`;
  if (AFTER_THE_OTHERS.has(stage)) return `Ensuite${running === null ? '' : `, après « ${running} »`}`;
  if (total === 0) return 'Rien pour l’instant';
  return done === total ? `À jour${counted}` : `À faire${counted}`;
}
