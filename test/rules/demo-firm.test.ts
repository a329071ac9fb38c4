// The demo firm: is it the firm that was promised, valid to the letter of the import format, and is its truth what
// an independent reading of the reports finds?
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import type { DemoFirm, DemoOptions } from '../../db/demo/firm.ts';
import { checkFirm } from '../../db/import/check-firm.ts';
import { listTexts } from '../../db/import/folder.ts';
import { readFirmFiles } from '../../db/import/read-files.ts';
import { showError } from '../../db/import/read-rows.ts';
import { dateOfDayNumber, dayNumber } from '../../domain/civil-dates.ts';
import { addMonths, lastCompleteMonth } from '../../domain/periods.ts';
import { readFirm } from '../oracle/read-firm.ts';
import type { Firm } from '../oracle/read-firm.ts';
import { computeReport } from '../oracle/report.ts';

const RULES = [
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
];
const MODELS = ['forfait', 'forfait_agile', 'hybride', 'interne', 'regie', 'regie_plafonnee', 'tma'];

type Drift = { projects: { code: string; severity: string; impact: number; signals: { code: string }[] }[] };
type Anomalies = { findings: { rule: string; consultant: string; date: string; project: string; days: number }[] };
type Bench = { consultants: { code: string }[] };
type Orders = { orders: { state: string }[] };
type Late = { clients: { days: number }[] };
type Occupancy = { months: { total: { tace: number } }[] };

const rowsOf = (firm: DemoFirm, file: string): string[][] =>
  (firm.files.get(file) ?? '')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(';'));

const ask = (firm: Firm, name: string, asOf: string, args: Record<string, string> = {}): unknown =>
  computeReport(firm, name, { 'as-of': asOf, ...args });

const sorted = (texts: Iterable<string | undefined>): string[] =>
  [...new Set(texts)].map(String).sort((a, b) => (a < b ? -1 : 1));

/** What the reports tell, put as the truth is. */
function tell(generated: DemoFirm, today: string): DemoFirm['truth'] {
  const firm = readFirm(generated.files);
  const { month } = generated.truth;
  const { projects } = ask(firm, 'drift', today) as Drift;
  const { findings } = ask(firm, 'anomalies', today, { month }) as Anomalies;
  const codesOf = (severity: string): string[] =>
    sorted(projects.filter((one) => one.severity === severity).map((one) => one.code));
  expect(codesOf('blind')).toEqual([]);
  return {
    month,
    findings: findings.map(({ rule, consultant, date, project, days }) => ({ rule, consultant, date, project, days })),
    drifting: codesOf('red'),
    beginningToDrift: codesOf('amber'),
    bench: (ask(firm, 'bench', today) as Bench).consultants.map((one) => one.code),
  };
}

async function refusalsOf(generated: DemoFirm): Promise<string[]> {
  const reading = await readFirmFiles(listTexts(generated.files), () => {});
  const known = new Map([...reading.files].map(([name, file]) => [name, { file, stored: new Map() }]));
  return [...reading.errors, ...checkFirm(reading.files, known)].map(showError).concat(reading.notes);
}

const CASES: DemoOptions[] = [12, 30, 90].flatMap((consultants) =>
  ['2026-10-31', '2026-11-22'].flatMap((today) => [1, 2].map((seed) => ({ seed, consultants, months: 24, today }))),
);

describe.each(CASES)('l’ESN de démonstration : $consultants personnes au $today, graine $seed', (options) => {
  const generated = generateDemoFirm(options);
  const { truth } = generated;

  it('dit vrai : un projet dérive, deux commencent, deux personnes au banc, chaque anomalie et nulle autre', () => {
    expect(tell(generated, options.today)).toEqual(truth);
    expect([truth.drifting.length, truth.beginningToDrift.length, truth.bench.length]).toEqual([1, 2, 2]);
  });

  it('plante au moins une anomalie de chaque règle, dans le dernier mois complet', () => {
    expect(sorted(truth.findings.map((one) => one.rule))).toEqual(RULES);
    expect(truth.month).toBe('2026-10');
  });

  it('s’importe sans une seule erreur', async () => {
    expect(await refusalsOf(generated)).toEqual([]);
  });

  it('compte le nombre de personnes demandé, sur le nombre de mois demandé', () => {
    expect(rowsOf(generated, 'consultants.csv')).toHaveLength(options.consultants);
    const dates = rowsOf(generated, 'temps.csv').map((row) => row[1] ?? '');
    expect(dates[0]?.slice(0, 7)).toBe(addMonths(options.today.slice(0, 7), 1 - options.months));
    const last = dates.at(-1) ?? '';
    expect(last <= options.today && last > truth.month).toBe(true);
  });

  it('a des CRA validés, soumis et, cette semaine, en brouillon', () => {
    expect(sorted(rowsOf(generated, 'temps.csv').map((row) => row[4]))).toEqual(['brouillon', 'soumis', 'valide']);
  });

  it('vend sous tous les modèles de contrat, clos et en cours', () => {
    const projects = rowsOf(generated, 'projets.csv');
    expect(sorted(projects.map((row) => row[4]))).toEqual(MODELS);
    expect(sorted(projects.map((row) => row[5]))).toEqual(['clos', 'en_cours', 'prevu']);
  });

  it('numérote ses factures sans trou, dates croissantes, avec un avoir et des acomptes', () => {
    const invoices = rowsOf(generated, 'factures.csv');
    const next = new Map<string, number>();
    let last = '';
    for (const [number, , , , date = ''] of invoices) {
      const year = date.slice(0, 4);
      next.set(year, (next.get(year) ?? 0) + 1);
      expect(number).toBe(`F${year}-${String(next.get(year)).padStart(5, '0')}`);
      expect(date >= last).toBe(true);
      last = date;
    }
    expect(invoices.filter((row) => row[1] === 'avoir')).toHaveLength(1);
    expect(invoices.some((row) => row[1] === 'acompte')).toBe(true);
    expect(last <= options.today).toBe(true);
  });

  it('a des factures en retard, des bons de commande à surveiller et des affaires en cours', () => {
    const firm = readFirm(generated.files);
    const late = (ask(firm, 'late', options.today) as Late).clients;
    expect(late.length).toBeGreaterThanOrEqual(2);
    const states = (ask(firm, 'orders', options.today) as Orders).orders.map((one) => one.state);
    expect(states).toEqual(expect.arrayContaining(['exceeded', 'nearly_used', 'expiring']));
    const stages = rowsOf(generated, 'opportunites.csv').map((row) => row[3]);
    for (const stage of ['piste', 'qualifiee', 'proposition', 'negociation', 'gagnee', 'perdue']) {
      expect(stages).toContain(stage);
    }
  });
});

describe('l’ESN de démonstration', () => {
  const usual: DemoOptions = { seed: 7, consultants: 30, months: 24, today: '2026-11-22' };

  it('est la même, à l’octet près, pour les mêmes options, et une autre pour une autre graine', () => {
    const first = generateDemoFirm(usual);
    expect(generateDemoFirm(usual)).toEqual(first);
    expect(generateDemoFirm({ ...usual, seed: 8 }).files.get('temps.csv')).not.toBe(first.files.get('temps.csv'));
  });

  it('occupe ses gens comme une ESN qui va bien', () => {
    const firm = readFirm(generateDemoFirm(usual).files);
    const { months } = ask(firm, 'occupancy', usual.today, { from: '2025-11', to: '2026-10' }) as Occupancy;
    const mean = months.reduce((sum, month) => sum + month.total.tace, 0) / months.length;
    expect(mean).toBeGreaterThan(0.84);
    expect(mean).toBeLessThan(0.94);
  });

  it('remplit environ 230 000 lignes de temps à 300 personnes sur 36 mois', () => {
    const rows = rowsOf(generateDemoFirm({ ...usual, consultants: 300, months: 36 }), 'temps.csv');
    expect(rows.length).toBeGreaterThan(215_000);
    expect(rows.length).toBeLessThan(245_000);
  });

  it('refuse une firme trop petite, une histoire trop courte ou un jour qui n’existe pas', () => {
    expect(() => generateDemoFirm({ ...usual, consultants: 11 })).toThrow(RangeError);
    expect(() => generateDemoFirm({ ...usual, months: 11 })).toThrow(RangeError);
    expect(() => generateDemoFirm({ ...usual, today: '2026-02-30' })).toThrow(RangeError);
  });

  it('dit vrai quels que soient la graine, la taille et le jour', () => {
    const anyOptions = fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
      consultants: fc.integer({ min: 12, max: 45 }),
      months: fc.integer({ min: 12, max: 30 }),
      today: fc.integer({ min: dayNumber('2024-01-01'), max: dayNumber('2030-12-31') }).map(dateOfDayNumber),
    });
    fc.assert(
      fc.property(anyOptions, (options) => {
        const generated = generateDemoFirm(options);
        expect(generated.truth.month).toBe(lastCompleteMonth(options.today));
        expect(tell(generated, options.today)).toEqual(generated.truth);
        expect(sorted(generated.truth.findings.map((one) => one.rule))).toEqual(RULES);
      }),
      { numRuns: 25 },
    );
  });
});
