// What each role reads of the reports on a real firm: its own rows, totals of them alone, no cost of a person.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLE_FOLDER } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { readReport } from '../../db/reports/read-report.ts';
import type { Role } from '../../domain/roles.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

type Row = Record<string, unknown> & { code: string };
type Report = Record<string, Row[]> & { total: Record<string, number>; withheld?: string[]; [key: string]: unknown };

let api: TestApi;
const keys = new Map<string, string>();

/** The example with one client of another commercial, and one of nobody. */
function firmFiles(): Map<string, string> {
  const files = new Map(readFolder(EXAMPLE_FOLDER));
  const clients = (files.get('clients.csv') ?? '').replace(
    /^(CL002;.*);commercial@esn-exemple.fr$/m,
    '$1;autre@esn.fr',
  );
  files.set('clients.csv', clients.replace(/^(CL003;.*);commercial@esn-exemple.fr$/m, '$1;'));
  return files;
}

beforeAll(async () => {
  api = await openTestApi({ readReport });
  await loadFirm(api.database.app, firmFiles());
  const people: [string, string, readonly Role[]][] = [
    ['direction', 'direction@esn.fr', ['direction']],
    ['commercial', 'commercial@esn-exemple.fr', ['commercial']],
    // C007, who is the responsable of P001 and P002.
    ['responsable', '', ['responsable']],
    ['yann', 'yann.bonnet2@esn-exemple.fr', ['consultant']],
    ['adv', 'adv@esn.fr', ['adv']],
  ];
  const [manager] = await api.database.app<{ email: string }[]>`select email from consultants where code = 'C007'`;
  for (const [name, email, roles] of people)
    keys.set(name, (await api.addPerson(email === '' ? (manager?.email ?? '') : email, roles)).key);
});
afterAll(() => api.close());

async function read(who: string, path: string): Promise<Report> {
  const answer = await fetch(`${api.url}/api/reports/${path}`, {
    headers: { authorization: `Bearer ${keys.get(who)}` },
  });
  if (!answer.ok) throw new Error(`${who} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Report;
}

const codes = (rows: readonly Row[] | undefined) => (rows ?? []).map(({ code }) => code);
const sumOf = (rows: readonly Row[] | undefined, column: string) =>
  Math.round((rows ?? []).reduce((total, row) => total + Number(row[column]), 0) * 100) / 100;

describe('un commercial', () => {
  test('lit la marge des projets de ses clients et de ceux de personne, au coût standard, et leur seul total', async () => {
    const whole = await read('direction', 'margin?costs=standard');
    const own = await read('commercial', 'margin');
    const expected = (whole['projects'] ?? []).filter(({ client }) => client !== null && client !== 'CL002');
    expect(expected.length).toBeGreaterThan(1);
    expect(expected.length).toBeLessThan((whole['projects'] ?? []).length);
    expect(own['projects']).toEqual(expected);
    expect(own['costs']).toBe('standard');
    expect(own.total['revenue']).toBe(sumOf(expected, 'revenue'));
    expect(own.total['cost']).toBe(sumOf(expected, 'cost'));
  });

  test('lit les clients, les commandes, les créances et les retards qui sont à lui', async () => {
    expect(codes((await read('commercial', 'margin?by=client'))['clients'])).not.toContain('CL002');
    for (const name of ['receivables', 'late']) {
      const whole = await read('direction', name);
      const own = await read('commercial', name);
      expect([name, own['clients']]).toEqual([name, (whole['clients'] ?? []).filter(({ code }) => code !== 'CL002')]);
    }
    const receivables = await read('commercial', 'receivables');
    expect(receivables.total).toBe(sumOf(receivables['clients'], 'balance'));
    const orders = (await read('direction', 'orders'))['orders'] ?? [];
    expect((await read('commercial', 'orders'))['orders']).toEqual(orders.filter(({ client }) => client !== 'CL002'));
  });

  test('lit ce qui est à facturer à ses clients, et leur seul total', async () => {
    const whole = await read('direction', 'billing?month=2026-10');
    const own = await read('commercial', 'billing?month=2026-10');
    const expected = (whole['projects'] ?? []).filter(({ client }) => client !== 'CL002');
    expect(own['projects']).toEqual(expected);
    expect(own.total).toBe(sumOf(expected, 'total'));
  });

  test('lit ses opportunités seules', async () => {
    const [all] = await api.database.app<{ n: number }[]>`
      select count(*)::int as n from opportunities o join clients c on c.id = o.client_id
      where o.stage not in ('gagnee', 'perdue')
        and coalesce(o.owner_email, c.owner_email, 'commercial@esn-exemple.fr') = 'commercial@esn-exemple.fr'`;
    expect((await read('commercial', 'pipeline')).total['count']).toBe(all?.n);
  });

  test('lit les taux vendus, jamais ce que coûte un jour', async () => {
    const own = await read('commercial', 'rates?by=consultant');
    expect(own.withheld).toEqual(['cjm', 'gap']);
    expect((own['rows'] ?? []).every(({ cjm, gap }) => cjm === null && gap === null)).toBe(true);
    expect((own['rows'] ?? []).some(({ tjm }) => tjm !== null)).toBe(true);
  });
});

describe('un responsable', () => {
  test('lit la marge et la dérive de ses projets', async () => {
    const managed = ['P001', 'P002'];
    const whole = await read('direction', 'margin?costs=standard');
    const own = await read('responsable', 'margin');
    expect(own['projects']).toEqual((whole['projects'] ?? []).filter(({ code }) => managed.includes(code)));
    const drift = await read('responsable', 'drift');
    expect(codes(drift['projects']).every((code) => managed.includes(code))).toBe(true);
    expect(await readProblem(await fetchAs('responsable', 'receivables'))).toMatchObject({ code: 'report_refused' });
  });

  test('lit l’occupation de ceux qui sont sur ses projets, et leur seul total', async () => {
    const rows = await api.database.app<{ code: string }[]>`
      select distinct c.code from assignments a join consultants c on c.id = a.consultant_id
        join projects p on p.id = a.project_id
      where p.code in ('P001', 'P002') and a.status = 'ferme' and a.starts_on <= '2026-10-31'
        and coalesce(a.ends_on, p.ends_on) >= '2026-10-01' order by 1`;
    const occupancy = await read('responsable', 'occupancy?month=2026-10');
    const [month] = occupancy['months'] as unknown as { consultants: Row[]; total: Record<string, number> }[];
    expect(codes(month?.consultants).every((code) => rows.some((row) => row.code === code))).toBe(true);
    expect(codes(month?.consultants).length).toBeGreaterThan(0);
    expect(month?.total['billable_days']).toBe(sumOf(month?.consultants, 'billable_days'));
  });

  test('lit la marge d’atterrissage de ses projets, sans les objectifs de la firme', async () => {
    const landing = await read('responsable', 'landing?period=2026-Q4');
    expect(landing).toMatchObject({ target_revenue: null, withheld: ['target_revenue', 'target_margin'] });
    expect(Number(landing['revenue'])).toBeLessThan(
      Number((await read('direction', 'landing?period=2026-Q4'))['revenue']),
    );
  });
});

describe('un consultant et l’adv', () => {
  test('le consultant lit sa ligne', async () => {
    const occupancy = await read('yann', 'occupancy?month=2026-10');
    const [month] = occupancy['months'] as unknown as { consultants: Row[] }[];
    expect(codes(month?.consultants)).toEqual(['C002']);
    const findings = (await read('yann', 'anomalies?month=2026-10'))['findings'] as unknown as { consultant: string }[];
    expect(findings.every(({ consultant }) => consultant === 'C002')).toBe(true);
    expect(await readProblem(await fetchAs('yann', 'margin'))).toMatchObject({ status: 403, code: 'report_refused' });
  });

  test('l’adv lit toutes les anomalies sauf celles qui disent un coût', async () => {
    const findingsOf = async (who: string) =>
      (await read(who, 'anomalies?month=2026-10&costs=standard'))['findings'] as unknown as { rule: string }[];
    expect(await findingsOf('adv')).toEqual(
      (await findingsOf('direction')).filter(({ rule }) => rule !== 'negative_margin'),
    );
  });
});

function fetchAs(who: string, path: string): Promise<Response> {
  return fetch(`${api.url}/api/reports/${path}`, { headers: { authorization: `Bearer ${keys.get(who)}` } });
}

test('ce que l’un a lu ne sert pas à l’autre : le cache tient compte du droit', async () => {
  const first = await read('commercial', 'margin');
  const second = await read('responsable', 'margin');
  expect(codes(second['projects'])).not.toEqual(codes(first['projects']));
  expect(await read('commercial', 'margin')).toEqual(first);
  expect((await read('direction', 'margin'))['costs']).toBeUndefined();
});
