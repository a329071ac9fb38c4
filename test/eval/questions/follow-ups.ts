// Follow-ups: a second question that only makes sense after the first. The last reply is judged.
import { addMonths } from '../../oracle/calendar.ts';
import { drift } from './drift.ts';
import { findings } from './occupation.ts';
import { aClientProject, margins, rowOf } from './margins.ts';
import { billing } from './billing.ts';
import { receivables } from './cash.ts';
import { aMonth, anyOf, figure } from './scene.ts';
import type { Draw, Family, Named, Scene, Wording } from './scene.ts';

type Pair = { first: Named; second: Named };

function twoOf(scene: Scene, things: readonly Named[]): Pair | null {
  const [first, second] = scene.random.shuffle(things);
  return first === undefined || second === undefined ? null : { first, second };
}

const workedProjects = (scene: Scene): Named[] => {
  const worked = new Set(
    margins(scene).projects.flatMap((row) => (row.contract !== 'interne' && row['days'] !== 0 ? [row.code] : [])),
  );
  return scene.firm.projects.filter(({ code }) => worked.has(code));
};

/** The same figure, of another project. */
function ofAnotherProject(name: string, field: string, fr: readonly Wording[], en: readonly Wording[]): Family {
  return {
    name,
    class: 'F',
    fr,
    en,
    draw: (scene) => {
      const pair = twoOf(scene, workedProjects(scene));
      const row = pair && rowOf(margins(scene).projects, pair.second.code);
      const figures = figure(field, pair?.second.code ?? '', row?.[field]);
      if (pair === null || figures.length === 0) return null;
      return {
        words: { p: scene.say(pair.first, 'project'), q: scene.say(pair.second, 'project') },
        expect: { figures },
      };
    },
  };
}

const others: readonly Family[] = [
  ofAnotherProject(
    'then-the-margin-rate-of-another',
    'margin_rate',
    [
      ['Quel est le taux de marge de {p} ?', 'et {q} ?'],
      ['taux de marge {p}', 'Et pour {q} ?'],
      ['Le taux de marge sur {p} ?', 'Et sur {q}, ça donne quoi ?'],
      ['taux de marge de {p} stp', 'pareil pour {q}'],
      ['{p}, quel taux de marge ?', 'Maintenant {q}'],
      ['taux de marge du projet {p} ?', 'et celui de {q} ?'],
    ],
    [
      ['margin rate of {p}?', 'and {q}?'],
      ['what margin rate on {p}?', 'how about {q}?'],
    ],
  ),
  ofAnotherProject(
    'then-the-remaining-days-of-another',
    'remaining_days',
    [
      ['RAF de {p} ?', 'et {q} ?'],
      ['combien de jours restent sur {p} ?', 'Et sur {q} ?'],
      ['Reste à faire {p}', 'la même chose pour {q}'],
      ['il reste combien de jours sur {p} ?', "qu'en est-il de {q} ?"],
    ],
    [
      ['remaining days on {p}?', 'same for {q}'],
      ['how many days left on {p}?', 'and on {q}?'],
    ],
  ),
  ofAnotherProject(
    'then-the-revenue-of-another',
    'revenue',
    [
      ['CA de {p} ?', 'Et {q} ?'],
      ["chiffre d'affaires sur {p}", 'idem {q}'],
      ['CA de {p} ?', 'et celui de {q} ?'],
    ],
    [
      ['revenue of {p}', 'what about {q}?'],
      ['revenue on {p}?', 'now {q}'],
    ],
  ),
  {
    name: 'then-another-figure-of-it',
    class: 'F',
    fr: [
      ['Quelle est la marge de {p} ?', 'et le RAF ?'],
      ['CA de {p} ?', 'Combien de jours il reste à faire dessus ?'],
      ['Quel est le taux de marge de {p} ?', 'Et son reste à faire ?'],
      ['Quel est le CA de {p} ?', 'Quel est son RAF ?'],
    ],
    en: [
      ['margin of {p}?', 'and the remaining days?'],
      ['revenue of {p}?', 'how many days are left on it?'],
    ],
    draw: (scene) => {
      const project = aClientProject(scene);
      const row = project && rowOf(margins(scene).projects, project.code);
      const figures = figure('remaining_days', project?.code ?? '', row?.['remaining_days']);
      return project === null ? null : { words: { p: scene.say(project, 'project') }, expect: { figures } };
    },
  },
  {
    name: 'then-at-completion',
    class: 'F',
    fr: [
      ['Marge actuelle de {p} ?', 'et à terminaison ?'],
      ['Quelle est la marge sur {p} ?', 'Elle finira à combien ?'],
      ['marge {p}', 'et à la fin du projet ?'],
      ['marge de {p} à ce jour ?', 'Et prévue à terminaison ?'],
    ],
    en: [
      ['current margin on {p}?', 'and at completion?'],
      ['margin on {p}?', "and when it's finished?"],
    ],
    draw: (scene) => {
      const project = aClientProject(scene);
      const row = project && rowOf(margins(scene).projects, project.code);
      const figures = ['eac_margin', 'eac_rate'].flatMap((field) => figure(field, project?.code ?? '', row?.[field]));
      return project === null || figures.length === 0
        ? null
        : { words: { p: scene.say(project, 'project') }, expect: anyOf(...figures) };
    },
  },
  {
    name: 'then-why-it-drifts',
    class: 'F',
    fr: [
      ['Quels projets dérivent ?', 'pourquoi {p} ?'],
      ['projets en dérive', 'Détaille {p}'],
      ['Qu’est-ce qui dérape en ce moment ?', 'et {p}, pour quelle raison ?'],
      ['les dérives ?', 'explique celle de {p}'],
    ],
    en: [
      ['Which projects are drifting?', 'why {p}?'],
      ['list drifting projects', 'what happened on {p}?'],
    ],
    draw: (scene) => {
      const row = scene.pick(drift(scene).filter(({ severity }) => severity !== 'blind'));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      const fields = ['impact', 'drift_points', 'eac_rate', 'planned_rate'] as const;
      const figures = fields.flatMap((field) => figure(field, row.code, row[field]));
      return figures.length === 0 ? null : { words: { p: scene.say(project, 'project') }, expect: anyOf(...figures) };
    },
  },
  {
    name: 'then-why',
    class: 'F',
    fr: [
      ['Quel est l’impact de la dérive de {p} ?', 'pourquoi ?'],
      ['est-ce que {p} dérive ?', 'Pourquoi ?'],
      ['marge à terminaison de {p} ?', 'pourquoi il dérive ?'],
      ['{p} dérape ?', 'pour quelle raison ?'],
    ],
    en: [
      ['is {p} drifting?', 'why?'],
      ["what's the impact of the drift on {p}?", 'why is that?'],
    ],
    draw: (scene) => {
      const row = scene.pick(drift(scene).filter(({ severity }) => severity !== 'blind'));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      const fields = ['impact', 'drift_points', 'eac_rate', 'planned_rate'] as const;
      const figures = fields.flatMap((field) => figure(field, row.code, row[field]));
      return figures.length === 0 ? null : { words: { p: scene.say(project, 'project') }, expect: anyOf(...figures) };
    },
  },
  {
    name: 'then-only-the-red-ones',
    class: 'F',
    fr: [
      ['Quels projets dérivent ?', 'seulement les rouges'],
      ['liste les projets en dérive', 'Lesquels sont au rouge ?'],
      ['projets qui dérivent ?', 'garde uniquement les rouges'],
    ],
    en: [
      ['Which projects are drifting?', 'only the red ones'],
      ['drifting projects?', 'just the red ones please'],
    ],
    draw: (scene) => {
      const red = drift(scene).filter(({ severity }) => severity === 'red');
      return { expect: { subjects: { kind: 'project', codes: red.map(({ code }) => code) } } };
    },
  },
];

/** The same question, of the month before. */
function ofTheMonthBefore(
  name: string,
  role: string,
  fr: readonly Wording[],
  en: readonly Wording[],
  read: (scene: Scene, month: string) => Draw['expect'] | null,
): Family {
  return {
    name,
    class: 'F',
    fr,
    en,
    draw: (scene) => {
      const month = addMonths(scene.firm.month, -scene.random.int(0, 1));
      const before = aMonth(scene, addMonths(month, -1));
      const expect = read(scene, before.month);
      const bare = {
        fr: before.of.fr.replace(/^(?:du mois )?(?:de |d['’])?/u, ''),
        en: before.of.en.replace(/^(?:of|for) /u, ''),
      };
      return expect === null || bare.fr === 'dernier'
        ? null
        : { role, words: { within: aMonth(scene, month).within, m: bare, before: before.within }, expect };
    },
  };
}

const months: readonly Family[] = [
  ofTheMonthBefore(
    'then-the-tace-of-the-month-before',
    'direction',
    [
      ['TACE {within} ?', 'et le mois d’avant ?'],
      ['Quel est notre TACE {within} ?', 'Et {before} ?'],
      ['tace {within}', 'même question {before}'],
      ['TACE {within} ?', '{before} ?'],
    ],
    [
      ['TACE {within}?', 'and the month before?'],
      ['TACE {within}?', '{before}?'],
    ],
    (scene, month) => {
      const { months: read } = scene.firm.report('occupancy', { month }) as {
        months: { total: { tace: number | null } }[];
      };
      const figures = figure('tace', '*', read[0]?.total.tace);
      return figures.length === 0 ? null : { figures };
    },
  ),
  ofTheMonthBefore(
    'then-the-anomalies-of-the-month-before',
    'direction',
    [
      ["Combien d'anomalies de CRA {within} ?", 'et le mois précédent ?'],
      ["nombre d'anomalies CRA {within}", 'Et {before} ?'],
      ["nb d'anomalies CRA {within} ?", 'même question pour le mois précédent'],
    ],
    [
      ['how many timesheet anomalies {within}?', 'and {before}?'],
      ['number of timesheet anomalies {within}?', 'same for the previous month'],
    ],
    (scene, month) => ({ figures: figure('count', '*', findings(scene, month).length) }),
  ),
  ofTheMonthBefore(
    'then-the-revenue-of-the-month-before',
    'direction',
    [
      ['CA de la société {within} ?', 'et {before} ?'],
      ["Quel chiffre d'affaires total {within} ?", 'Et le mois d’avant ?'],
      ["chiffre d'affaires de la boîte {within} ?", 'le mois précédent ?'],
    ],
    [
      ['company revenue {within}?', 'and {before}?'],
      ['total revenue {within}?', 'the month before?'],
    ],
    (scene, month) => {
      const { from, to } = aMonth(scene, month);
      return { figures: figure('revenue', 'total', margins(scene, { from, 'as-of': to }).total.revenue) };
    },
  ),
  ofTheMonthBefore(
    'then-to-invoice-the-month-before',
    'adv',
    [
      ['Total à facturer {within} ?', 'et {before} ?'],
      ['combien à facturer {within} ?', '{before} ?'],
    ],
    [
      ['total to invoice {within}?', 'and {before}?'],
      ['how much to bill {within}?', 'what about {before}?'],
    ],
    (scene, month) => ({ figures: figure('total', 'total|*', billing(scene, month).total) }),
  ),
];

const money: readonly Family[] = [
  {
    name: 'then-the-balance-of-another-client',
    class: 'F',
    fr: [
      ['Combien nous doit {c} ?', 'et {d} ?'],
      ['solde {c}', 'Et chez {d} ?'],
      ['Encours de {c} ?', 'Idem pour {d}'],
      ['{c} nous doit combien ?', 'et pour {d} ?'],
    ],
    en: [
      ['How much does {c} owe us?', 'and {d}?'],
      ['balance of {c}?', 'what about {d}?'],
    ],
    draw: (scene) => {
      const owing = new Set(receivables(scene).clients.map(({ code }) => code));
      const pair = twoOf(
        scene,
        scene.firm.clients.filter(({ code }) => owing.has(code)),
      );
      const row = receivables(scene).clients.find(({ code }) => code === pair?.second.code);
      if (pair === null || row === undefined) return null;
      const words = { c: scene.say(pair.first, 'client'), d: scene.say(pair.second, 'client') };
      return { role: 'adv', words, expect: { figures: figure('balance', row.code, row.balance) } };
    },
  },
  {
    name: 'then-of-a-project-alone',
    class: 'F',
    fr: [
      ['Combien on facture {within} ?', 'et juste sur {p} ?'],
      ['total à facturer {within}', 'Pour {p} seulement ?'],
      ['montant à facturer {within} ?', 'uniquement pour {p}'],
    ],
    en: [
      ['total to invoice {within}?', 'for {p} only?'],
      ['amount to bill {within}?', 'just {p}'],
    ],
    draw: (scene) => {
      const { month, within } = aMonth(scene, scene.firm.month);
      const row = scene.pick(billing(scene, month).projects.filter(({ lines }) => lines.length > 0));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      const figures = figure('total|amount', row.code, row.total);
      return { role: 'adv', words: { within, p: scene.say(project, 'project') }, expect: { figures } };
    },
  },
  {
    name: 'then-the-margin-of-another-client',
    class: 'F',
    fr: [
      ['Marge chez {c} ?', 'et {d} ?'],
      ['marge client {c}', 'Et pour {d} ?'],
      ['la marge avec {c} ?', 'même chose pour {d}'],
    ],
    en: [
      ['margin with client {c}?', 'and {d}?'],
      ['margin at {c}?', 'same for {d}'],
    ],
    draw: (scene) => {
      const rows = margins(scene, { by: 'client' }).clients;
      const pair = twoOf(
        scene,
        scene.firm.clients.filter(({ code }) => rowOf(rows, code) !== undefined),
      );
      const row = pair && rowOf(rows, pair.second.code);
      if (!pair || !row) return null;
      const words = { c: scene.say(pair.first, 'client'), d: scene.say(pair.second, 'client') };
      return {
        words,
        expect: anyOf(...figure('margin', row.code, row.margin), ...figure('margin_rate', row.code, row.margin_rate)),
      };
    },
  },
];

export const FOLLOW_UPS: readonly Family[] = [...others, ...months, ...money];
