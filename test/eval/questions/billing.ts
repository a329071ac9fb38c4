// Questions on what is to invoice: how much, on what, what blocks it, how late invoices leave.
import { addMonths } from '../../oracle/calendar.ts';
import { aCount, aMonth, figure, topOf } from './scene.ts';
import type { Family, Scene, Span } from './scene.ts';

type Billed = {
  code: string;
  client: string | null;
  lines: unknown[];
  total: number;
  arrears_days: number;
  arrears_amount: number;
  blocked: { reason: string }[];
};
type Billing = { projects: Billed[]; total: number };

export const billing = (scene: Scene, month: string): Billing => scene.firm.report('billing', { month });

const codesOf = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code);
/** Who asks about money. */
export const aBookkeeper = (scene: Scene): string => scene.random.pick(['adv', 'direction', 'daf']);

/** The month being billed, or the one before. */
function aBilledMonth(scene: Scene): Span {
  return aMonth(scene, addMonths(scene.firm.month, -scene.random.int(0, 1)));
}

export const BILLING_QUESTIONS: readonly Family[] = [
  {
    name: 'total-to-invoice',
    class: 'A',
    fr: [
      'combien on facture {within} ?',
      'Total à facturer {within}',
      'Quel montant reste à facturer {within} ?',
      'montant facturable {of}, au total',
      'On peut facturer combien {within} en tout ?',
      'Le total de la facturation à faire {within} ?',
      '{within}, quel est le montant total facturable ?',
      'à facturer {within} : combien ?',
      'Montant à facturer {within} ?',
      'Facturation prévue {within} : montant total',
    ],
    en: ['total to invoice {within}', 'How much is there to bill {within}?', 'what can we invoice {within}, in total?'],
    draw: (scene) => {
      const { month, within, of } = aBilledMonth(scene);
      const figures = figure('total', 'total|*', billing(scene, month).total);
      return { role: aBookkeeper(scene), words: { within, of }, expect: { figures } };
    },
  },
  {
    name: 'to-invoice-on-a-project',
    class: 'A',
    fr: [
      'combien à facturer sur {p} {within} ?',
      'Montant à facturer {within} pour {p}',
      '{p} : que facture-t-on {within} ?',
      'facturation à venir {of} sur {p}, quel montant ?',
      'quel montant sortir en facture pour {p} {within} ?',
      'le facturable de {p} {within}',
      'Montant facturable sur {p} {within}',
      'Que peut-on facturer sur {p} {within} ?',
    ],
    en: ['how much to invoice on {p} {within}?', 'amount to bill for {p} {within}', 'billable amount on {p} {within}'],
    draw: (scene) => {
      const { month, within, of } = aBilledMonth(scene);
      const row = scene.pick(billing(scene, month).projects.filter(({ lines }) => lines.length > 0));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      const figures = figure('total|amount', row.code, row.total);
      return { role: aBookkeeper(scene), words: { p: scene.say(project, 'project'), within, of }, expect: { figures } };
    },
  },
  {
    name: 'blocked-projects',
    class: 'A',
    fr: [
      'Quels projets sont bloqués à la facturation {within} ?',
      'qu’est-ce qui bloque la facturation {of} ? quels projets ?',
      'projets non facturables {within}',
      'Liste des blocages de facturation {of}',
      '{within}, sur quels projets ne peut-on pas facturer ?',
      'projets en blocage de facturation {within}',
      'Projets dont la facture est bloquée {within}',
      'Facturation bloquée {within} : quels projets ?',
    ],
    en: [
      'which projects are blocked for invoicing {within}?',
      'blocked invoicing {within}: which projects?',
      'for which projects is billing stuck {within}?',
    ],
    draw: (scene) => {
      const { month, within, of } = aBilledMonth(scene);
      const codes = codesOf(billing(scene, month).projects.filter(({ blocked }) => blocked.length > 0));
      return { role: aBookkeeper(scene), words: { within, of }, expect: { subjects: { kind: 'project', codes } } };
    },
  },
  {
    name: 'count-of-blocked-projects',
    class: 'A',
    fr: [
      'combien de projets sont bloqués à la facturation {within} ?',
      'nombre de projets dont la facturation est bloquée {within}',
      '{within}, combien de facturations sont bloquées ?',
    ],
    en: ['how many projects are blocked for invoicing {within}?', 'number of projects blocked for billing {within}'],
    draw: (scene) => {
      const { month, within } = aBilledMonth(scene);
      const count = billing(scene, month).projects.filter(({ blocked }) => blocked.length > 0).length;
      return { role: aBookkeeper(scene), words: { within }, expect: { figures: figure('count', '*', count) } };
    },
  },
  {
    name: 'why-a-project-is-blocked',
    class: 'A',
    fr: [
      'pourquoi la facturation de {p} est bloquée {within} ?',
      'Qu’est-ce qui empêche de facturer {p} {within} ?',
      '{p} : raison du blocage de facturation {within} ?',
      'Motif de blocage de la facturation de {p} {within}',
    ],
    en: ['what blocks the invoicing of {p} {within}?', "why can't we invoice {p} {within}?"],
    draw: (scene) => {
      const { month, within } = aBilledMonth(scene);
      const row = scene.pick(billing(scene, month).projects.filter(({ blocked }) => blocked.length > 0));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      const words = { p: scene.say(project, 'project'), within };
      return { role: aBookkeeper(scene), words, expect: { subjects: { kind: 'project', codes: [row.code] } } };
    },
  },
  {
    name: 'arrears-of-a-project',
    class: 'A',
    fr: [
      'arriérés de facturation sur {p} ?',
      'Combien de temps oublié à facturer sur {p}, en euros ?',
      'montant des arriérés {p}',
      'reliquat non facturé des mois précédents sur {p}, en euros',
      'Montant des arriérés de facturation sur {p}',
    ],
    en: ['billing arrears on {p}', 'unbilled arrears of {p}, in euros?', 'past time never billed on {p}, amount?'],
    draw: (scene) => {
      const row = scene.pick(billing(scene, scene.firm.month).projects.filter((one) => one.arrears_amount > 0));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      const figures = figure('arrears_amount', row.code, row.arrears_amount);
      return { role: aBookkeeper(scene), words: { p: scene.say(project, 'project') }, expect: { figures } };
    },
  },
  {
    name: 'largest-to-invoice',
    class: 'A',
    fr: [
      'les {n} plus gros montants à facturer {within}, par projet',
      'Top {n} des projets à facturer {within}',
      'sur quels {n} projets facture-t-on le plus {within} ?',
    ],
    en: ['top {n} projects by amount to invoice {within}', '{n} largest amounts to bill by project {within}'],
    draw: (scene) => {
      const { month, within } = aBilledMonth(scene);
      const { count, words } = aCount(scene);
      const rows = billing(scene, month)
        .projects.map(({ code, total }) => ({ code, value: total }))
        .sort((a, b) => b.value - a.value);
      const expect = rows.filter(({ value }) => value > 0).length < count ? null : topOf('project', rows, count);
      return expect === null ? null : { role: aBookkeeper(scene), words: { n: words, within }, expect };
    },
  },
  {
    name: 'billing-lag-of-a-month',
    class: 'A',
    fr: [
      'délai moyen de facturation {within}',
      'En combien de jours facture-t-on {within}, en moyenne ?',
      'Délai de facturation pondéré {of} ?',
      '{within}, notre délai moyen pondéré pour sortir les factures ?',
      'Délai moyen pondéré de facturation {within}',
    ],
    en: [
      'average billing lag {within}',
      'weighted billing delay {within}',
      'how long did it take us on average to invoice {within}?',
    ],
    draw: (scene) => {
      const lags = scene.firm.report('billing-lag') as {
        months: { month: string; weighted_days: number | null; median_days: number }[];
      };
      const row = scene.pick(lags.months.filter(({ month }) => month >= addMonths(scene.firm.month, -6)));
      if (row === null) return null;
      const { within, of } = aMonth(scene, row.month);
      return {
        role: aBookkeeper(scene),
        words: { within, of },
        expect: { figures: figure('weighted_days', '*', row.weighted_days) },
      };
    },
  },
  {
    name: 'median-billing-lag-of-a-month',
    class: 'A',
    fr: [
      'médiane du délai de facturation {within}',
      'Quel est le délai médian entre la fin de période et la facture {within} ?',
      'délai de facturation {within} : la médiane ?',
      'Délai médian de facturation {within}',
    ],
    en: ['median billing lag {within}', 'billing lag {within}: median?'],
    draw: (scene) => {
      const lags = scene.firm.report('billing-lag') as { months: { month: string; median_days: number }[] };
      const row = scene.pick(lags.months.filter(({ month }) => month >= addMonths(scene.firm.month, -6)));
      if (row === null) return null;
      const { within } = aMonth(scene, row.month);
      return {
        role: aBookkeeper(scene),
        words: { within },
        expect: { figures: figure('median_days', '*', row.median_days) },
      };
    },
  },
];
