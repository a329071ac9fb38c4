// A report as lines, whatever its shape; and the lines that are asked for.

import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../../agents/catalogue.ts';
import { rankTools } from '../../agents/tools/choose-tools.ts';
import { readUnits } from '../../agents/tools/field-units.ts';
import { flattenReport } from '../../agents/tools/flatten-report.ts';
import { selectRows } from '../../agents/tools/select-rows.ts';
import type { Selection } from '../../agents/turn.ts';
import { reportOutputs } from '../../api/contract/report-outputs.ts';
import { REPORT_DESCRIPTIONS } from '../../domain/report-descriptions.ts';

const CATALOGUE: Catalogue = [
  { kind: 'project', code: 'P1', label: 'Atlas', attributes: { name: 'Atlas', client: 'CL1', status: 'en_cours' } },
  { kind: 'project', code: 'P2', label: 'Borée', attributes: { name: 'Borée', client: 'CL2', status: 'clos' } },
  { kind: 'consultant', code: 'C1', label: 'Léa Martin', attributes: { profile: 'Développeur' } },
];

const BILLING = {
  month: '2026-10',
  projects: [
    {
      code: 'P1',
      client: 'CL1',
      lines: [
        { kind: 'time', consultant: 'C1', label: 'Jours', quantity: 3, unit_price: 500, amount: 1500 },
        { kind: 'fee', consultant: null, label: 'Forfait', quantity: 1, unit_price: 100, amount: 100 },
      ],
      total: 1600,
      blocked: [{ reason: 'po_missing' }],
    },
    { code: 'P2', client: 'CL2', lines: [], total: 200.1, blocked: [] },
  ],
  total: 1800.1,
};

describe('un rapport mis à plat', () => {
  test('une ligne par élément ; ce qu’elle contient est un détail, et se dit en codes', () => {
    const table = flattenReport(BILLING, CATALOGUE);
    expect(table.rows.map(({ key, subject, kind }) => [key, subject, kind])).toEqual([
      ['P1', 'P1', 'project'],
      ['P1/P1/time/C1/Jours', 'P1', 'other'],
      ['P1/P1/fee/Forfait', 'P1', 'other'],
      ['P1/P1/po_missing', 'P1', 'other'],
      ['P2', 'P2', 'project'],
    ]);
    expect(table.rows[0]).toMatchObject({
      label: 'Atlas',
      fields: { status: 'en_cours', client: 'CL1', total: 1600, blocked: 'po_missing', list: 'projects' },
    });
    expect(table.rows[4]?.fields['blocked']).toBe('');
    expect(table.total).toEqual({ month: '2026-10', total: 1800.1 });
    expect([...table.mainLists]).toEqual(['projects']);
  });

  test('des mois qui listent des gens : les gens sont les lignes, le mois et le total les distinguent', () => {
    const months = ['2026-09', '2026-10'].map((month, index) => ({
      month,
      consultants: [{ code: 'C1', tace: 0.5 + index / 10 }],
      total: { tace: 0.7 + index / 10 },
    }));
    const table = flattenReport({ months }, CATALOGUE);
    expect(table.rows.map(({ key, subject }) => [key, subject])).toEqual([
      ['2026-09/C1', 'C1'],
      ['2026-09/total', 'total'],
      ['2026-10/C1', 'C1'],
      ['2026-10/total', 'total'],
    ]);
    expect(table.rows[0]).toMatchObject({ label: 'Léa Martin', fields: { month: '2026-09', profile: 'Développeur' } });
    expect(table.total).toEqual({});
    expect(flattenReport({ months: months.slice(0, 1) }, CATALOGUE).total).toEqual({ month: '2026-09', tace: 0.7 });
  });

  test('ce qui nomme quelqu’un est à son sujet', () => {
    const { rows } = flattenReport(
      { findings: [{ rule: 'missing', consultant: 'C1', date: '2026-10-08', project: null, days: 1 }] },
      CATALOGUE,
    );
    expect(rows).toMatchObject([{ subject: 'C1', kind: 'consultant', label: 'Léa Martin' }]);
  });

  test('un rapport de totaux n’a pas de ligne', () => {
    expect(flattenReport({ revenue: 12, costs: 'standard' }, CATALOGUE)).toMatchObject({
      rows: [],
      total: { revenue: 12 },
    });
  });
});

describe('les lignes demandées', () => {
  const table = flattenReport(BILLING, CATALOGUE);
  const units = readUnits(reportOutputs.billing);
  const choose = (asked: Selection) => {
    const chosen = selectRows(table, units, asked);
    if ('state' in chosen) return chosen.code;
    return { keys: chosen.rows.map(({ key }) => key), count: chosen.count, total: chosen.sums['total'] };
  };

  test.each<[string, Selection, unknown]>([
    ['toutes, sans les détails', {}, { keys: ['P1', 'P2'], count: 2, total: 1800.1 }],
    ['par code', { subjects: ['P2'] }, { keys: ['P2'], count: 1, total: 200.1 }],
    ['d’un client', { subjects: ['CL1'] }, { keys: ['P1'], count: 1, total: 1600 }],
    [
      'au-dessus d’un seuil',
      { where: [{ field: 'total', op: '>=', value: 1600 }] },
      { keys: ['P1'], count: 1, total: 1600 },
    ],
    ['bloquées', { where: [{ field: 'blocked', op: '!=', value: '' }] }, { keys: ['P1'], count: 1, total: 1600 }],
    [
      'la première, les sommes restent celles de toutes',
      { sort: { field: 'total', order: 'asc' }, limit: 1 },
      { keys: ['P2'], count: 2, total: 1800.1 },
    ],
    [
      'les lignes d’un projet',
      { subjects: ['P1'], where: [{ field: 'list', op: '=', value: 'lines' }] },
      { keys: ['P1/P1/time/C1/Jours', 'P1/P1/fee/Forfait'], count: 2, total: undefined },
    ],
    ['d’un champ inconnu', { where: [{ field: 'lune', op: '=', value: 1 }] }, 'field_unknown'],
  ])('%s', (_case, asked, expected) => {
    expect(choose(asked)).toEqual(expected);
  });

  test('les unités viennent du contrat du rapport', () => {
    expect(units).toMatchObject({ total: 'EUR', arrears_days: 'days', quantity: 'count' });
    expect(readUnits(reportOutputs.margin)).toMatchObject({
      margin_rate: 'ratio',
      eac_margin: 'EUR',
      remaining_days: 'days',
    });
    expect(readUnits(reportOutputs.receivables)).toMatchObject({ dso: 'days', balance: 'EUR' });
    expect(readUnits(reportOutputs.missions)).toMatchObject({ end: 'date', days_left: 'days' });
  });
});

describe('plusieurs mois', () => {
  const occupied = readUnits(reportOutputs.occupancy);

  test('plusieurs mois d’une même personne en font un : les jours s’ajoutent, le taux est celui des sommes', () => {
    const month = (name: string, working_days: number, billable_days: number) => ({
      month: name,
      consultants: [
        { code: 'C1', working_days, leave_days: 0, billable_days, tace: billable_days / working_days, occupation: 0 },
      ],
    });
    const months = flattenReport({ months: [month('2026-08', 5, 1), month('2026-09', 20, 20)] }, CATALOGUE);
    const together = selectRows(months, occupied, {
      together: true,
      where: [{ field: 'tace', op: '>', value: 0.8 }],
    });
    expect(together).toMatchObject({
      rows: [{ key: 'C1', fields: { working_days: 25, billable_days: 21, tace: 0.84, occupation: 0.84 } }],
    });
    expect(selectRows(months, occupied, {})).toMatchObject({ count: 2, means: { tace: 0.6 } });
  });

  test('de plusieurs personnes, aucune moyenne de taux n’a de sens', () => {
    const both = ['C1', 'C2'].map((code) => ({
      code,
      working_days: 20,
      leave_days: 0,
      billable_days: 10,
      tace: 0.5,
    }));
    const people = flattenReport({ months: [{ month: '2026-09', consultants: both }] }, CATALOGUE);
    expect(selectRows(people, occupied, {})).not.toHaveProperty('means.tace');
  });
});

test.each([
  ['Quels projets dérivent ?', 'drift'],
  ['which clients pay late?', 'late'],
  ['Qui est en intercontrat et combien cela coûte ?', 'bench'],
  ['bons de commande presque consommés', 'orders'],
  ['combien de jours manquent dans les CRA ?', 'anomalies'],
])('« %s » montre d’abord le rapport %s', (question, report) => {
  const cards = Object.entries(REPORT_DESCRIPTIONS).map(([name, { fr, en }]) => ({ name, description: `${fr} ${en}` }));
  expect(rankTools(question, cards, 3)).toContain(report);
});
