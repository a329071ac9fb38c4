// The reports of accounting on a real firm: revenue that agrees with the contracts to the cent, a VAT return tied to the
// FEC, the month's variables for payroll, and money that nobody has asked for.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readReport } from '../../db/reports/read-report.ts';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import { randomFirm } from '../oracle/random-firm.ts';
import { openDesk, type Desk } from './desk.ts';
import { loadFirm } from './load-firm.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

type Row = Record<string, number> & { code: string };
type Accounts = { closed: boolean; projects: Row[]; total: Record<string, number> };

async function read<T>(
  database: TestDatabase,
  name: 'accounts' | 'margin' | 'vat' | 'found_money',
  args: Record<string, string>,
) {
  return JSON.parse(await readReport(database.reader, { name, args, today: '2026-11-22', costs: 'real' })) as T;
}

/** Earned revenue of each project as the report margin shows it, and the books' difference from it. */
async function expectReconciled(database: TestDatabase, day: string): Promise<void> {
  const accounts = await read<Accounts>(database, 'accounts', { month: day.slice(0, 7), 'as-of': day });
  const margin = await read<{ projects: (Row & { contract: string; revenue: number; margin: number })[] }>(
    database,
    'margin',
    { 'as-of': day },
  );
  const contracts = new Map(margin.projects.map((project) => [project.code, project]));
  expect(accounts.projects.length).toBeGreaterThan(3);
  for (const project of accounts.projects) {
    const { difference, recognised, earned, invoiced, fae, pca } = project;
    expect([project.code, difference]).toEqual([project.code, 0]);
    expect([project.code, earned, project['margin']]).toEqual([
      project.code,
      contracts.get(project.code)?.revenue,
      contracts.get(project.code)?.margin,
    ]);
    expect(recognised).toBeCloseTo((invoiced ?? NaN) + (fae ?? NaN) - (pca ?? NaN), 6);
  }
  expect(accounts.total['difference']).toBe(0);
}

describe('le rapport accounts', () => {
  test('les livres, les factures et les contrats s’accordent au centime', async () => {
    for (const day of ['2026-10-31', '2026-09-30', '2026-09-17']) await expectReconciled(desk.database, day);
  });

  test('l’acompte de P003 n’est du chiffre qu’une fois repris', async () => {
    const before = await read<Accounts>(desk.database, 'accounts', { month: '2026-07', 'as-of': '2026-10-31' });
    const after = await read<Accounts>(desk.database, 'accounts', { month: '2026-08', 'as-of': '2026-10-31' });
    const p003 = ({ projects }: Accounts) => projects.find(({ code }) => code === 'P003');
    expect(p003(before)).toMatchObject({ deposits: 18_825, invoiced: 0 });
    expect(p003(after)).toMatchObject({ deposits: 0, invoiced: 20_916.67 });
  });

  test('des firmes au hasard et de la démonstration aussi', async () => {
    const firms = [
      randomFirm(11),
      randomFirm(12),
      generateDemoFirm({ seed: 2, consultants: 12, months: 18, today: '2026-11-22' }).files,
    ];
    for (const files of firms) {
      const database = await createTestDatabase();
      try {
        await loadFirm(database.app, files);
        await expectReconciled(database, '2026-09-30');
      } finally {
        await database.drop();
      }
    }
  });
});

type Vat = {
  due_on: string;
  boxes: { box: string; base: number | null; vat: number | null; declared_vat: number | null }[];
  total: Record<string, number>;
  lines: { box: string; piece: string; vat: number; base: number }[];
};

describe('le rapport vat', () => {
  test('sur encaissements : la TVA de ce qui fut payé dans le mois, liée au FEC', async () => {
    const report = await read<Vat>(desk.database, 'vat', { month: '2026-09', 'as-of': '2026-10-31' });
    const [paid] = await desk.app<{ vat: number }[]>`
      select sum(round(p.gross_cents * (i.gross_cents - i.net_cents) / i.gross_cents::numeric))::bigint as vat
      from payments p join invoices i on i.id = p.invoice_id
      where p.paid_on between '2026-09-01' and '2026-09-30' and p.gross_cents = i.gross_cents`;
    expect(report.due_on).toBe('encaissements');
    expect(report.total['collected']).toBeCloseTo((paid?.vat ?? NaN) / 100, 2);
    expect(report.total).toMatchObject({ difference: 0, collected_in_books: report.total['collected'] });
    const rate = report.boxes.find(({ box }) => box === '08');
    expect(rate?.base).toBeCloseTo((rate?.vat ?? NaN) * 5, 0);
    // The client of P004 is abroad: told without VAT.
    expect(report.boxes.find(({ box }) => box === '05')?.base).toBe(1637.5);
    const due = report.boxes.find(({ box }) => box === '28');
    expect(due?.declared_vat).toBe(Math.round(due?.vat ?? NaN));
  });

  test('sur les débits : la TVA de ce qui fut facturé', async () => {
    const other = await openDesk();
    try {
      await other.run('set_firm', { vatDue: 'debits' }, 'direction');
      const report = await read<Vat>(other.database, 'vat', { month: '2026-08', 'as-of': '2026-10-31' });
      const [billed] = await other.app<{ vat: number }[]>`
        select sum(gross_cents - net_cents)::bigint as vat from invoices where issued_on between '2026-08-01' and '2026-08-31'`;
      expect(report.due_on).toBe('debits');
      expect(report.total['collected']).toBeCloseTo((billed?.vat ?? NaN) / 100, 2);
      expect(report.total['difference']).toBe(0);
    } finally {
      await other.database.drop();
    }
  });
});

type Found = {
  findings: { kind: string; project: string | null; days: number | null; amount: number; rows: string[] }[];
  total: Record<string, number>;
};

describe('le rapport found_money', () => {
  test('les jours validés jamais facturés sont ceux que la facturation attend', async () => {
    const found = await read<Found>(desk.database, 'found_money', { 'as-of': '2026-10-31' });
    const billing = (await desk.report('billing', { month: '2026-10', 'as-of': '2026-10-31' })) as unknown as {
      projects: { code: string; lines: { kind: string; amount: number }[]; arrears_amount: number }[];
    };
    for (const { project, amount, rows, days } of found.findings.filter(({ kind }) => kind === 'unbilled_days')) {
      const billed = billing.projects.find(({ code }) => code === project);
      const time = (billed?.lines ?? []).filter(({ kind }) => kind === 'time' || kind === 'ceiling');
      const expected = time.reduce((total, line) => total + line.amount, 0) + (billed?.arrears_amount ?? 0);
      // With a ceiling, arrears are asked for within what is left of it.
      if (time.every(({ kind }) => kind === 'time'))
        expect([project, amount]).toEqual([project, Math.round(expected * 100) / 100]);
      expect(rows.length).toBeGreaterThanOrEqual(days ?? NaN);
      for (const row of rows) expect(row).toMatch(/^temps\/C\d+\/2026-\d\d-\d\d\/P\d+\/\d+$/);
    }
    const kinds = new Set(found.findings.map(({ kind }) => kind));
    for (const kind of ['unbilled_days', 'without_order', 'beyond_order', 'past_due']) expect(kinds).toContain(kind);
  });

  test('ce qui est échu est ce que les créances disent en retard', async () => {
    const found = await read<Found>(desk.database, 'found_money', { 'as-of': '2026-10-31' });
    const late = (await desk.report('late', { 'as-of': '2026-10-31' })) as unknown as { clients: { amount: number }[] };
    expect(found.total['past_due']).toBe(late.clients.reduce((total, { amount }) => total + amount, 0));
  });

  test('une fois facturés, les jours ne sont plus trouvés', async () => {
    const other = await openDesk();
    try {
      const has = async () =>
        (await read<Found>(other.database, 'found_money', { 'as-of': '2026-10-31' })).findings.some(
          ({ kind, project }) => kind === 'unbilled_days' && project === 'P002',
        );
      expect(await has()).toBe(true);
      await other.decided('issue_invoices', { month: '2026-10', projects: ['P002'] });
      expect(await has()).toBe(false);
    } finally {
      await other.database.drop();
    }
  });

  test('une facture de sous-traitant au-delà des jours du CRA', async () => {
    const overbilled = async () =>
      (await read<Found>(desk.database, 'found_money', { 'as-of': '2026-10-31' })).findings.filter(
        ({ kind }) => kind === 'supplier_overbilled',
      );
    expect(await overbilled()).toEqual([]);
    await desk.write(
      (tx) => tx`insert into supplier_invoices (consultant_id, number, month, quarter_days, net_cents, received_on)
        select consultant_id, 'S-1', '2026-09-01', sum(quarter_days) + 8, sum(quarter_days * daily_cost_cents) / 4 + 80500, '2026-10-02'
        from time_rows where consultant_id = (select id from consultants where code = 'C008') and state <> 'brouillon'
          and worked_on between '2026-09-01' and '2026-09-30' group by 1`,
    );
    expect(await overbilled()).toMatchObject([
      { amount: 805, days: 2, rows: ['facture_fournisseur/C008/S-1'], detail: expect.stringMatching(/2.j de plus/) },
    ]);
  });

  test('un jour vendu sous son coût dit combien il a fait perdre', async () => {
    const [row] = await desk.app<{ cents: number }[]>`
      select coalesce(sum(quarter_days * (daily_cost_cents - daily_rate_cents)), 0)::bigint / 4 as cents
      from time_rows r join projects p on p.id = r.project_id
      where daily_rate_cents > 0 and daily_rate_cents < daily_cost_cents and r.state <> 'brouillon'
        and r.worked_on <= '2026-10-31' and p.contract_kind in ('regie', 'regie_plafonnee')`;
    const found = await read<Found>(desk.database, 'found_money', { 'as-of': '2026-10-31' });
    expect(found.total['sold_at_loss']).toBeCloseTo((row?.cents ?? NaN) / 100, 0);
  });
});

describe('le rapport payroll', () => {
  type Payroll = {
    closed: boolean;
    consultants: { code: string; absences: { kind: string; days: number }[]; expense_amount: number }[];
    total: Record<string, number>;
  };
  const payroll = async () =>
    (await desk.report('payroll', { month: '2026-10', 'as-of': '2026-10-31' })) as unknown as Payroll;

  test('les absences validées de chacun, par nature, comme l’occupation les compte', async () => {
    const report = await payroll();
    const [month] = (
      (await desk.report('occupancy', { month: '2026-10' })) as unknown as {
        months: { consultants: { code: string; absence_days: number }[] }[];
      }
    ).months;
    for (const { code, absence_days: expected } of month?.consultants ?? []) {
      const own = report.consultants.find((one) => one.code === code);
      const counted = (own?.absences ?? []).filter(
        ({ kind }) => !['sans_solde', 'maternite', 'parental'].includes(kind),
      );
      expect([code, counted.reduce((total, { days }) => total + days, 0)]).toEqual([code, expected]);
    }
    expect(report.total['absence_days']).toBeGreaterThan(0);
    expect(report.closed).toBe(false);
  });

  test('une note de frais y entre quand elle est validée', async () => {
    const total = async () => (await payroll()).total['expense_amount'];
    expect(await total()).toBe(0);
    await desk.write(
      (tx) => tx`insert into expenses (consultant_id, spent_on, label, amount_cents, vat_cents, status)
        select id, '2026-10-05', 'Train', 10000, 1000, s from consultants, unnest(array['validee', 'demandee', 'refusee']) s
        where code = 'C001'`,
    );
    expect(await total()).toBe(110);
  });

  test('validée après la clôture de son mois, elle est payée avec celui de la décision', async () => {
    const other = await openDesk();
    try {
      await other.write(
        (tx) => tx`insert into expenses (consultant_id, spent_on, label, amount_cents, status)
          select id, '2026-09-10', 'Train', 5000, 'demandee' from consultants where code = 'C001'`,
      );
      await other.decided('close_month', { month: '2026-09' });
      const [expense] = await other.app<{ id: number }[]>`select id from expenses`;
      expect(await other.run('approve_expense', { id: expense?.id })).toMatchObject({ state: 'done' });
      const amountOf = async (month: string) =>
        ((await other.report('payroll', { month, 'as-of': '2026-10-31' })) as unknown as Payroll).total[
          'expense_amount'
        ];
      expect([await amountOf('2026-09'), await amountOf('2026-10')]).toEqual([0, 50]);
    } finally {
      await other.database.drop();
    }
  });
});
