// What is billed beside the work, from the command to the books: on-call units at their own rates, expenses as the
// contract has them, débours outside VAT, and an invoice of several rates (DOMAIN.md, §2 and §3.5).
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractXml } from '@stackforge-eu/factur-x';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printInvoice } from '../../api/documents/invoice-pdf.ts';
import { exportFirm } from '../../db/export/export-firm.ts';
import { ownFileNames } from '../../db/import/file-names.ts';
import { listFolder } from '../../db/import/folder.ts';
import { importFirm } from '../../db/import/import-firm.ts';
import { readBooks, readSnapshot } from '../../db/reports/accounts/books.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { USUAL_ACCOUNTS } from '../../domain/accounts/chart.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { weekdayOf } from '../../domain/civil-dates.ts';
import type { ReportName } from '../../domain/report-names.ts';
import { FIRM_CARD, FIRM_FILES } from '../facturx/firm.ts';
import { approveAndExecute } from './approve.ts';
import { openDesk, type Desk, type Seat } from './desk.ts';
import { importOptions, listErrors } from './firm-files.ts';
import { addPerson } from './people.ts';
import { createTestDatabase } from './test-database.ts';

const OCTOBER = '2026-10';
const DAYS = Array.from({ length: 31 }, (_, rank) => `2026-10-${String(rank + 1).padStart(2, '0')}`).filter(
  (day) => weekdayOf(day) < 6,
);

function files(): ReadonlyMap<string, string> {
  const people = [
    'C001;Ana;Lévêque;consultant@esn-bureau.fr;Développeur;independant;2020-01-01',
    'C002;Bo;Nguyen;responsable@esn-bureau.fr;Développeur;independant;2020-01-01',
    'C003;Dov;Ben;dov@esn.example;Développeur;independant;2020-01-01',
  ];
  const projects = [
    ...['R01;CL001', 'R02;CL001', 'R03;CL002'].map(
      (one) => `${one};Support;regie;en_cours;2026-09-01;2026-12-31;C002;`,
    ),
    'R04;CL001;Plafonné;regie_plafonnee;en_cours;2026-09-01;2026-12-31;C002;1000',
    'F01;CL001;Refonte;forfait;en_cours;2026-09-01;2026-12-31;C002;',
  ];
  const lines = (header: string, rows: readonly string[]) => [header, ...rows, ''].join('\n');
  return new Map([
    ['profils.csv', lines('profil;tjm_cible;cjm_prevu', ['Développeur;550;320'])],
    ['clients.csv', (FIRM_FILES.get('clients.csv') ?? '').replaceAll(';oui\n', ';non\n')],
    ['consultants.csv', lines('matricule;prenom;nom;email;profil;type;date_entree', people)],
    ['projets.csv', lines('code;client;titre;contrat;statut;debut;fin;responsable;plafond', projects)],
    ['jalons.csv', lines('projet;code;montant;date_acceptation', ['F01;J1;10000;2026-11-04'])],
    ['opportunites.csv', lines('code;client;titre;etape;besoins', ['O1;CL001;Portail;proposition;Développeur:20'])],
    [
      'affectations.csv',
      lines('code;projet;matricule;profil;debut;fin;quotite;tjm;statut', [
        'A1;R01;C001;Développeur;2026-10-01;2026-10-31;0.01;550;ferme',
        'A2;R02;C003;Développeur;2026-10-01;2026-10-31;0.01;500;ferme',
        'A3;R03;C003;Développeur;2026-10-01;2026-10-31;0.01;500;ferme',
        'A4;R04;C003;Développeur;2026-10-01;2026-10-31;0.01;500;ferme',
      ]),
    ],
    [
      'temps.csv',
      lines('matricule;date;projet;jours;statut', [
        ...DAYS.slice(0, 19).map((day, rank) => `C001;${day};R01;${rank === 18 ? '0.5' : '1'};valide`),
        ...DAYS.slice(10, 13).map((day) => `C003;${day};R04;1;valide`),
        ...DAYS.slice(0, 10).map((day, rank) => `C003;${day};${rank < 5 ? 'R02' : 'R03'};1;valide`),
      ]),
    ],
  ]);
}

let desk: Desk;
let partner: string;
let other: string;
beforeAll(async () => {
  desk = await openDesk(files());
  partner = await addPerson(desk.app, 'associee@esn-bureau.fr', ['direction']);
  other = await addPerson(desk.app, 'gerante@esn-bureau.fr', ['direction']);
  await desk.run('set_firm', FIRM_CARD, 'direction');
});
afterAll(() => desk.database.drop());

async function mustRun(name: string, input: unknown, as: Seat): Promise<void> {
  expect(await desk.run(name, input, as)).toMatchObject({ state: 'done' });
}

/** Recorded by Ana, decided by the adv. */
async function spend(expense: Readonly<Record<string, unknown>>): Promise<void> {
  await mustRun('record_expense', { spentOn: '2026-10-12', rebillable: true, ...expense }, 'consultant');
  const [row] = await desk.app`select max(id)::int as id from expenses`;
  await mustRun('approve_expense', { id: row?.['id'] }, 'adv');
}

/** Asked by a director, approved by another. */
async function amend(code: string, terms: object): Promise<void> {
  const command = findCommand('change_contract');
  if (!command) throw new Error('change_contract is not there');
  const wish = { command, askerId: partner, today: '2026-10-31', input: { code, amendment: 'AV-1', ...terms } };
  await approveAndExecute(desk.app, wish, other);
}

const issue = (project: string, month = OCTOBER) => desk.decided('issue_invoices', { month, projects: [project] });

async function lastNumber(project: string): Promise<string> {
  const [row] = await desk.app`
    select i.number from invoices i join projects p on p.id = i.project_id where p.code = ${project} order by i.id desc limit 1`;
  return String(row?.['number']);
}

const parser = new XMLParser({ ignoreAttributes: false, removeNSPrefix: true, parseTagValue: false });
async function readFile(number: string) {
  const [printed] = await readPrintedInvoices(desk.app, number);
  if (!printed) throw new Error(`no invoice ${number}`);
  const { xml } = await extractXml(await printInvoice(printed));
  const { ApplicableHeaderTradeSettlement: settlement, IncludedSupplyChainTradeLineItem: lines } =
    parser.parse(xml).CrossIndustryInvoice.SupplyChainTradeTransaction;
  return { settlement, lines, totals: settlement.SpecifiedTradeSettlementHeaderMonetarySummation };
}

/** « C 706 10415.00 », what the sale of an invoice moves. */
async function entriesOf(number: string): Promise<string[]> {
  const { ledger } = await readSnapshot(desk.app, (tx) => readBooks(tx, 2026, '2026-12-31'));
  return ledger.entries
    .filter(({ journal, piece }) => journal === 'VE' && piece === number)
    .flatMap(({ lines }) => lines)
    .map(({ account, debitCents, creditCents }) => {
      const cents = ((debitCents + creditCents) / 100).toFixed(2);
      return `${debitCents > 0 ? 'D' : 'C'} ${USUAL_ACCOUNTS[account].number} ${cents}`;
    });
}

describe('astreintes et frais', () => {
  test('18,5 j à 550 €, 2 astreintes à 120 €, 312,40 € de frais : 10 727,40 HT, 2 145,48 de TVA, 12 872,88 TTC', async () => {
    await amend('R01', {
      onCallRates: [{ code: 'ASTR', label: 'Astreinte de semaine', startsOn: '2026-10-01', unitPrice: 120 }],
    });
    const units = { project: 'R01', consultant: 'C001', rate: 'ASTR', units: 1 };
    await mustRun('record_units', { ...units, date: '2026-10-05' }, 'responsable');
    await mustRun('record_units', { ...units, date: '2026-10-12' }, 'responsable');
    await spend({ project: 'R01', label: 'Train Toulouse', amount: 312.4, vat: 31.24 });
    const report = (await desk.report('billing', { month: OCTOBER })) as unknown as {
      projects: { code: string; lines: { kind: string; quantity: number; amount: number }[]; total: number }[];
    };
    expect(report.projects.find(({ code }) => code === 'R01')).toMatchObject({
      lines: [
        { kind: 'time', quantity: 18.5, amount: 10_175 },
        { kind: 'on_call', quantity: 2, unit_price: 120, amount: 240 },
        { kind: 'purchase', quantity: 1, amount: 312.4 },
      ],
      total: 10_727.4,
    });
    expect(await issue('R01')).toMatchObject({ state: 'executed' });
    const { totals, lines, settlement } = await readFile('F2026-00001');
    expect(totals).toMatchObject({
      TaxBasisTotalAmount: '10727.40',
      TaxTotalAmount: { '#text': '2145.48' },
      GrandTotalAmount: '12872.88',
    });
    expect(lines).toHaveLength(3);
    expect(settlement.ApplicableTradeTax).toMatchObject({ CategoryCode: 'S', RateApplicablePercent: '20' });
    expect(await entriesOf('F2026-00001')).toEqual([
      'D 411 12872.88',
      'C 706 10415.00',
      'C 708 312.40',
      'C 44574 2145.48',
    ]);
  });

  test('les astreintes ne font pas de jours, et sont du chiffre d’affaires comme les frais', async () => {
    const margin = (await desk.report('margin')) as unknown as {
      projects: { code: string; days: number; revenue: number }[];
    };
    expect(margin.projects.find(({ code }) => code === 'R01')).toMatchObject({ days: 18.5, revenue: 10_727.4 });
    const accounts = (await desk.report('accounts', { month: OCTOBER })) as unknown as {
      projects: { code: string; earned: number; fae: number; pca: number; difference: number }[];
    };
    expect(accounts.projects.find(({ code }) => code === 'R01')).toMatchObject({ fae: 0, pca: 0, difference: 0 });
  });

  test('une unité facturée ne change plus ; reprise par l’avoir de sa ligne, elle se facture une fois encore', async () => {
    const units = { project: 'R01', consultant: 'C001', rate: 'ASTR', date: '2026-10-05', units: 3 };
    expect(await desk.run('record_units', units, 'responsable')).toMatchObject({ code: 'units_invoiced' });
    const credit = { invoice: 'F2026-00001', reason: 'erreur' };
    expect(await desk.decided('issue_credit_note', { ...credit, lines: [2] })).toMatchObject({ state: 'executed' });
    await mustRun('record_units', units, 'responsable');
    expect(await issue('R01')).toMatchObject({ state: 'executed' });
    const [row] = await desk.app`select net_cents from invoices where number = ${await lastNumber('R01')}`;
    expect(row).toEqual({ net_cents: 48_000 });
    expect(await desk.app`select 1 from on_call_units where billed_line_id is null`).toHaveLength(0);
    expect(await issue('R01')).toMatchObject({ code: 'nothing_to_invoice' });
  });

  test('le tarif du jour vaut, coefficient compris ; sans tarif, rien ne se saisit', async () => {
    await amend('R02', {
      onCallRates: [
        { code: 'NUIT', label: 'Intervention de nuit', startsOn: '2026-10-01', unitPrice: 80, coefficient: 1.5 },
        { code: 'NUIT', label: 'Intervention de nuit', startsOn: '2026-10-16', unitPrice: 90, coefficient: 1.5 },
      ],
    });
    const units = { project: 'R02', consultant: 'C003', rate: 'NUIT', units: 1 };
    await mustRun('record_units', { ...units, date: '2026-10-15' }, 'responsable');
    await mustRun('record_units', { ...units, date: '2026-10-16' }, 'responsable');
    for (const wrong of [{ rate: 'DIM' }, { date: '2026-09-30' }])
      expect(await desk.run('record_units', { ...units, date: '2026-10-17', ...wrong }, 'responsable')).toMatchObject({
        code: 'on_call_rate_missing',
      });
    await expect(amend('R02', { onCallRates: [] })).rejects.toThrow(/leur tarif commence/);
  });
});

describe('débours et taux de TVA', () => {
  test('une facture à 20 %, 10 % et hors TVA : chaque ligne a son taux, la TVA se fait par taux', async () => {
    await amend('R02', { expenses: { kind: 'plafond', amount: 100 } });
    await spend({ project: 'R02', label: 'Hôtel', amount: 120, vat: 12, vatRecovered: false });
    await spend({ project: 'R02', label: 'Greffe', amount: 37.45, vat: 7.49, disbursement: true });
    const books = { project: 'R02', boughtOn: '2026-10-13', label: 'Brochures', rebillable: true, vatPercent: '10' };
    await mustRun('record_purchase', { ...books, amount: 33.33 }, 'adv');
    expect(await issue('R02')).toMatchObject({ state: 'executed' });
    const number = await lastNumber('R02');
    // 5 × 500 + 120 + 135 + 100 at 20 %; 33.33 at 10 %; 44.94 advanced.
    const { totals, settlement } = await readFile(number);
    expect(totals).toMatchObject({
      TaxBasisTotalAmount: '2933.27',
      TaxTotalAmount: { '#text': '574.33' },
      GrandTotalAmount: '3507.60',
    });
    expect(settlement.ApplicableTradeTax).toMatchObject([
      { CategoryCode: 'S', RateApplicablePercent: '20', BasisAmount: '2855.00', CalculatedAmount: '571.00' },
      { CategoryCode: 'E', ExemptionReasonCode: 'VATEX-EU-79-C', BasisAmount: '44.94', CalculatedAmount: '0.00' },
      { CategoryCode: 'S', RateApplicablePercent: '10', BasisAmount: '33.33', CalculatedAmount: '3.33' },
    ]);
    expect(await entriesOf(number)).toEqual([
      'D 411 3507.60',
      'C 706 2755.00',
      'C 708 133.33',
      'C 467 44.94',
      'C 44574 571.00',
      'C 44574 3.33',
    ]);
  });

  test('un débours n’est ni un coût ni une vente', async () => {
    const margin = (await desk.report('margin')) as unknown as {
      projects: { code: string; revenue: number; cost: number }[];
    };
    // The hotel cost 132 (its VAT is not got back) and is asked for 100; brochures 33.33.
    expect(margin.projects.find(({ code }) => code === 'R02')).toMatchObject({ revenue: 2888.33 });
    const accounts = (await desk.report('accounts', { month: OCTOBER })) as unknown as {
      projects: { code: string; fae: number; pca: number; difference: number }[];
    };
    expect(accounts.projects.find(({ code }) => code === 'R02')).toMatchObject({ fae: 0, pca: 0, difference: 0 });
  });

  test('payée à moitié, la TVA de chaque taux est due pour moitié ; le reste au dernier centime', async () => {
    const number = await lastNumber('R02');
    await mustRun('record_payment', { invoice: number, paidOn: '2026-10-31', amount: 1753.8 }, 'adv');
    const vat = (await desk.report('vat', { month: OCTOBER })) as unknown as {
      boxes: { box: string; base: number; vat: number }[];
      total: { difference: number };
    };
    const boxes = Object.fromEntries(vat.boxes.map(({ box, base, vat: due }) => [box, [base, due]]));
    expect(boxes['08']).toEqual([1427.5, 285.5]);
    expect(boxes['9B']?.[1]).toBeCloseTo(1.67, 2);
    expect(vat.total.difference).toBe(0);
  });

  test('l’avoir d’une ligne reprend son taux ; celui du reste, ce qu’il en reste au cent', async () => {
    const number = await lastNumber('R02');
    const [line] = await desk.app`
      select l.rank from invoice_lines l join invoices i on i.id = l.invoice_id where i.number = ${number} and l.kind = 'disbursement'`;
    const credit = { invoice: number, reason: 'pièce rendue' };
    await desk.decided('issue_credit_note', { ...credit, lines: [line?.['rank']] });
    const [note] = await desk.app`select net_cents, gross_cents from invoices order by id desc limit 1`;
    expect(note).toEqual({ net_cents: 4494, gross_cents: 4494 });
    await desk.decided('issue_credit_note', { ...credit, lines: 'all' });
    const [sums] = await desk.app`
      select sum(net_cents)::int as net, sum(gross_cents)::int as gross from invoices
      where credited_invoice_id = (select id from invoices where number = ${number})`;
    expect(sums).toEqual({ net: 293_327, gross: 350_760 });
    const shares = await desk.app`
      select category, percent::text, sum(case i.kind when 'avoir' then -vat_cents else vat_cents end)::int as left
      from invoice_vat v join invoices i on i.id = v.invoice_id group by 1, 2`;
    for (const { left } of shares) expect(left).toBe(0);
    expect(await desk.app`select 1 from purchases where billed_line_id is not null and disbursement`).toHaveLength(0);
  });

  test('chez un client de l’Union, les débours restent à part de l’autoliquidation', async () => {
    await spend({ project: 'R03', label: 'Visa', amount: 90, disbursement: true });
    expect(await issue('R03')).toMatchObject({ state: 'executed' });
    const { settlement, totals } = await readFile(await lastNumber('R03'));
    expect(settlement.ApplicableTradeTax).toMatchObject([
      { CategoryCode: 'AE', BasisAmount: '2500.00' },
      { CategoryCode: 'E', BasisAmount: '90.00' },
    ]);
    expect(totals).toMatchObject({ GrandTotalAmount: '2590.00' });
  });
});

describe('sous un plafond', () => {
  const cut = async (): Promise<number> => {
    const { projects } = (await desk.report('billing', { month: OCTOBER })) as unknown as {
      projects: { code: string; lines: { kind: string; amount: number }[] }[];
    };
    const lines = projects.find(({ code }) => code === 'R04')?.lines ?? [];
    return lines
      .filter(({ kind }) => kind === 'time' || kind === 'ceiling')
      .reduce((sum, { amount }) => sum + amount, 0);
  };

  test('la remise sur une astreinte ou des frais ne libère rien pour les jours, la ligne reprise ensuite non plus', async () => {
    await amend('R04', { onCallRates: [{ code: 'ASTR', label: 'Astreinte', startsOn: '2026-10-01', unitPrice: 120 }] });
    const units = { project: 'R04', consultant: 'C003', rate: 'ASTR', units: 2, date: '2026-10-19' };
    await mustRun('record_units', units, 'responsable');
    await spend({ project: 'R04', label: 'Hôtel', amount: 300, vat: 30 });
    // Three days of 500 € under a ceiling of 1 000 €: lines time 1 500, ceiling −500, on-call 240, expenses 300.
    expect(await cut()).toBe(1000);
    expect(await issue('R04')).toMatchObject({ state: 'executed' });
    const invoice = await lastNumber('R04');
    const correct = (asked: object) => desk.decided('issue_credit_note', { invoice, reason: 'geste', ...asked });
    expect(await correct({ rebates: [{ line: 3, amount: 40 }] })).toMatchObject({ state: 'executed' });
    expect(await correct({ rebates: [{ line: 4, amount: 100 }] })).toMatchObject({ state: 'executed' });
    // The three days taken back are asked for again up to the ceiling, and not a cent more.
    expect(await correct({ lines: [1, 2] })).toMatchObject({ state: 'executed' });
    expect(await cut()).toBe(1000);
    expect(await correct({ lines: [3, 4] })).toMatchObject({ state: 'executed' });
    expect(await cut()).toBe(1000);
  });

  test('la ligne de plafond se reprend avec les jours qu’elle coupe', async () => {
    expect(await issue('R04')).toMatchObject({ state: 'executed' });
    const invoice = await lastNumber('R04');
    expect(await desk.decided('issue_credit_note', { invoice, reason: 'erreur', lines: [2, 3, 4] })).toMatchObject({
      state: 'refused',
      code: 'ceiling_split',
    });
  });
});

describe('en retard', () => {
  test('ce qui est saisi après la facture de son mois part avec la suivante', async () => {
    const units = { project: 'R01', consultant: 'C001', rate: 'ASTR', date: '2026-10-20', units: 0.5 };
    await mustRun('record_units', units, 'responsable');
    await spend({ project: 'R01', label: 'Taxi', amount: 30, vat: 3 });
    const next = { approver: 'direction', today: '2026-11-05' } as const;
    expect(await desk.decided('issue_invoices', { month: '2026-11', projects: ['R01'] }, next)).toMatchObject({
      state: 'executed',
    });
    const [row] =
      await desk.app`select net_cents, period_start from invoices where number = ${await lastNumber('R01')}`;
    expect(row).toEqual({ net_cents: 9_000, period_start: '2026-11-01' });
  });
});

describe('export et import', () => {
  const november = { approver: 'direction', today: '2026-11-05' } as const;
  /** Every report that what an export once lost would change. */
  const REPORTS: readonly [ReportName, Readonly<Record<string, string>>][] = [
    ['billing', { month: '2026-10', 'as-of': '2026-11-05' }],
    ['billing', { month: '2026-11', 'as-of': '2026-11-30' }],
    ['margin', { 'as-of': '2026-11-30' }],
    ['receivables', { 'as-of': '2026-11-30' }],
    ['vat', { month: '2026-11' }],
    ['drift', { 'as-of': '2026-11-30' }],
    ['staffing', { 'as-of': '2026-11-05' }],
  ];

  test('ce que Vigie sait de plus revient : les mêmes octets, les mêmes états', async () => {
    expect(
      await desk.run('set_skills', { consultant: 'C001', wishes: ['Kubernetes', 'Lyon'], remoteDays: 2 }, 'direction'),
    ).toMatchObject({ state: 'done' });
    const place = {
      code: 'O1',
      needs: [{ profile: 'Développeur', days: 20 }],
      place: 'Lyon',
      placeRequired: true,
      remoteDays: 1,
    };
    expect(await desk.run('set_needs', place, 'direction')).toMatchObject({ state: 'done' });
    expect(await desk.decided('issue_deposit', { project: 'F01', amount: 3000 }, november)).toMatchObject({
      state: 'executed',
    });
    const final = { month: '2026-11', projects: ['F01'] };
    expect(await desk.decided('issue_invoices', final, november)).toMatchObject({ state: 'executed' });
    const given = { invoice: await lastNumber('R04'), reason: 'Liquidation' };
    expect(await desk.decided('write_off', given, november)).toMatchObject({ state: 'executed' });
    // The invoice of on-call units and of expenses of R01, entered late, replaced by a 384.
    const wrong = { invoice: await lastNumber('R01'), reason: 'Commande', orderNumber: 'BC-77' };
    expect(await desk.decided('rectify_invoice', wrong, november)).toMatchObject({ state: 'executed' });

    const folder = mkdtempSync(join(tmpdir(), 'vigie-beside-'));
    const copy = await createTestDatabase();
    try {
      await exportFirm(desk.app, join(folder, 'one'));
      const outcome = await importFirm(copy.app, await listFolder(join(folder, 'one')), importOptions);
      expect([outcome.state, listErrors(outcome)]).toEqual(['written', []]);
      await exportFirm(copy.app, join(folder, 'two'));
      const read = (name: string) =>
        Object.fromEntries(
          readdirSync(join(folder, name)).map((file) => [file, readFileSync(join(folder, name, file), 'utf8')]),
        );
      expect(read('two')).toEqual(read('one'));
      expect(Object.keys(read('one'))).toEqual(expect.arrayContaining(ownFileNames.map((name) => `${name}.csv`)));
      for (const [name, args] of REPORTS) {
        const asked = { name, args, today: '2026-11-30', costs: 'real' } as const;
        expect(await readReport(copy.reader, asked)).toBe(await readReport(desk.database.reader, asked));
      }
      // Sales; what the firm paid its people back has no file.
      const sold = async (app: typeof copy.app) => {
        const { ledger } = await readSnapshot(app, (tx) => readBooks(tx, 2026, '2026-11-30'));
        return ledger.entries
          .filter(
            ({ journal, lines }) => journal === 'VE' || lines.some(({ account }) => account.startsWith('doubtful')),
          )
          .map(({ journal, piece, lines }) => ({ journal, piece, lines }));
      };
      expect(await sold(copy.app)).toEqual(await sold(desk.app));
      // Who the parties were on the day of each comes back too.
      const papers = (app: typeof copy.app) => readPrintedInvoices(app, null);
      expect(await papers(copy.app)).toEqual(await papers(desk.app));
      const again = await importFirm(desk.app, await listFolder(join(folder, 'one')), importOptions);
      expect(again.state).toBe('unchanged');
    } finally {
      await copy.drop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
