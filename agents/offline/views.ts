// How each report is read by a question: what its rows are about, how a period becomes its options, what its figures
// are called, which way is good, and which figures are told together.

import type { ReportName } from '../../domain/report-names.ts';
import type { SubjectKind } from '../turn.ts';

export type RowKind = SubjectKind | 'month' | 'stage';

/** How a period of the question becomes options of the report. */
export const PERIOD_USES = [
  'as-of',
  'earned',
  'month',
  'months',
  'rows',
  'ahead',
  'window',
  'landing',
  'since',
] as const;
export type PeriodUse = (typeof PERIOD_USES)[number];

export type FieldView = {
  readonly fr: string;
  readonly en: string;
  /** Which way is good news; absent: neither. */
  readonly good?: 'high' | 'low';
  /** Told beside it. */
  readonly beside?: readonly string[];
};

export type View = {
  readonly fields: Readonly<Record<string, FieldView>>;
  /** When the question names none. */
  readonly mainField: string;
  readonly rows: RowKind;
  /** What rows can be asked for, beside `rows`: by an option, or because the rows name it. */
  readonly by: readonly RowKind[];
  /** Kinds of subjects that choose rows. */
  readonly about: readonly SubjectKind[];
  readonly period: PeriodUse;
  /** Where the figure of the whole firm stands: the report's own total, the sum of the rows, or nowhere. */
  readonly total: 'total' | 'sum' | 'row' | 'none';
  /** Figures that rest on time counted up to a day: the answer says which. */
  readonly counted?: true;
};

const margin: Readonly<Record<string, FieldView>> = {
  margin: { fr: 'marge', en: 'margin', good: 'high', beside: ['margin_rate'] },
  margin_rate: { fr: 'taux de marge', en: 'margin rate', good: 'high', beside: ['margin'] },
  revenue: { fr: 'chiffre d’affaires', en: 'revenue', good: 'high' },
  cost: { fr: 'coût', en: 'cost', good: 'low' },
  days: { fr: 'jours comptés', en: 'days counted' },
  remaining_days: { fr: 'reste à faire', en: 'remaining work', good: 'low' },
  planned_revenue: { fr: 'CA vendu', en: 'planned revenue', good: 'high' },
  planned_cost: { fr: 'coût prévu', en: 'planned cost', good: 'low' },
  planned_margin: { fr: 'marge prévue', en: 'planned margin', good: 'high', beside: ['planned_rate'] },
  planned_rate: { fr: 'taux de marge prévu', en: 'planned margin rate', good: 'high', beside: ['planned_margin'] },
  eac_days: { fr: 'jours à terminaison', en: 'days at completion' },
  eac_revenue: { fr: 'CA à terminaison', en: 'revenue at completion', good: 'high' },
  eac_cost: { fr: 'coût à terminaison', en: 'cost at completion', good: 'low' },
  eac_margin: { fr: 'marge à terminaison', en: 'margin at completion', good: 'high', beside: ['eac_rate'] },
  eac_rate: {
    fr: 'taux de marge à terminaison',
    en: 'margin rate at completion',
    good: 'high',
    beside: ['eac_margin'],
  },
};

export const VIEWS: Readonly<Partial<Record<ReportName, View>>> = {
  margin: {
    fields: margin,
    mainField: 'margin',
    rows: 'project',
    by: ['client', 'consultant', 'month'],
    about: ['project', 'client', 'consultant'],
    period: 'earned',
    total: 'total',
    counted: true,
  },
  drift: {
    fields: {
      impact: { fr: 'impact', en: 'impact', good: 'low' },
      drift_points: { fr: 'dérive', en: 'drift', good: 'low' },
      planned_rate: { fr: 'taux prévu', en: 'planned rate', good: 'high' },
      eac_rate: { fr: 'taux projeté', en: 'projected rate', good: 'high' },
      severity: { fr: 'gravité', en: 'severity' },
      signals: { fr: 'signaux', en: 'signals' },
    },
    mainField: 'impact',
    rows: 'project',
    by: [],
    about: ['project', 'client', 'consultant'],
    period: 'as-of',
    total: 'sum',
    counted: true,
  },
  occupancy: {
    fields: {
      tace: { fr: 'TACE', en: 'TACE', good: 'high', beside: ['occupation'] },
      occupation: { fr: 'occupation', en: 'occupancy', good: 'high', beside: ['tace'] },
      working_days: { fr: 'jours ouvrés', en: 'working days' },
      leave_days: { fr: 'jours de congé', en: 'leave days' },
      absence_days: { fr: 'jours d’absence', en: 'absence days', good: 'low' },
      billable_days: { fr: 'jours facturables', en: 'billable days', good: 'high' },
    },
    mainField: 'tace',
    rows: 'consultant',
    by: ['month'],
    about: ['consultant', 'profile'],
    period: 'months',
    total: 'row',
  },
  anomalies: {
    fields: { days: { fr: 'jours', en: 'days', good: 'low' }, rule: { fr: 'anomalie', en: 'anomaly' } },
    mainField: 'rule',
    rows: 'consultant',
    by: ['project'],
    about: ['consultant', 'project', 'client'],
    period: 'month',
    total: 'sum',
  },
  billing: {
    fields: {
      total: { fr: 'à facturer', en: 'to invoice', good: 'high' },
      arrears_days: { fr: 'jours d’arriéré', en: 'days in arrears', good: 'low', beside: ['arrears_amount'] },
      arrears_amount: { fr: 'arriéré', en: 'arrears', good: 'low', beside: ['arrears_days'] },
      blocked: { fr: 'blocage', en: 'block' },
    },
    mainField: 'total',
    rows: 'project',
    by: ['client'],
    about: ['project', 'client'],
    period: 'month',
    total: 'total',
  },
  receivables: {
    fields: {
      balance: { fr: 'solde dû', en: 'balance owed', good: 'low' },
      not_due: { fr: 'non échu', en: 'not yet due' },
      d1_30: { fr: '1 à 30 jours de retard', en: '1 to 30 days late', good: 'low' },
      d31_60: { fr: '31 à 60 jours de retard', en: '31 to 60 days late', good: 'low' },
      d61_90: { fr: '61 à 90 jours de retard', en: '61 to 90 days late', good: 'low' },
      over_90: { fr: 'plus de 90 jours de retard', en: 'over 90 days late', good: 'low' },
      dso: { fr: 'DSO', en: 'DSO', good: 'low' },
    },
    mainField: 'balance',
    rows: 'client',
    by: [],
    about: ['client'],
    period: 'as-of',
    total: 'total',
  },
  late: {
    fields: {
      amount: { fr: 'en retard', en: 'overdue', good: 'low', beside: ['days'] },
      days: { fr: 'plus ancien retard', en: 'oldest delay', good: 'low', beside: ['amount'] },
    },
    mainField: 'amount',
    rows: 'client',
    by: [],
    about: ['client'],
    period: 'as-of',
    total: 'sum',
  },
  'billing-lag': {
    fields: {
      median_days: { fr: 'délai médian', en: 'median lag', good: 'low', beside: ['weighted_days'] },
      weighted_days: { fr: 'délai moyen pondéré', en: 'weighted average lag', good: 'low', beside: ['median_days'] },
      invoices: { fr: 'factures', en: 'invoices' },
    },
    mainField: 'median_days',
    rows: 'month',
    by: [],
    about: [],
    period: 'rows',
    total: 'none',
  },
  capacity: {
    fields: {
      capacity: { fr: 'capacité', en: 'capacity', good: 'high' },
      firm: { fr: 'charge ferme', en: 'firm load' },
      tentative: { fr: 'charge prévisionnelle', en: 'tentative load' },
      pipeline: { fr: 'charge du pipeline', en: 'pipeline load' },
      balance: { fr: 'solde', en: 'balance', good: 'high' },
    },
    mainField: 'capacity',
    rows: 'profile',
    by: ['month'],
    about: ['profile'],
    period: 'ahead',
    total: 'sum',
  },
  pipeline: {
    fields: {
      amount: { fr: 'montant', en: 'amount', good: 'high', beside: ['weighted', 'count'] },
      weighted: { fr: 'pondéré', en: 'weighted', good: 'high', beside: ['amount'] },
      count: { fr: 'opportunités', en: 'opportunities', good: 'high', beside: ['amount'] },
      overdue: { fr: 'clôture dépassée', en: 'past their closing date', good: 'low' },
    },
    mainField: 'amount',
    rows: 'stage',
    by: [],
    about: ['opportunity', 'client'],
    period: 'as-of',
    total: 'total',
  },
  rates: {
    fields: {
      tjm: { fr: 'TJM', en: 'daily rate', good: 'high' },
      planned_tjm: { fr: 'TJM vendu', en: 'planned daily rate', good: 'high' },
      cjm: { fr: 'CJM', en: 'daily cost', good: 'low' },
      gap: { fr: 'écart TJM − CJM', en: 'rate minus cost', good: 'high' },
      planned_days: { fr: 'jours vendus', en: 'days sold' },
      days: { fr: 'jours comptés', en: 'days counted' },
    },
    mainField: 'tjm',
    rows: 'project',
    by: ['consultant', 'month'],
    about: ['project', 'consultant', 'client'],
    period: 'as-of',
    total: 'none',
    counted: true,
  },
  missions: {
    fields: {
      end: { fr: 'fin le', en: 'ends on', beside: ['days_left'] },
      days_left: { fr: 'jours restants', en: 'days left', good: 'high' },
    },
    mainField: 'end',
    rows: 'consultant',
    by: [],
    about: ['consultant', 'project', 'profile', 'client'],
    period: 'window',
    total: 'none',
  },
  bench: {
    fields: {
      days: { fr: 'jours libres à venir', en: 'free days ahead', good: 'low', beside: ['cost'] },
      cost: { fr: 'coût', en: 'cost', good: 'low', beside: ['days'] },
      since: { fr: 'depuis le', en: 'since' },
    },
    mainField: 'days',
    rows: 'consultant',
    by: [],
    about: ['consultant', 'profile'],
    period: 'as-of',
    total: 'total',
  },
  available: {
    fields: { days: { fr: 'jours libres', en: 'free days', good: 'high' } },
    mainField: 'days',
    rows: 'consultant',
    by: [],
    about: ['consultant', 'profile'],
    period: 'window',
    total: 'sum',
  },
  orders: {
    fields: {
      amount: { fr: 'montant', en: 'amount' },
      used: { fr: 'consommé', en: 'used', beside: ['share', 'amount'] },
      share: { fr: 'part consommée', en: 'share used', good: 'low', beside: ['used', 'amount'] },
      days_left: { fr: 'jours restants au rythme actuel', en: 'days left at this pace', good: 'high' },
      exhausted_on: { fr: 'épuisé le', en: 'used up on', beside: ['days_left'] },
      end: { fr: 'fin le', en: 'ends on' },
      state: { fr: 'état', en: 'state' },
    },
    mainField: 'share',
    rows: 'order',
    by: [],
    about: ['order', 'project', 'client'],
    period: 'as-of',
    total: 'sum',
  },
  landing: {
    fields: {
      revenue: { fr: 'CA à l’atterrissage', en: 'landing revenue', good: 'high', beside: ['target_revenue'] },
      margin: { fr: 'marge à l’atterrissage', en: 'landing margin', good: 'high', beside: ['target_margin'] },
      done_revenue: { fr: 'CA fait', en: 'revenue done', good: 'high' },
      done_margin: { fr: 'marge faite', en: 'margin done', good: 'high' },
      planned_revenue: { fr: 'CA encore prévu', en: 'revenue still planned', good: 'high' },
      planned_margin: { fr: 'marge encore prévue', en: 'margin still planned', good: 'high' },
      target_revenue: { fr: 'objectif de CA', en: 'revenue target', beside: ['revenue'] },
      target_margin: { fr: 'objectif de marge', en: 'margin target', beside: ['margin'] },
    },
    mainField: 'revenue',
    rows: 'month',
    by: [],
    about: [],
    period: 'landing',
    total: 'total',
  },
  changes: {
    fields: {
      change: { fr: 'évolution :', en: 'change:', beside: ['impact', 'impact_before'] },
      impact: { fr: 'impact', en: 'impact', good: 'low', beside: ['impact_before'] },
      impact_before: { fr: 'impact avant', en: 'impact before', good: 'low', beside: ['impact'] },
      severity: { fr: 'gravité', en: 'severity' },
    },
    mainField: 'change',
    rows: 'project',
    by: [],
    about: ['project', 'client'],
    period: 'since',
    total: 'sum',
    counted: true,
  },
};
