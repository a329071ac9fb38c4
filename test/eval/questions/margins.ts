// Questions on margins: of a project, a client, a consultant, the firm; over a period; rankings and thresholds.
import { addMonths } from '../../oracle/calendar.ts';
import type { marginReport } from '../../oracle/margin.ts';
import type { Expected } from '../cases.ts';
import { aMonth, anyOf, aPastDay, aRecentMonth, aStretch, figure } from './scene.ts';
import type { Draw, Family, Scene, Speech, Wording } from './scene.ts';

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

const projectFields: readonly Family[] = [
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
    ],
    ['margin rate of {p}', 'What margin rate are we at on {p}?', "what's the margin percentage on project {p}?"],
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
    ],
    ['revenue of {p}', 'How much revenue has {p} generated so far?', 'turnover on {p} to date'],
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
    ],
    ['cost of {p} to date', 'How much has {p} cost us so far?'],
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
    ],
    ['days spent on {p}', 'How many days have we worked on {p}?'],
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
    ],
    ['remaining days on {p}', 'How many days are left to do on {p}?', "what's the remaining work on {p}"],
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
    ],
    ['margin at completion of {p}, in euros', 'What euro margin will {p} end with?'],
  ),
  fieldOfProject(
    'rate-at-completion-of-a-project',
    'eac_rate',
    [
      'taux de marge à terminaison {p}',
      'À quel taux de marge va finir {p} ?',
      'Taux de marge projeté en fin de projet pour {p} ?',
      'taux de marge à l’atterrissage sur {p}',
    ],
    ['margin rate at completion for {p}', 'What margin rate will {p} finish at?'],
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
    ],
    ['planned margin rate of {p}', 'What margin rate was {p} sold at?'],
  ),
  fieldOfProject(
    'planned-cost-of-a-project',
    'planned_cost',
    [
      'coût prévu au budget pour {p}',
      'Quel était le coût budgété de {p} ?',
      'budget de coûts initial {p}',
      'Coûts prévus sur {p} ?',
    ],
    ['planned cost of {p}', 'What cost was budgeted for {p}?'],
  ),
  fieldOfProject(
    'revenue-at-completion-of-a-project',
    'eac_revenue',
    [
      'CA à terminaison de {p}',
      'Quel chiffre d’affaires final attend-on sur {p} ?',
      'ca final projeté {p}',
      'Revenu à la fin du projet {p} ?',
    ],
    ['revenue at completion of {p}', 'What final revenue do we expect on {p}?'],
  ),
  fieldOfProject(
    'cost-at-completion-of-a-project',
    'eac_cost',
    [
      'coût à terminaison {p}',
      'Combien aura coûté {p} à la fin ?',
      'Coût final estimé du projet {p} ?',
      'cout projeté en fin de projet {p}',
    ],
    ['cost at completion of {p}', 'How much will {p} cost in the end?'],
  ),
  fieldOfProject(
    'days-at-completion-of-a-project',
    'eac_days',
    [
      'jours à terminaison {p}',
      'Combien de jours au total aura-t-on passé sur {p} à la fin ?',
      'charge finale estimée en jours sur {p}',
      'nb de jours total à la fin pour {p} ?',
    ],
    ['days at completion for {p}', 'How many days in total will {p} take by the end?'],
  ),
];

const inPeriod: readonly Family[] = [
  {
    name: 'margin-of-the-firm-in-a-month',
    class: 'A',
    fr: [
      'marge de la boîte {within}',
      'Quelle marge avons-nous faite {within} ?',
      'Marge globale {of} ?',
      'Combien la société a-t-elle margé {within} ?',
      'résultat marge toute la société {within}',
      'Marge totale {of}, tous projets confondus',
    ],
    en: ['company margin {within}', 'What margin did we make {within}?', 'total margin {of}'],
    draw: (scene) => {
      const { month, within, of, from, to } = aRecentMonth(scene);
      const { total } = margins(scene, { from, 'as-of': to });
      return month === '' ? null : asked(eitherMargin(total, 'total'), { within, of });
    },
  },
  {
    name: 'revenue-of-the-firm-in-a-month',
    class: 'A',
    fr: [
      "chiffre d'affaires {of}",
      'CA total {within} ?',
      'Combien de CA avons-nous produit {within} ?',
      'quel CA pour toute la boite {within}',
      'Le chiffre d’affaires de la société {within} ?',
    ],
    en: ['total revenue {within}', 'How much revenue did the company make {within}?'],
    draw: (scene) => {
      const { within, of, from, to } = aRecentMonth(scene);
      const { total } = margins(scene, { from, 'as-of': to });
      return asked({ figures: figure('revenue', 'total', total.revenue) }, { within, of });
    },
  },
  {
    name: 'margin-of-a-project-in-a-month',
    class: 'A',
    fr: [
      'marge de {p} {within}',
      'Combien {p} a dégagé de marge {within} ?',
      '{within}, quelle marge sur {p} ?',
      'Marge {of} sur le projet {p}',
    ],
    en: ['margin on {p} {within}', 'What was the margin of {p} {within}?'],
    draw: (scene) => {
      const project = aClientProject(scene);
      if (project === null) return null;
      const { within, of, from, to } = aRecentMonth(scene);
      const row = rowOf(margins(scene, { from, 'as-of': to }).projects, project.code);
      return asked(eitherMargin(row, project.code), { within, of, p: scene.say(project, 'project') });
    },
  },
  {
    name: 'revenue-of-a-project-over-a-stretch',
    class: 'A',
    fr: [
      'CA de {p} {within}',
      'Combien {p} a rapporté de chiffre d’affaires {within} ?',
      "chiffre d'affaires du projet {p} {within}",
    ],
    en: ['revenue of {p} {within}', 'How much revenue did {p} bring {within}?'],
    draw: (scene) => {
      const project = aClientProject(scene);
      if (project === null) return null;
      const { from, within } = aStretch(scene);
      const row = rowOf(margins(scene, { from }).projects, project.code);
      const figures = figure('revenue', project.code, row?.['revenue']);
      return asked({ figures }, { within, p: scene.say(project, 'project') });
    },
  },
  {
    name: 'margin-of-the-firm-over-a-stretch',
    class: 'A',
    fr: [
      'marge de la société {within}',
      'Combien avons-nous margé {within} ?',
      'Marge globale de l’entreprise {within} ?',
    ],
    en: ['company margin {within}', 'What margin have we made {within}?'],
    draw: (scene) => {
      const { from, within } = aStretch(scene);
      return asked(eitherMargin(margins(scene, { from }).total, 'total'), { within });
    },
  },
  {
    name: 'figure-of-a-project-at-a-past-day',
    class: 'A',
    fr: ['RAF de {p} {at} ?', '{at}, combien restait-il à faire sur {p} ?', 'reste à faire {p} {at}'],
    en: ['remaining days on {p} {at}', 'How many days were left on {p} {at}?'],
    draw: (scene) => {
      const project = aClientProject(scene);
      if (project === null) return null;
      const { day, at } = aPastDay(scene);
      const row = rowOf(margins(scene, { 'as-of': day }).projects, project.code);
      const figures = figure('remaining_days', project.code, row?.['remaining_days']);
      return asked({ figures }, { at, p: scene.say(project, 'project') });
    },
  },
  {
    name: 'two-months-compared',
    class: 'A',
    fr: [
      'compare le CA {of1} et {of2}',
      'CA {of1} vs CA {of2}, toute la société',
      "Comment a évolué le chiffre d'affaires entre {m1} et {m2} ?",
    ],
    en: ['compare revenue {in1} and {in2}', 'company revenue {in1} versus {in2}'],
    draw: (scene) => {
      const [before, after] = [1, 0].map((back) => aMonth(scene, addMonths(scene.firm.month, -1 - back)));
      if (before === undefined || after === undefined) return null;
      const figures = [before, after].flatMap(({ from, to }) =>
        figure('revenue', 'total', margins(scene, { from, 'as-of': to }).total.revenue),
      );
      const bare = (speech: Speech): Speech => ({ fr: speech.fr.replace(/^(?:de |d'|du mois )/u, ''), en: speech.en });
      return asked(
        { figures },
        {
          of1: before.of,
          of2: after.of,
          m1: bare(before.of),
          m2: bare(after.of),
          in1: before.within,
          in2: after.within,
        },
      );
    },
  },
];

export const MARGIN_QUESTIONS: readonly Family[] = [...projectFields, ...inPeriod];
