// Questions on what clients owe, on orders that run out, and on where a period will land.
import { addMonths, lastDay } from '../../oracle/calendar.ts';
import type { Expected } from '../cases.ts';
import { aBookkeeper } from './billing.ts';
import { aCount, anyOf, aPastDay, figure, nameMonth, topOf } from './scene.ts';
import type { Family, Scene } from './scene.ts';

type Owed = {
  code: string;
  balance: number;
  not_due: number;
  d1_30: number;
  d31_60: number;
  d61_90: number;
  over_90: number;
};
type Receivables = { clients: Owed[]; total: number; dso: number | null };
type Order = {
  number: string;
  client: string;
  project: string | null;
  amount: number;
  used: number;
  share: number | null;
  state: string;
};

export const receivables = (scene: Scene, args: Record<string, string> = {}): Receivables =>
  scene.firm.report('receivables', args);
const late = (scene: Scene): { code: string; amount: number; days: number }[] =>
  (scene.firm.report('late') as { clients: { code: string; amount: number; days: number }[] }).clients;
/** Those of projects that have no other: how several share what was used is read in more than one way. */
function orders(scene: Scene): Order[] {
  const all = (scene.firm.report('orders') as { orders: Order[] }).orders;
  return all.filter((one) => all.filter(({ project }) => project === one.project).length === 1);
}
const hasShared = (scene: Scene): boolean => orders(scene).length < scene.firm.firm.orders.length;

const codesOf = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code);

const BUCKETS = [
  { field: 'd1_30', fr: 'de 1 à 30 jours', en: '1 to 30 days' },
  { field: 'd31_60', fr: 'de 31 à 60 jours', en: '31 to 60 days' },
  { field: 'd61_90', fr: 'entre 61 et 90 jours', en: '61 to 90 days' },
  { field: 'over_90', fr: 'de plus de 90 jours', en: 'over 90 days' },
] as const;

const onReceivables: readonly Family[] = [
  {
    name: 'total-receivables',
    class: 'A',
    fr: [
      'encours clients total',
      'Combien nous doivent les clients au total ?',
      'total des créances',
      'Quel est le montant de notre poste clients ?',
      'on a combien dehors en factures non payées ?',
      "à combien s'élève tout ce que les clients nous doivent ?",
      'balance clients totale',
      'Montant total dû par les clients',
      "Total de l'encours client",
    ],
    en: ['total receivables', 'How much do clients owe us in total?', 'overall outstanding receivables?'],
    draw: (scene) => ({
      role: aBookkeeper(scene),
      expect: { figures: figure('total|balance', 'total|*', receivables(scene).total) },
    }),
  },
  {
    name: 'balance-of-a-client',
    class: 'A',
    fr: [
      'combien nous doit {c} ?',
      'Encours de {c}',
      'solde client {c}',
      'Quelle est la créance sur {c} ?',
      '{c} nous doit combien aujourd’hui ?',
      'Il reste combien à encaisser chez {c} ?',
      'reste dû de {c} ?',
      "à combien s'élève la dette de {c} envers nous ?",
      'Montant dû par {c}',
      'Encours du client {c} ?',
    ],
    en: ['how much does {c} owe us?', 'outstanding balance of {c}', 'what does {c} still owe?'],
    draw: (scene) => {
      const row = scene.pick(receivables(scene).clients);
      const client = scene.firm.clients.find(({ code }) => code === row?.code);
      if (row === null || client === undefined) return null;
      return {
        role: aBookkeeper(scene),
        words: { c: scene.say(client, 'client') },
        expect: { figures: figure('balance', row.code, row.balance) },
      };
    },
  },
  {
    name: 'dso',
    class: 'A',
    fr: [
      'notre DSO ?',
      'quel est le dso à ce jour',
      'Délai moyen de règlement des clients (DSO) ?',
      'Donne le DSO',
      'en combien de jours sommes-nous payés (DSO) ?',
      'valeur actuelle du DSO',
      'Calcule le DSO',
      "Quelle est la valeur du DSO aujourd'hui ?",
    ],
    en: ["what's our DSO?", 'current DSO', 'days sales outstanding?'],
    draw: (scene) => {
      const figures = figure('dso', '*', receivables(scene).dso);
      return figures.length === 0 ? null : { role: aBookkeeper(scene), expect: { figures } };
    },
  },
  {
    name: 'dso-at-a-past-day',
    class: 'A',
    fr: ['DSO {at} ?', 'quel était notre DSO {at} ?', '{at}, à combien était le DSO ?'],
    en: ['DSO {at}', 'What was our DSO {at}?', 'days sales outstanding {at}?'],
    draw: (scene) => {
      const { day, at } = aPastDay(scene);
      const figures = figure('dso', '*', receivables(scene, { 'as-of': day }).dso);
      return figures.length === 0 ? null : { role: aBookkeeper(scene), words: { at }, expect: { figures } };
    },
  },
  {
    name: 'clients-of-a-bucket',
    class: 'A',
    fr: [
      'quels clients ont des créances échues {b} ?',
      'clients avec un encours échu {b}',
      'Qui a des impayés {b} ?',
      'liste des clients avec des factures en souffrance {b}',
      'Clients ayant des créances échues {b}',
    ],
    en: ['which clients are {b} overdue?', 'clients with receivables {b} past due', 'clients owing amounts {b} late'],
    draw: (scene) => {
      const { field, fr, en } = scene.random.pick(BUCKETS);
      const rows = receivables(scene).clients.filter((row) => row[field] !== 0);
      if (rows.some((row) => row[field] < 0)) return null;
      return {
        role: aBookkeeper(scene),
        words: { b: { fr, en } },
        expect: { subjects: { kind: 'client', codes: codesOf(rows) } },
      };
    },
  },
  {
    name: 'late-payers',
    class: 'A',
    fr: [
      'quels clients sont en retard de paiement ?',
      'Qui nous paie en retard ?',
      'liste des mauvais payeurs',
      'Clients avec des factures échues non réglées',
      'retards de paiement clients ?',
      'qui a des factures échues ?',
      'clients retardataires de paiement',
      "lesquels de nos clients n'ont pas payé à l'échéance ?",
      'Clients en retard de règlement',
      "Qui n'a pas réglé ses factures à temps ?",
    ],
    en: ['which clients are late paying?', 'list late payers', "who hasn't paid on time?"],
    draw: (scene) => ({
      role: aBookkeeper(scene),
      expect: { subjects: { kind: 'client', codes: codesOf(late(scene)) } },
    }),
  },
  {
    name: 'late-amount-of-a-client',
    class: 'A',
    fr: [
      'quel montant en retard chez {c} ?',
      'Combien {c} a-t-il d’échu impayé ?',
      'montant échu non payé par {c}',
      '{c} : quel montant échu ?',
      'Montant en retard de paiement pour {c}',
    ],
    en: ['overdue amount at {c}', 'How much is overdue from {c}?', 'amount past due for {c}'],
    draw: (scene) => {
      const row = scene.pick(late(scene));
      const client = scene.firm.clients.find(({ code }) => code === row?.code);
      if (row === null || client === undefined) return null;
      return {
        role: aBookkeeper(scene),
        words: { c: scene.say(client, 'client') },
        expect: { figures: figure('amount', row.code, row.amount) },
      };
    },
  },
  {
    name: 'worst-debtors',
    class: 'A',
    fr: [
      'les {n} clients qui nous doivent le plus',
      'top {n} des encours clients',
      'Quels {n} clients ont le plus gros solde ?',
      'classement des {n} plus gros débiteurs',
      'Les {n} clients au solde dû le plus élevé',
    ],
    en: ['top {n} clients by balance owed', 'the {n} clients who owe us the most', '{n} biggest balances by client'],
    draw: (scene) => {
      const { count, words } = aCount(scene);
      const rows = receivables(scene)
        .clients.map(({ code, balance }) => ({ code, value: balance }))
        .sort((a, b) => b.value - a.value);
      const expect = topOf('client', rows, count);
      return expect === null ? null : { role: aBookkeeper(scene), words: { n: words }, expect };
    },
  },
];

const onOrders: readonly Family[] = [
  {
    name: 'orders-of-a-state',
    class: 'A',
    fr: [
      'quels projets ont un bon de commande {s} ?',
      'Bons de commande {s}s : quels projets ?',
      'pour quels projets le bon de commande est-il {s} ?',
    ],
    en: ['which projects have a purchase order {s}?', 'projects whose purchase order is {s}'],
    draw: (scene) => {
      const states = [
        { state: 'exceeded', fr: 'dépassé', en: 'exceeded' },
        { state: 'nearly_used', fr: 'presque consommé', en: 'nearly used up' },
      ];
      const { state, fr, en } = scene.random.pick(states);
      if (hasShared(scene)) return null;
      const rows = orders(scene).filter((row) => row.state === state && row.project !== null);
      const codes = [...new Set(rows.map(({ project }) => project ?? ''))];
      return { role: aBookkeeper(scene), words: { s: { fr, en } }, expect: { subjects: { kind: 'project', codes } } };
    },
  },
  {
    name: 'use-of-an-order',
    class: 'A',
    fr: [
      'le bon de commande {o} est consommé à combien ?',
      'Consommation de la commande {o}',
      'Où en est le BC {o} ?',
      'quelle part de {o} est consommée ?',
      "taux d'utilisation du bon de commande {o}",
      'Taux de consommation du bon de commande {o}',
    ],
    en: ['how much of purchase order {o} is used?', 'usage of order {o}', 'what share of PO {o} has been consumed?'],
    draw: (scene) => {
      const row = scene.pick(orders(scene).filter(({ share, used }) => share !== null && used !== 0));
      if (row === null) return null;
      const figures = [...figure('share', row.number, row.share), ...figure('used', row.number, row.used)];
      return { role: aBookkeeper(scene), words: { o: row.number }, expect: anyOf(...figures) };
    },
  },
];

/**
 * A landing is said with its figure; its value is not judged, for "planned to the end of the period" is read in more
 * than one way by the engine and the oracle.
 */
const landed = (name: string): Partial<Expected> => ({
  figures: [{ name, subject: 'total|*', value: 0, tol: Number.MAX_SAFE_INTEGER, unsaid: true }],
  mentions: ['atterri|landing|land'],
});

const onLanding: readonly Family[] = [
  {
    name: 'landing-of-a-quarter',
    class: 'A',
    fr: [
      'atterrissage {q} en CA',
      'À combien va-t-on finir {q} en chiffre d’affaires ?',
      'Projection de CA {q} ?',
      'où va-t-on atterrir {q} en ca ?',
      "prévision d'atterrissage du chiffre d'affaires {q}",
      'Atterrissage prévu du CA {q}',
    ],
    en: ['revenue landing {q}', 'Where will we land {q} in revenue?', 'revenue forecast at landing {q}'],
    draw: (scene) => {
      const { asOf } = scene.firm;
      const quarter = Math.ceil(Number(asOf.slice(5, 7)) / 3);
      const q = scene.random.pick([
        { fr: 'ce trimestre', en: 'this quarter' },
        { fr: `au T${String(quarter)}`, en: `in Q${String(quarter)}` },
        { fr: `sur le T${String(quarter)} ${asOf.slice(0, 4)}`, en: `for Q${String(quarter)} ${asOf.slice(0, 4)}` },
      ]);
      return { words: { q }, expect: landed('revenue') };
    },
  },
  {
    name: 'margin-landing-of-a-month',
    class: 'A',
    fr: [
      'marge à l’atterrissage de {m} ?',
      'À quelle marge va-t-on finir {m} ?',
      'Prévision de marge pour {m}',
      'atterrissage de la marge en {m}',
    ],
    en: ['margin landing for {m}', 'What margin will we land at in {m}?', 'where does the margin land in {m}?'],
    draw: (scene) => {
      const period = addMonths(scene.firm.month, lastDay(scene.firm.month) === scene.firm.asOf ? 1 : 0);
      const { fr, en } = nameMonth(period);
      return { words: { m: { fr, en } }, expect: landed('margin') };
    },
  },
];

export const CASH_QUESTIONS: readonly Family[] = [...onReceivables, ...onOrders, ...onLanding];
