// A month's invoices on a real database: prepared, decided by two people, issued with numbers and named rows, corrected
// by credit notes; and the reports that follow.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportFirm } from '../../db/export/export-firm.ts';
import { listFolder } from '../../db/import/folder.ts';
import { importFirm } from '../../db/import/import-firm.ts';
import { readReport } from '../../db/reports/read-report.ts';
import type { ReportName } from '../../domain/report-names.ts';
import { openDesk, type Desk } from './desk.ts';
import { importOptions, listErrors } from './firm-files.ts';
import { createTestDatabase } from './test-database.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

type BillingReport = { projects: { code: string; total: number; lines: { kind: string; amount: number }[] }[] };
const billing = async (month: string): Promise<BillingReport> =>
  (await desk.report('billing', { month, 'as-of': '2026-10-31' })) as unknown as BillingReport;
const billed = async (month: string, project: string) =>
  (await billing(month)).projects
    .find(({ code }) => code === project)
    ?.lines.map(({ kind, amount }) => [kind, amount]) ?? [];
const owed = async (): Promise<number> => (await desk.report('receivables'))['total'] ?? NaN;
const lastInvoice = async () => {
  const [row] = await desk.app`
    select i.number, i.kind, c.code as client, p.code as project, i.issued_on, i.due_on, i.period_start, i.period_end,
      i.net_cents, i.vat_percent::text as vat, i.gross_cents, i.order_number
    from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id order by i.id desc limit 1`;
  return row;
};
const billedDays = async (project: string) => {
  const [row] = await desk.app`
    select coalesce(sum(t.quarter_days), 0)::int / 4.0 as days from time_rows t join projects p on p.id = t.project_id
    where p.code = ${project} and t.billed_line_id is not null`;
  return Number(row?.['days']);
};

describe('préparer', () => {
  test('dit ce qui peut partir et ce qui est bloqué, sans rien écrire', async () => {
    const outcome = await desk.run('prepare_invoices', { month: '2026-10' });
    expect(outcome).toMatchObject({
      state: 'done',
      effect: { rows: [], sentence: expect.stringContaining('octobre 2026 prêtes : 4') },
      result: { ready: 'P002, P003, P005, P007', blocked: 'P001, P004, P006, P008' },
    });
    expect(await desk.app`select 1 from invoices where origin <> 'imported'`).toHaveLength(0);
  });

  test('est refusé à qui ne facture pas', async () => {
    for (const seat of ['consultant', 'commercial', 'responsable'] as const) {
      expect(await desk.run('prepare_invoices', { month: '2026-10' }, seat)).toMatchObject({ code: 'right_refused' });
    }
  });
});

describe('émettre', () => {
  test('attend une seconde personne', async () => {
    const input = { month: '2026-10', projects: ['P002'] };
    expect(await desk.run('issue_invoices', input)).toMatchObject({
      state: 'needs_approval',
      approvers: ['adv', 'daf', 'direction'],
      effect: { sentence: expect.stringMatching(/la facture de P002 \(CL002\).*4.500,00.€ HT, 5.400,00.€ TTC/) },
    });
    expect(await desk.decided('issue_invoices', input, { approver: 'adv' })).toMatchObject({
      code: 'asker_cannot_decide',
    });
    expect(await desk.decided('issue_invoices', input, { approver: 'responsable' })).toMatchObject({
      code: 'right_refused',
    });
  });

  test('numérote, nomme les jours, et la créance suit', async () => {
    const before = await owed();
    // The same wish waits already: it is approved as it is.
    expect(
      await desk.decided('issue_invoices', { month: '2026-10', projects: ['P002'] }, { approver: 'daf' }),
    ).toMatchObject({ state: 'executed', outcome: { result: { number: 'F2026-00021', invoices: 1 } } });
    expect(await lastInvoice()).toEqual({
      number: 'F2026-00021',
      kind: 'facture',
      client: 'CL002',
      project: 'P002',
      issued_on: '2026-10-31',
      due_on: '2026-11-30',
      period_start: '2026-10-01',
      period_end: '2026-10-31',
      net_cents: 450_000,
      vat: '20',
      gross_cents: 540_000,
      order_number: 'BC-0102',
    });
    const knocks = await desk.app`select 1 from outbox where topic = 'knock' and payload ->> 'id' = 'F2026-00021'`;
    expect(knocks).toHaveLength(1);
    expect(await billedDays('P002')).toBe(21);
    expect(await billed('2026-10', 'P002')).toEqual([]);
    expect(await owed()).toBeCloseTo(before + 5400, 2);
    expect(await desk.run('issue_invoices', { month: '2026-10', projects: ['P002'] })).toMatchObject({
      code: 'nothing_to_invoice',
    });
  });

  test('laisse de côté les projets bloqués et le dit', async () => {
    expect(await desk.run('issue_invoices', { month: '2026-10', projects: ['P001', 'P006'] })).toMatchObject({
      code: 'projects_blocked',
      sentence: expect.stringMatching(
        /P001 \(5 j soumis et non validés ; bon de commande dépassé de 7.522,86.€\), P006 \(bon de commande manquant\)/,
      ),
    });
    expect(await desk.run('issue_invoices', { month: '2026-10', projects: ['P001', 'P007'] })).toMatchObject({
      state: 'needs_approval',
      effect: { sentence: expect.stringContaining('Laissés de côté : P001'), rows: [{ after: { project: 'P007' } }] },
    });
  });

  test('refuse un projet inconnu ou interne, une date future, une date avant la dernière facture', async () => {
    for (const project of ['P999', 'INT01'])
      expect(await desk.run('issue_invoices', { month: '2026-10', projects: [project] })).toMatchObject({
        code: 'not_found',
      });
    const input = { month: '2026-10', projects: ['P007'] };
    expect(await desk.run('issue_invoices', { ...input, issuedOn: '2026-11-02' })).toMatchObject({
      code: 'date_in_future',
    });
    expect(await desk.decided('issue_invoices', { ...input, issuedOn: '2026-10-05' })).toMatchObject({
      state: 'failed',
      outcome: { code: 'invoice_date_before_last' },
    });
  });

  test('facture les jours validés en retard avec ceux du mois, une seule fois', async () => {
    expect(await desk.decided('issue_invoices', { month: '2026-09', projects: ['P008'] })).toMatchObject({
      state: 'executed',
    });
    expect(await lastInvoice()).toMatchObject({
      number: 'F2026-00022',
      net_cents: 663_000,
      period_start: '2026-09-01',
    });
    expect(await billedDays('P008')).toBe(13);
    const october = (await billing('2026-10')).projects.find(({ code }) => code === 'P008');
    expect(october).toMatchObject({ arrears_days: 0 });
  });

  test('d’un mois entier : une facture par projet, chacune son numéro', async () => {
    await desk.decided('issue_invoices', { month: '2026-10' });
    // One decision, and an act each.
    const issued = await desk.app`
      select t.outcome -> 'result' ->> 'number' as number, a.proposal_id from proposal_items t
        join acts a on a.act_id = t.act_id and a.proposal_id = t.proposal_id
      where t.input ->> 'month' = '2026-10' and t.proposal_id in (select proposal_id from proposal_items where item = 2)
      order by t.item`;
    expect(issued.map(({ number }) => number)).toEqual(['F2026-00023', 'F2026-00024', 'F2026-00025']);
    expect(new Set(issued.map(({ proposal_id }) => proposal_id)).size).toBe(1);
    const report = await billing('2026-10');
    expect(report.projects.filter(({ lines }) => lines.length > 0).map(({ code }) => code)).toEqual([
      'P001',
      'P004',
      'P006',
    ]);
    const jalon = await desk.app`
      select m.code from invoice_line_items t join milestones m on m.id = t.milestone_id join projects p on p.id = m.project_id
      order by p.code, m.code`;
    expect(jalon.map((row) => row['code'])).toEqual(['J2', 'S4']);
    expect(await desk.app`select 1 from purchases where billed_line_id is not null`).toHaveLength(1);
  });
});

describe('un avoir', () => {
  test('reprend des jours entiers et les rend à facturer', async () => {
    const days = ['2026-09-14', '2026-09-15'].map((date) => ({ consultant: 'C008', date }));
    const before = await owed();
    const input = { invoice: 'F2026-00022', reason: 'jours offerts par erreur', days };
    expect(await desk.run('issue_credit_note', input)).toMatchObject({ state: 'needs_approval' });
    expect(await desk.decided('issue_credit_note', input)).toMatchObject({
      outcome: { result: { number: 'F2026-00026' } },
    });
    expect(await lastInvoice()).toMatchObject({
      kind: 'avoir',
      net_cents: 102_000,
      gross_cents: 122_400,
      project: 'P008',
    });
    expect(await billedDays('P008')).toBe(11);
    expect(await owed()).toBeCloseTo(before - 1224, 2);
    expect(await billed('2026-09', 'P008')).toEqual([['time', 1020]]);
    expect(await desk.run('issue_credit_note', input)).toMatchObject({ code: 'day_not_billed' });
  });

  test('en euros, ne rend rien à facturer et ne passe pas ce qui reste de la ligne', async () => {
    const input = { invoice: 'F2026-00022', reason: 'geste commercial', rebates: [{ line: 1, amount: 100.1 }] };
    expect(await desk.decided('issue_credit_note', input)).toMatchObject({ state: 'executed' });
    expect(await lastInvoice()).toMatchObject({ net_cents: 10_010, gross_cents: 12_012 });
    expect(await billedDays('P008')).toBe(11);
    const much = { ...input, rebates: [{ line: 1, amount: 5510 }] };
    expect(await desk.run('issue_credit_note', much)).toMatchObject({ code: 'credit_over_line' });
    expect(await desk.run('issue_credit_note', { ...input, rebates: [{ line: 9, amount: 1 }] })).toMatchObject({
      code: 'line_unknown',
    });
    const twice = { ...input, lines: [1] };
    expect(await desk.run('issue_credit_note', twice)).toMatchObject({ code: 'line_twice' });
  });

  test('reprend tout ce qui reste, au cent, puis plus rien', async () => {
    const input = { invoice: 'F2026-00022', reason: 'refacturation', lines: 'all' };
    expect(await desk.decided('issue_credit_note', input)).toMatchObject({ state: 'executed' });
    const [sums] = await desk.app`
      select sum(net_cents)::bigint as net, sum(gross_cents)::bigint as gross from invoices
      where credited_invoice_id = (select id from invoices where number = 'F2026-00022')`;
    expect(sums).toEqual({ net: 663_000, gross: 795_600 });
    expect(await billedDays('P008')).toBe(0);
    expect(await desk.run('issue_credit_note', input)).toMatchObject({ code: 'credit_empty' });
    expect(await desk.run('issue_credit_note', { ...input, lines: [1] })).toMatchObject({ code: 'line_credited' });
    expect(await desk.decided('issue_invoices', { month: '2026-09', projects: ['P008'] })).toMatchObject({
      state: 'executed',
    });
    expect(await billedDays('P008')).toBe(13);
  });

  test('de jours plafonnés reprend aussi le plafond qui les coupe', async () => {
    const input = { invoice: 'F2026-00021', reason: 'x', lines: [1] };
    expect(await desk.run('issue_credit_note', input)).toMatchObject({ code: 'ceiling_split' });
    expect(await desk.run('issue_credit_note', { ...input, lines: [1, 2] })).toMatchObject({
      state: 'needs_approval',
      effect: { rows: [{ after: { netCents: 450_000, grossCents: 540_000 } }] },
    });
  });

  test('d’un jalon le rend à facturer', async () => {
    const [row] =
      await desk.app`select i.number from invoices i join projects p on p.id = i.project_id where p.code = 'P005' and i.origin = 'issued'`;
    const number = String(row?.['number']);
    expect(
      await desk.decided('issue_credit_note', { invoice: number, reason: 'recette reportée', lines: 'all' }),
    ).toMatchObject({
      state: 'executed',
    });
    expect(await billed('2026-10', 'P005')).toEqual([['milestone', 7591.67]]);
  });

  test('d’une facture importée se donne en euros, jusqu’à son montant, et rend alors sa période', async () => {
    const input = { invoice: 'F2026-00017', reason: 'reprise', amount: 12_320 };
    expect(await desk.run('issue_credit_note', { ...input, amount: 12_320.01 })).toMatchObject({
      code: 'credit_over_invoice',
    });
    expect(await desk.decided('issue_credit_note', input)).toMatchObject({ state: 'executed' });
    expect((await billed('2026-09', 'P002')).length).toBeGreaterThan(0);
    expect(await desk.run('issue_credit_note', { ...input, invoice: 'F2026-00023' })).toMatchObject({
      code: 'line_needed',
    });
  });

  test('refuse un avoir d’avoir, une facture inconnue, une date avant la facture, une demande vide', async () => {
    const input = { invoice: 'F2026-00022', reason: 'x', lines: 'all' };
    expect(await desk.run('issue_credit_note', { ...input, invoice: 'F2026-00016' })).toMatchObject({
      code: 'credit_of_credit',
    });
    expect(await desk.run('issue_credit_note', { ...input, invoice: 'F0' })).toMatchObject({ code: 'not_found' });
    expect(await desk.run('issue_credit_note', { ...input, issuedOn: '2026-10-30' })).toMatchObject({
      code: 'credit_date',
    });
    expect(await desk.run('issue_credit_note', { ...input, lines: [] })).toMatchObject({ code: 'input_invalid' });
    expect(await desk.run('issue_credit_note', input, 'commercial')).toMatchObject({ code: 'right_refused' });
  });
});

describe('un acompte', () => {
  test('paie les jalons les plus anciens, et une seule fois', async () => {
    const [row] =
      await desk.app`select i.number from invoices i join projects p on p.id = i.project_id where p.code = 'P003' and i.origin = 'issued'`;
    await desk.decided('issue_credit_note', { invoice: String(row?.['number']), reason: 'reprise', lines: 'all' });
    const input = { project: 'P003', amount: 10_000 };
    expect(await desk.run('issue_deposit', input)).toMatchObject({ state: 'needs_approval' });
    expect(await desk.decided('issue_deposit', input)).toMatchObject({ state: 'executed' });
    expect(await lastInvoice()).toMatchObject({
      kind: 'acompte',
      net_cents: 1_000_000,
      gross_cents: 1_200_000,
      period_start: null,
    });
    expect(await billed('2026-10', 'P003')).toEqual([
      ['milestone', 10_916.67],
      ['purchase', 2000.22],
    ]);
    await desk.decided('issue_invoices', { month: '2026-10', projects: ['P003'] });
    await desk.write(
      (tx) =>
        tx`update milestones set accepted_on = '2026-10-30' where code = 'J3' and project_id = (select id from projects where code = 'P003')`,
    );
    // The deposit was spent on J2: J3 is asked in full.
    expect(await billed('2026-10', 'P003')).toEqual([['milestone', 20_916.66]]);
  });

  test('ne passe pas le prix du forfait ; il faut un projet de client, ouvert, et sa commande', async () => {
    expect(await desk.run('issue_deposit', { project: 'P003', amount: 30_000 })).toMatchObject({
      code: 'deposit_over_price',
    });
    expect(await desk.run('issue_deposit', { project: 'P999', amount: 1 })).toMatchObject({ code: 'not_found' });
    expect(await desk.run('issue_deposit', { project: 'INT01', amount: 1 })).toMatchObject({
      code: 'project_internal',
    });
    expect(await desk.run('issue_deposit', { project: 'P007', amount: 1 })).toMatchObject({ code: 'project_closed' });
    expect(await desk.run('issue_deposit', { project: 'P006', amount: 1 })).toMatchObject({ code: 'po_missing' });
    expect(await desk.run('issue_deposit', { project: 'P003', amount: 0 })).toMatchObject({ code: 'input_invalid' });
    expect(await desk.run('issue_deposit', { project: 'P003', amount: 1 }, 'responsable')).toMatchObject({
      code: 'right_refused',
    });
  });
});

describe('envoyer', () => {
  test('note l’adresse et le jour, une fois', async () => {
    const input = { invoice: 'F2026-00021' };
    expect(await desk.run('send_invoice', input)).toMatchObject({
      state: 'done',
      result: { sentTo: 'factures@client2.example' },
    });
    expect(await desk.run('send_invoice', input)).toMatchObject({ code: 'already_sent' });
    expect(await desk.run('send_invoice', { ...input, to: 'autre@client2.example' })).toMatchObject({ state: 'done' });
    expect(await desk.run('send_invoice', { invoice: 'F0' })).toMatchObject({ code: 'not_found' });
    expect(await desk.run('send_invoice', input, 'consultant')).toMatchObject({ code: 'right_refused' });
  });
});

test('les factures émises, leurs avoirs et une perte, exportés puis importés ailleurs, donnent les mêmes rapports', async () => {
  expect(await desk.decided('write_off', { invoice: 'F2026-00020', reason: 'client liquidé' })).toMatchObject({
    state: 'executed',
  });
  const folder = mkdtempSync(join(tmpdir(), 'vigie-invoices-'));
  const other = await createTestDatabase();
  try {
    await exportFirm(desk.app, join(folder, 'out'));
    const outcome = await importFirm(other.app, await listFolder(join(folder, 'out')), importOptions);
    expect([outcome.state, listErrors(outcome)]).toEqual(['written', []]);
    const compared: [ReportName, Record<string, string>][] = [
      ['margin', {}],
      ['billing', { month: '2026-10' }],
      ['billing', { month: '2026-09' }],
      ['receivables', {}],
      ['drift', {}],
      ['orders', {}],
      ['billing-lag', {}],
      ['anomalies', { month: '2026-10' }],
    ];
    for (const [name, args] of compared) {
      const asked = { name, args: { ...args, 'as-of': '2026-10-31' }, today: '2026-10-31', costs: 'real' } as const;
      expect([name, await readReport(other.reader, asked)]).toEqual([
        name,
        await readReport(desk.database.reader, asked),
      ]);
    }
    const again = await importFirm(desk.app, await listFolder(join(folder, 'out')), importOptions);
    expect(again.state).toBe('unchanged');
  } finally {
    await other.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});
