// Questions on how busy people are, and on their CRAs: occupation, absences, anomalies, missing days.
import { aClientProject } from './margins.ts';
import { aCount, anyOf, aRecentMonth, figure, topOf } from './scene.ts';
import type { Family, Scene } from './scene.ts';

type Occupied = {
  code: string;
  absence_days: number;
  billable_days: number;
  tace: number | null;
  occupation: number | null;
};
type Occupancy = { months: { consultants: Occupied[]; total: Occupied }[] };
type Finding = { rule: string; consultant: string; date: string | null; project: string | null; days: number };

export const findings = (scene: Scene, month: string): Finding[] =>
  (scene.firm.report('anomalies', { month }) as { findings: Finding[] }).findings;

function occupancy(scene: Scene, month: string): Occupancy['months'][number] {
  const [first] = (scene.firm.report('occupancy', { month }) as Occupancy).months;
  if (first === undefined) throw new Error(`no occupancy of ${month}`);
  return first;
}

const codesOf = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code);
const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** Someone who is in the month's occupancy. */
function anOccupied(scene: Scene, month: string) {
  const row = scene.pick(occupancy(scene, month).consultants);
  const person = scene.firm.people.find(({ code }) => code === row?.code);
  return row === null || person === undefined ? null : { row, person };
}

const onOccupation: readonly Family[] = [
  {
    name: 'tace-of-the-firm',
    class: 'A',
    fr: [
      'TACE {within} ?',
      'quel est notre tace {within}',
      "Taux d'activité congés exclus {of} pour toute la boîte",
      'tace global {of}',
      'Donne-moi le TACE de la société {within}',
      'à combien se monte le TACE {of} ?',
      "TACE de l'équipe {within}",
      'Indique le TACE global {within}',
      "Taux d'activité congés exclus {within}",
    ],
    en: ['what was our TACE {within}?', 'company TACE {of}', 'our TACE {within}?'],
    draw: (scene) => {
      const { month, within, of } = aRecentMonth(scene);
      const { total } = occupancy(scene, month);
      return { words: { within, of }, expect: { figures: figure('tace', '*', total.tace) } };
    },
  },
  {
    name: 'occupation-of-the-firm',
    class: 'A',
    fr: [
      "taux d'occupation {within} ?",
      "Quel taux d'occupation global {of} ?",
      'occupation des équipes {within}',
      'À combien est-on occupés {within}, en taux ?',
      'la boîte était occupée à combien de % {within} ?',
      "Quel a été le taux d'occupation de la société {within} ?",
    ],
    en: ['occupancy rate {within}?', 'overall occupancy {of}', 'how busy were we overall {within}, as a rate?'],
    draw: (scene) => {
      const { month, within, of } = aRecentMonth(scene);
      const { total } = occupancy(scene, month);
      return {
        words: { within, of },
        expect: anyOf(...figure('occupation', '*', total.occupation), ...figure('tace', '*', total.tace)),
      };
    },
  },
  {
    name: 'occupation-of-a-consultant',
    class: 'A',
    fr: [
      "taux d'occupation de {w} {within}",
      '{w} était occupé à combien {within} ?',
      'Quel est le TACE de {w} {within} ?',
      'occupation {w} {within}',
      '{within}, {w} a-t-il été bien occupé ? quel taux ?',
      'taux de {w} {within} (occupation)',
      "Donne l'occupation de {w} {within}",
      'Occupation du consultant {w} {within} ?',
    ],
    en: ['occupancy of {w} {within}', 'How busy was {w} {within}?', "{w}'s occupancy rate {within}?"],
    draw: (scene) => {
      const { month, within } = aRecentMonth(scene);
      const one = anOccupied(scene, month);
      if (one === null) return null;
      const { row, person } = one;
      const figures = [...figure('occupation', row.code, row.occupation), ...figure('tace', row.code, row.tace)];
      return figures.length === 0
        ? null
        : { words: { w: scene.say(person, 'consultant'), within }, expect: anyOf(...figures) };
    },
  },
  {
    name: 'billable-days-of-a-consultant',
    class: 'A',
    fr: [
      'combien de jours facturables {w} a-t-il faits {within} ?',
      'jours facturables {de w} {within}',
      'nb jours produits chez les clients par {w} {within}',
      '{within}, {w} a produit combien de jours facturables ?',
      'Nombre de jours facturables réalisés par {w} {within}',
    ],
    en: [
      'billable days of {w} {within}',
      'How many billable days did {w} do {within}?',
      'number of billable days for {w} {within}',
    ],
    draw: (scene) => {
      const { month, within } = aRecentMonth(scene);
      const one = anOccupied(scene, month);
      if (one === null) return null;
      const figures = figure('billable_days', one.row.code, one.row.billable_days);
      return { words: { w: scene.say(one.person, 'consultant'), within }, expect: { figures } };
    },
  },
  {
    name: 'absence-days-of-the-firm',
    class: 'A',
    fr: [
      'combien de jours d’absence {within} ?',
      "total des jours d'absence {of}",
      "Jours d'absence de tous les salariés {within}",
      "{within}, ça représente combien de jours d'absence au total ?",
      "Nombre de jours d'absence de l'équipe {within}",
      "Total d'absences {within} en jours",
    ],
    en: [
      'total absence days {within}',
      'How many days of absence did we have {within}?',
      'absence days overall {within}',
    ],
    draw: (scene) => {
      const { month, within, of } = aRecentMonth(scene);
      return {
        words: { within, of },
        expect: { figures: figure('absence_days', '*', occupancy(scene, month).total.absence_days) },
      };
    },
  },
  {
    name: 'least-occupied',
    class: 'A',
    fr: [
      'les {n} consultants les moins occupés {within}',
      'quels {n} consultants ont le plus faible TACE {within} ?',
      'Bottom {n} TACE {within}',
      '{within}, quels sont les {n} consultants avec le TACE le plus faible ?',
      'Consultants les moins occupés {within} : les {n} premiers',
    ],
    en: [
      'the {n} least busy consultants {within}',
      'lowest {n} consultants by TACE {within}',
      'who are the {n} consultants with the lowest TACE {within}?',
    ],
    draw: (scene) => {
      const { month, within } = aRecentMonth(scene);
      const { count, words } = aCount(scene);
      const by = (field: 'tace' | 'occupation') =>
        occupancy(scene, month)
          .consultants.flatMap(({ code, [field]: value }) => (value === null ? [] : [{ code, value }]))
          .sort((a, b) => a.value - b.value);
      const [tace, occupation] = [by('tace'), by('occupation')].map((rows) => topOf('consultant', rows, count));
      const isMany = by('tace').length > count;
      return tace && occupation && isMany
        ? { words: { n: words, within }, expect: { any_of: [tace, occupation] } }
        : null;
    },
  },
  {
    name: 'tace-under-a-threshold',
    class: 'A',
    fr: [
      'consultants sous {x} % de TACE {within}',
      'Qui a un TACE inférieur à {x} % {within} ?',
      'quels consultants sont à moins de {x}% de tace {within}',
      'liste des consultants dont le TACE {within} est sous {x} %',
      'Consultants dont le TACE {within} est inférieur à {x} %',
    ],
    en: [
      'consultants under {x}% TACE {within}',
      'who was below {x}% TACE {within}?',
      'consultants with TACE below {x}% {within}',
    ],
    draw: (scene) => {
      const { month, within } = aRecentMonth(scene);
      const rows = occupancy(scene, month).consultants.flatMap(({ code, tace }) =>
        tace === null ? [] : [{ code, tace }],
      );
      const limit = scene.pick(
        [0.5, 0.6, 0.7, 0.8, 0.9].filter((one) => rows.every(({ tace }) => Math.abs(tace - one) > 0.001)),
      );
      if (limit === null) return null;
      const codes = codesOf(rows.filter(({ tace }) => tace < limit));
      return {
        words: { x: String(Math.round(limit * 100)), within },
        expect: { subjects: { kind: 'consultant', codes } },
      };
    },
  },
];

const onTimesheets: readonly Family[] = [
  {
    name: 'people-with-anomalies',
    class: 'A',
    fr: [
      'qui a des anomalies de CRA {within} ?',
      'Consultants avec des anomalies dans leur CRA {within}',
      'Quels consultants ont des erreurs de CRA {within} ?',
      'anomalies CRA {within}, par consultant',
      '{within}, chez quels consultants le CRA pose problème ?',
      'noms des consultants dont le CRA {within} comporte une anomalie',
      'Consultants concernés par des anomalies de CRA {within}',
    ],
    en: [
      'who has timesheet anomalies {within}?',
      'consultants with timesheet errors {within}',
      'which people have issues in their timesheet {within}?',
    ],
    draw: (scene) => {
      const { month, within } = aRecentMonth(scene);
      const all = findings(scene, month);
      const people = (rows: readonly Finding[]) => ({
        kind: 'consultant',
        codes: unique(rows.map(({ consultant }) => consultant)),
      });
      return { words: { within }, expect: { subjects: people(all) } };
    },
  },
  {
    name: 'count-of-anomalies',
    class: 'A',
    fr: [
      "combien d'anomalies de CRA {within} ?",
      "nombre total d'anomalies {within} dans les CRA",
      'Il y a combien d’anomalies dans les CRA {of} ?',
      "{within}, on compte combien d'anomalies CRA ?",
      "Nombre d'anomalies détectées dans les CRA {within}",
    ],
    en: [
      'how many timesheet anomalies {within}?',
      'number of timesheet anomalies {within}',
      'count of timesheet issues {within}',
    ],
    draw: (scene) => {
      const { month, within, of } = aRecentMonth(scene);
      return { words: { within, of }, expect: { figures: figure('count', '*', findings(scene, month).length) } };
    },
  },
  {
    name: 'anomalies-of-a-person',
    class: 'A',
    fr: [
      "combien d'anomalies dans le CRA de {w} {within} ?",
      "Nombre d'anomalies de {w} {within}",
      'nb anomalies cra {w} {within}',
      "le CRA de {w} {within} a combien d'anomalies ?",
    ],
    en: ['how many anomalies in the timesheet of {w} {within}?', 'number of timesheet anomalies for {w} {within}'],
    draw: (scene) => {
      const { month, within } = aRecentMonth(scene);
      const all = findings(scene, month);
      const person = scene.pick(scene.firm.people.filter(({ code }) => all.some((one) => one.consultant === code)));
      if (person === null) return null;
      const count = all.filter(({ consultant }) => consultant === person.code).length;
      return {
        words: { w: scene.say(person, 'consultant'), within },
        expect: { figures: figure('count', '*', count) },
      };
    },
  },
  {
    name: 'missing-timesheets',
    class: 'A',
    fr: [
      'Qui n’a pas rendu son CRA {of} ?',
      'CRA manquants {within}',
      'qui doit encore saisir des jours {within} ?',
      'Quels consultants ont un CRA incomplet {within} ?',
      'Il manque les CRA de qui {within} ?',
      'qui est en retard de CRA {within} ?',
      'liste des CRA non complets {of}',
      'à qui manque-t-il des jours {within} ?',
      "Liste des consultants dont le CRA {within} n'est pas complet",
      'CRA manquants ou incomplets {within}',
    ],
    en: [
      'whose timesheets are missing {within}?',
      'who has an incomplete timesheet {within}?',
      'who still owes us timesheets {within}?',
    ],
    draw: (scene) => {
      const { month, within, of } = aRecentMonth(scene);
      const all = findings(scene, month);
      const people = (...rules: string[]) => {
        const rows = all.filter(({ rule }) => rules.includes(rule));
        return { subjects: { kind: 'consultant', codes: unique(rows.map(({ consultant }) => consultant)) } };
      };
      const readings = [people('missing', 'no_timesheet'), people('missing'), people('no_timesheet')];
      const expect = { any_of: readings.filter(({ subjects }, at) => at === 0 || subjects.codes.length > 0) };
      return { role: scene.random.pick(['adv', 'direction']), words: { within, of }, expect };
    },
  },
  {
    name: 'anomalies-of-a-rule',
    class: 'A',
    fr: [
      'qui a saisi du temps {what} {within} ?',
      'Consultants ayant déclaré des jours {what} {within}',
      '{within}, quels consultants ont pointé du temps {what} ?',
    ],
    en: ['who logged time {what} {within}?', 'which consultants recorded time {what} {within}?'],
    draw: (scene) => {
      const { month, within } = aRecentMonth(scene);
      const rules = [
        { rule: 'holiday', what: { fr: 'un jour férié ou un week-end', en: 'on a holiday or a weekend' } },
        { rule: 'unassigned', what: { fr: 'sans être affecté', en: 'without being assigned' } },
        { rule: 'leave', what: { fr: 'pendant une absence', en: 'while on leave' } },
        { rule: 'closed', what: { fr: 'sur un projet clos', en: 'on a closed project' } },
      ];
      const { rule, what } = scene.random.pick(rules);
      const codes = unique(findings(scene, month).flatMap((one) => (one.rule === rule ? [one.consultant] : [])));
      return { words: { within, what }, expect: { subjects: { kind: 'consultant', codes } } };
    },
  },
  {
    name: 'anomalies-on-a-project',
    class: 'A',
    fr: [
      'qui a des anomalies de CRA sur {p} {within} ?',
      'anomalies de CRA concernant {p} {within}',
      'sur {p}, quels consultants ont une anomalie de CRA {within} ?',
    ],
    en: ['who has timesheet anomalies on {p} {within}?', 'which consultants have timesheet issues on {p} {within}?'],
    draw: (scene) => {
      const project = aClientProject(scene);
      if (project === null) return null;
      const { month, within } = aRecentMonth(scene);
      const codes = unique(
        findings(scene, month).flatMap((one) => (one.project === project.code ? [one.consultant] : [])),
      );
      return {
        words: { p: scene.say(project, 'project'), within },
        expect: { subjects: { kind: 'consultant', codes } },
      };
    },
  },
];

export const OCCUPATION_QUESTIONS: readonly Family[] = [...onOccupation, ...onTimesheets];
