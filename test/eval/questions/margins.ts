// Questions on each figure of a project's margin: to date, planned, at completion.
import type { marginReport } from '../../oracle/margin.ts';
import type { Expected } from '../cases.ts';
import { anyOf, figure } from './scene.ts';
import type { Draw, Family, Scene, Wording } from './scene.ts';

export type MarginRow = {
  code: string;
  client: string | null;
  contract: string;
  margin: number;
  margin_rate: number | null;
  [field: string]: number | string | null;
};
type Totals = { revenue: number; cost: number; margin: number; margin_rate: number | null };
type Margins = { projects: MarginRow[]; clients: MarginRow[]; consultants: MarginRow[]; total: Totals };

export const margins = (
  scene: Scene,
  args: Parameters<typeof marginReport>[1] & Record<string, string> = {},
): Margins => scene.firm.report('margin', args);

/** A project of a client, with time on it. */
export function aClientProject(scene: Scene): { code: string; name: string } | null {
  const worked = margins(scene).projects.filter((row) => row.contract !== 'interne' && row['days'] !== 0);
  const row = scene.pick(worked);
  return row === null ? null : (scene.firm.projects.find(({ code }) => code === row.code) ?? null);
}

export const rowOf = (rows: readonly MarginRow[], code: string): MarginRow | undefined =>
  rows.find((row) => row.code === code);

/** A field of the margin report, of one project. */
function fieldOfProject(name: string, field: string, fr: readonly Wording[], en: readonly Wording[]): Family {
  return {
    name,
    class: 'A',
    fr,
    en,
    draw: (scene) => {
      const project = aClientProject(scene);
      if (project === null) return null;
      const figures = figure(field, project.code, rowOf(margins(scene).projects, project.code)?.[field]);
      return figures.length === 0 ? null : { words: { p: scene.say(project, 'project') }, expect: { figures } };
    },
  };
}

export const eitherMargin = (
  row: Pick<MarginRow, 'margin' | 'margin_rate'> | undefined,
  subject: string,
): Partial<Expected> | null =>
  row === undefined
    ? null
    : anyOf(...figure('margin', subject, row.margin), ...figure('margin_rate', subject, row.margin_rate));

export const asked = (expect: Partial<Expected> | null, words: Draw['words'] = {}): Draw | null =>
  expect === null ? null : { words, expect };

export const MARGIN_QUESTIONS: readonly Family[] = [
  fieldOfProject(
    'margin-rate-of-a-project',
    'margin_rate',
    [
      'taux de marge {p} ?',
      'Quel est le taux de marge du projet {p} ?',
      'On est à combien de % de marge sur {p} ?',
      'marge en pourcentage sur {p}',
      'Peux-tu me donner le taux de marge {de p} à ce jour ?',
      '{p} : taux de marge ?',
      'Le projet {p} tourne à quel taux de marge actuellement ?',
      "j'aimerais connaître la rentabilité en % de {p}",
      'quel pourcentage on gagne sur {p}',
      'Indique le pourcentage de marge de {p}',
      'Rentabilité de {p} en taux',
    ],
    [
      'margin rate of {p}',
      'What margin rate are we at on {p}?',
      "what's the margin percentage on project {p}?",
      'How profitable is {p}, in percent?',
    ],
  ),
  fieldOfProject(
    'revenue-of-a-project',
    'revenue',
    [
      'CA de {p}',
      "Combien de chiffre d'affaires a-t-on fait sur {p} ?",
      'ca réalisé projet {p}',
      'Quel revenu reconnu à ce jour sur {p} ?',
      "Chiffre d'affaires {de p} ?",
      'On a produit combien en CA sur {p} jusqu’ici ?',
      "combien a-t-on facturé ou produit en chiffre d'affaires pour {p} à ce stade ?",
      'le CA cumulé du projet {p} stp',
      "{p}, quel chiffre d'affaires reconnu ?",
      "Affiche le chiffre d'affaires de {p}",
      'Production en euros sur {p} à ce jour',
    ],
    [
      'revenue of {p}',
      'How much revenue has {p} generated so far?',
      'turnover on {p} to date',
      "What's the revenue to date for {p}?",
    ],
  ),
  fieldOfProject(
    'cost-of-a-project',
    'cost',
    [
      'combien nous a coûté {p} ?',
      'Coût total de {p} à date',
      'quel est le cout de {p}',
      'Coûts engagés sur {p} ?',
      'Qu’est-ce qu’on a dépensé sur le projet {p} ?',
      '{p} : coût cumulé ?',
      'Donne-moi le total des dépenses du projet {p}',
      "à combien s'élèvent les coûts de {p} aujourd'hui ?",
      'Montre le coût engagé de {p}',
      'Total des coûts pour {p}',
    ],
    ['cost of {p} to date', 'How much has {p} cost us so far?', 'total cost incurred on {p}?'],
  ),
  fieldOfProject(
    'days-on-a-project',
    'days',
    [
      'combien de jours passés sur {p} ?',
      'Jours consommés {p}',
      'Nb de jours déjà réalisés sur {p}',
      'Quel est le consommé en jours de {p} ?',
      'temps passé sur {p} en jours',
      "on a mis combien de jours sur {p} jusqu'à présent ?",
      'charge consommée sur {p} ?',
      'Combien de jours-homme {p} a-t-il mangés ?',
      'Nombre de jours saisis sur {p}',
      'Temps total passé sur {p}',
    ],
    ['days spent on {p}', 'How many days have we worked on {p}?', 'How many man-days went into {p} so far?'],
  ),
  fieldOfProject(
    'remaining-days-of-a-project',
    'remaining_days',
    [
      'RAF {p} ?',
      'combien de jours reste-t-il à faire sur {p} ?',
      'Reste à faire du projet {p}',
      'Quel est le raf sur {p} ?',
      'Il reste combien de jours à produire sur {p} ?',
      'jours restants {p}',
      '{p}, on en a encore pour combien de jours ?',
      'dis-moi le reste à faire de {p}',
      'charge restante sur {p}',
      'Charge restant à réaliser pour {p} ?',
      'Combien de jours avant la fin de {p} en charge ?',
    ],
    [
      'remaining days on {p}',
      'How many days are left to do on {p}?',
      "what's the remaining work on {p}",
      'How much work is left on {p}, in days?',
    ],
  ),
  fieldOfProject(
    'margin-at-completion-of-a-project',
    'eac_margin',
    [
      'marge à terminaison de {p} en euros',
      'Quelle marge en € finira-t-on sur {p} ?',
      'marge finale prévue (€) sur {p}',
      'Marge à l’atterrissage du projet {p}, en euros ?',
      'en fin de projet, combien d’euros de marge sur {p} ?',
      'à terme, {p} nous laissera quelle marge en euros ?',
      'marge prévisionnelle à fin de projet sur {p}, en €',
      'Projection de marge en euros pour {p} à la fin',
      "Montant de marge à l'achèvement de {p}",
    ],
    [
      'margin at completion of {p}, in euros',
      'What euro margin will {p} end with?',
      'forecast margin at the end of {p}, in euros',
    ],
  ),
  fieldOfProject(
    'rate-at-completion-of-a-project',
    'eac_rate',
    [
      'taux de marge à terminaison {p}',
      'À quel taux de marge va finir {p} ?',
      'Taux de marge projeté en fin de projet pour {p} ?',
      'taux de marge à l’atterrissage sur {p}',
      'quel taux de marge prévoit-on à la clôture de {p} ?',
      '% de marge attendu au bout du projet {p}',
      'Taux de marge final estimé de {p}',
      "Marge en % à l'achèvement pour {p}",
    ],
    ['margin rate at completion for {p}', 'What margin rate will {p} finish at?', 'expected final margin % on {p}?'],
  ),
  fieldOfProject(
    'planned-rate-of-a-project',
    'planned_rate',
    [
      'taux de marge prévu sur {p}',
      'Quel taux de marge avait-on vendu sur {p} ?',
      'À combien de marge (%) avait-on prévu {p} au départ ?',
      'Taux de marge du budget initial de {p} ?',
      'marge budgétée en % sur {p}',
      'sur {p}, quel était le taux de marge de départ ?',
      'taux de marge initial {de p}',
      'Taux de marge budgété pour {p}',
      'Rappelle le taux de marge vendu sur {p}',
    ],
    [
      'planned margin rate of {p}',
      'What margin rate was {p} sold at?',
      'What was the original margin rate budgeted on {p}?',
    ],
  ),
  fieldOfProject(
    'planned-cost-of-a-project',
    'planned_cost',
    [
      'coût prévu au budget pour {p}',
      'Quel était le coût budgété de {p} ?',
      'budget de coûts initial {p}',
      'Coûts prévus sur {p} ?',
      "combien devait coûter {p} d'après le budget ?",
      'le coût initialement prévu de {p}',
      'Montant des coûts budgétés sur {p}',
      'Budget coûts de {p} ?',
    ],
    ['planned cost of {p}', 'What cost was budgeted for {p}?', 'initial cost budget for {p}'],
  ),
  fieldOfProject(
    'revenue-at-completion-of-a-project',
    'eac_revenue',
    [
      'CA à terminaison de {p}',
      'Quel chiffre d’affaires final attend-on sur {p} ?',
      'ca final projeté {p}',
      'Revenu à la fin du projet {p} ?',
      'une fois terminé, {p} aura généré combien de CA ?',
      'CA prévisionnel à terminaison sur {p}',
      'Revenu total attendu sur {p} à terminaison',
      "Chiffre d'affaires à l'achèvement de {p}",
    ],
    [
      'revenue at completion of {p}',
      'What final revenue do we expect on {p}?',
      'expected total revenue of {p} once finished',
    ],
  ),
  fieldOfProject(
    'cost-at-completion-of-a-project',
    'eac_cost',
    [
      'coût à terminaison {p}',
      'Combien aura coûté {p} à la fin ?',
      'Coût final estimé du projet {p} ?',
      'cout projeté en fin de projet {p}',
      'estimation du coût final pour {p}',
      'coût total projeté de {p} une fois fini ?',
      "Coût à l'achèvement de {p}",
      'Estimation finale des coûts de {p}',
    ],
    ['cost at completion of {p}', 'How much will {p} cost in the end?', "What will {p} have cost when it's done?"],
  ),
  fieldOfProject(
    'days-at-completion-of-a-project',
    'eac_days',
    [
      'jours à terminaison {p}',
      'Combien de jours au total aura-t-on passé sur {p} à la fin ?',
      'charge finale estimée en jours sur {p}',
      'nb de jours total à la fin pour {p} ?',
      "{p} : combien de jours au total à l'arrivée ?",
      'total de jours estimé à terminaison pour {p}',
      "Nombre de jours à l'achèvement de {p}",
      'Charge totale estimée à terminaison, {p}',
    ],
    [
      'days at completion for {p}',
      'How many days in total will {p} take by the end?',
      'estimated total days for {p} at completion',
    ],
  ),
];
