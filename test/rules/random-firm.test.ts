// The random firms that the engine is compared on: are they valid to the letter of the import
// format, do they meet every rule of the reports, and does the oracle agree with itself on them?
import { describe, expect, it } from 'vitest';
import { LAST_MONTH, randomFirm } from '../oracle/random-firm.ts';
import { readFirm } from '../oracle/read-firm.ts';
import type { Firm } from '../oracle/read-firm.ts';
import { computeReport } from '../oracle/report.ts';
import type { ReportArgs } from '../oracle/report.ts';
import { compare, multiply, fraction, isBelow, one, zero } from '../oracle/fraction.ts';
import type { Fraction } from '../oracle/fraction.ts';

const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);
const AS_OF = '2026-10-20';
const firms = SEEDS.map((seed) => ({ seed, firm: readFirm(randomFirm(seed)) }));

type Row = Record<string, number | string | null>;
type Margin = { projects: Row[]; total: Row };
const report = <T>(firm: Firm, name: string, args: ReportArgs = {}): T =>
  computeReport(firm, name, { 'as-of': AS_OF, ...args }) as T;

const twice = (keys: readonly string[]): string[] => keys.filter((key, at) => keys.indexOf(key) !== at);
const sumColumn = (rows: readonly Row[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(row[column]), 0);

describe.each(firms)('l’entreprise tirée au sort n° $seed est valide', ({ seed, firm }) => {
  const codes = <T>(rows: readonly T[], code: (row: T) => string): Set<string> => new Set(rows.map(code));
  const projects = codes(firm.projects, (row) => row.code);
  const people = codes(firm.consultants, (row) => row.code);
  const profiles = codes(firm.profiles, (row) => row.code);
  const clients = codes(firm.clients, (row) => row.code);
  const invoices = codes(firm.invoices, (row) => row.number);

  it('la même graine redonne les mêmes fichiers', () => {
    expect(randomFirm(seed)).toEqual(randomFirm(seed));
  });

  it('aucune clé ne revient deux fois', () => {
    const keys: string[][] = [
      [...firm.projects, ...firm.clients].map((row) => row.code),
      firm.consultants.map((row) => row.code),
      firm.assignments.map((row) => row.code),
      firm.opportunities.map((row) => row.code),
      firm.costs.map((row) => `${row.consultant} ${row.start}`),
      firm.budgets.map((row) => `${row.project} ${row.profile}`),
      firm.milestones.map((row) => `${row.project} ${row.code}`),
      firm.units.map((row) => `${row.project} ${row.month}`),
      firm.rafs.map((row) => `${row.project} ${row.profile} ${row.date}`),
      firm.orders.map((row) => row.number),
      firm.invoices.map((row) => row.number),
    ];
    expect(keys.map(twice)).toEqual(keys.map(() => []));
  });

  it('chaque code cité existe', () => {
    const unknown = [
      ...[...firm.budgets, ...firm.rafs].map((row) => profiles.has(row.profile)),
      ...[
        ...firm.budgets,
        ...firm.assignments,
        ...firm.milestones,
        ...firm.units,
        ...firm.rafs,
        ...firm.times,
        ...firm.purchases,
      ].map((row) => projects.has(row.project)),
      ...[...firm.assignments, ...firm.costs, ...firm.absences, ...firm.times].map((row) => people.has(row.consultant)),
      ...[...firm.invoices, ...firm.orders].map((row) => clients.has(row.client)),
      ...firm.payments.map((row) => invoices.has(row.invoice)),
      ...firm.invoices.map((row) => (row.type === 'avoir' ? invoices.has(row.origin ?? '') : row.origin === null)),
      ...firm.projects.map((row) => row.contract === 'interne' || clients.has(row.client ?? '')),
    ].filter((isKnown) => !isKnown);
    expect(unknown).toEqual([]);
  });

  it('aucune fin avant son début, aucun nombre hors de ses bornes', () => {
    const spans = [
      ...firm.projects,
      ...firm.assignments,
      ...firm.orders,
      ...firm.absences,
      ...firm.opportunities,
      ...firm.consultants.map((row) => ({ start: row.entry, end: row.exit })),
      ...firm.invoices.map((row) => ({ start: row.periodStart, end: row.periodEnd })),
    ];
    expect(spans.filter((row) => row.start !== null && row.end !== null && row.end < row.start)).toEqual([]);
    const isQuarter = (days: Fraction): boolean => multiply(days, fraction(4)).d === 1n;
    expect(
      firm.times.filter((row) => !isQuarter(row.days) || isBelow(row.days, fraction(1, 4)) || isBelow(one, row.days)),
    ).toEqual([]);
    expect([...firm.budgets, ...firm.rafs].filter((row) => !isQuarter(row.days))).toEqual([]);
    expect(firm.invoices.filter((row) => compare(row.ht, zero) <= 0)).toEqual([]);
    const services = firm.projects.filter((row) => row.contract === 'tma');
    expect(services.filter((row) => row.end === null || !row.start?.endsWith('-01'))).toEqual([]);
  });
});

describe('les entreprises tirées au sort rencontrent toutes les règles', () => {
  const all = <T>(name: string, args: ReportArgs, found: (answer: never) => T[]): Set<T> =>
    new Set(firms.flatMap(({ firm }) => found(report(firm, name, args) as never)));

  it('chaque signal de dérive et chaque gravité', () => {
    const signals = all('drift', {}, (answer: { projects: { signals: { code: string }[] }[] }) =>
      answer.projects.flatMap((project) => project.signals.map((signal) => signal.code)),
    );
    expect([...signals].sort()).toEqual([
      'budget',
      'burn',
      'ceiling',
      'loss',
      'margin',
      'no_budget',
      'po',
      'raf_missing',
      'schedule',
      'stale_raf',
    ]);
    const severities = all('drift', {}, (answer: { projects: { severity: string }[] }) =>
      answer.projects.map((project) => project.severity),
    );
    expect([...severities].sort()).toEqual(['amber', 'blind', 'red']);
  });

  it('chaque anomalie', () => {
    const rules = all('anomalies', {}, (answer: { findings: { rule: string }[] }) =>
      answer.findings.map((finding) => finding.rule),
    );
    expect([...rules].sort()).toEqual([
      'closed',
      'duplicate',
      'employment',
      'holiday',
      'leave',
      'missing',
      'negative_margin',
      'no_rate',
      'no_timesheet',
      'overfull',
      'po',
      'unassigned',
    ]);
  });

  it('chaque ligne et chaque blocage de facturation', () => {
    type Bills = { projects: { lines: { kind: string }[]; blocked: { reason: string }[] }[] };
    const kinds = all('billing', { month: '2026-09' }, (answer: Bills) =>
      answer.projects.flatMap((project) => project.lines.map((line) => line.kind)),
    );
    expect([...kinds].sort()).toEqual(['ceiling', 'fee', 'milestone', 'overage', 'purchase', 'time']);
    const reasons = all('billing', { month: '2026-09' }, (answer: Bills) =>
      answer.projects.flatMap((project) => project.blocked.map((blocked) => blocked.reason)),
    );
    expect([...reasons].sort()).toEqual(['missing_time', 'po_exceeded', 'po_missing', 'submitted_time_not_validated']);
  });
});

describe.each(firms)('l’oracle s’accorde avec lui-même sur l’entreprise n° $seed', ({ firm }) => {
  it('le total de la marge est la somme des projets, par client et par consultant aussi', () => {
    const margin = report<Margin>(firm, 'margin');
    const clients = report<{ clients: Row[] }>(firm, 'margin', { by: 'client' }).clients;
    const ofClients = margin.projects.filter((row) => row['client'] !== null);
    for (const column of ['revenue', 'cost', 'margin']) {
      expect(sumColumn(margin.projects, column)).toBeCloseTo(Number(margin.total[column]), 0);
      expect(sumColumn(clients, column)).toBeCloseTo(sumColumn(ofClients, column), 0);
    }
    const people = report<{ consultants: Row[] }>(firm, 'margin', { by: 'consultant' }).consultants;
    expect(sumColumn(people, 'days')).toBe(sumColumn(margin.projects, 'days'));
  });

  it('ce qui est gagné avant un jour et depuis ce jour fait le tout', () => {
    const whole = report<Margin>(firm, 'margin').total;
    const since = report<Margin>(firm, 'margin', { from: '2026-08-12' }).total;
    const before = report<Margin>(firm, 'margin', { 'as-of': '2026-08-11' }).total;
    for (const column of ['revenue', 'cost', 'margin']) {
      const parts = Number(since[column]) + Number(before[column]);
      expect(parts).toBeCloseTo(Number(whole[column]), 1);
    }
  });

  it('les tranches d’âge font le solde, et les soldes le total dû', () => {
    const { clients, total } = report<{ clients: Row[]; total: number }>(firm, 'receivables');
    for (const client of clients) {
      const buckets = ['not_due', 'd1_30', 'd31_60', 'd61_90', 'over_90'];
      const sum = buckets.reduce((due, bucket) => due + Number(client[bucket]), 0);
      expect(sum).toBeCloseTo(Number(client['balance']), 6);
    }
    expect(sumColumn(clients, 'balance')).toBeCloseTo(total, 6);
  });

  it('le total à facturer est la somme des lignes', () => {
    type Bills = { projects: (Row & { lines: Row[] })[]; total: number };
    const { projects, total } = report<Bills>(firm, 'billing');
    expect(sumColumn(projects, 'total')).toBeCloseTo(total, 6);
    for (const project of projects) {
      expect(sumColumn(project.lines, 'amount')).toBeCloseTo(Number(project['total']), 6);
    }
  });

  it('tous les rapports se calculent, aux coûts standard aussi, jusqu’au dernier jour', () => {
    const names = [
      'margin',
      'drift',
      'occupancy',
      'anomalies',
      'billing',
      'receivables',
      'billing-lag',
      'capacity',
      'pipeline',
      'rates',
      'missions',
      'bench',
      'available',
      'orders',
      'late',
      'landing',
      'changes',
    ];
    const args = { since: '2026-09-15', period: '2026-Q4', 'as-of': `${LAST_MONTH}-30` };
    for (const name of names) {
      const standard = report<Record<string, unknown>>(firm, name, { ...args, costs: 'standard' });
      expect(standard['costs']).toBe('standard');
      expect(report<object>(firm, name, args)).not.toHaveProperty('costs');
    }
  });
});
