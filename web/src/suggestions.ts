// Questions to begin with, by what the person may read: each has an answer.

import type { ReportName } from '../../domain/report-names.ts';
import type { Me } from './api-client.ts';

const QUESTIONS: readonly [needs: ReportName, question: string][] = [
  ['drift', 'Quels projets dérivent ?'],
  ['margin', 'Quelles sont les trois pires marges ?'],
  ['landing', 'Où atterrit le trimestre ?'],
  ['billing', 'Que reste-t-il à facturer ce mois-ci, et qu’est-ce qui bloque ?'],
  ['receivables', 'Qui nous doit de l’argent ?'],
  ['late', 'Quels clients paient en retard ?'],
  ['anomalies', 'Quels CRA manquent ?'],
  ['available', 'Qui est libre le mois prochain ?'],
  ['missions', 'Quelles missions finissent bientôt ?'],
  ['pipeline', 'Que vaut le pipeline ?'],
  ['orders', 'Quels bons de commande sont presque épuisés ?'],
  ['occupancy', 'Quel est mon taux d’occupation ?'],
];

const SHOWN = 6;

export function suggestQuestions(me: Pick<Me, 'reports'>): string[] {
  return QUESTIONS.filter(([needs]) => me.reports.includes(needs))
    .map(([, question]) => question)
    .slice(0, SHOWN);
}
