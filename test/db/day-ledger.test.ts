// The day ledger: whatever the history of entering, validating, issuing, crediting and issuing again, Σ billed − Σ credited
// is the net, no day is ever billed twice, and the reports tell the same. In memory many times, on a real database a few.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeTimeRows } from '../../db/write-time-rows.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { checkLedger, checkReissue } from '../rules/ledger-checks.ts';
import { askedForDays, openLedger, play, type LedgerAction } from '../rules/ledger-model.ts';
import { openDesk, type Desk } from './desk.ts';

// `npm run test:long` plays many more.
const HISTORIES = process.env['VIGIE_TEST_LONG'] === '1' ? 100_000 : 2000;
const HISTORIES_ON_DATABASE = process.env['VIGIE_TEST_LONG'] === '1' ? 200 : 6;

const small = fc.nat({ max: 5 });
const cents = fc.integer({ min: 1, max: 300_000 });
const action: fc.Arbitrary<LedgerAction> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('enter' as const),
      consultant: fc.integer({ min: 1, max: 3 }),
      day: fc.nat({ max: 29 }),
      quarterDays: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('validate' as const), consultant: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('units' as const),
      consultant: fc.integer({ min: 1, max: 3 }),
      day: fc.nat({ max: 29 }),
      halves: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('spend' as const),
      amountCents: fc.integer({ min: 1, max: 50_000 }),
      disbursement: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('accept' as const), amountCents: cents }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deposit' as const), amountCents: cents }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'issue' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('credit' as const), invoice: small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('credit line' as const), invoice: small, line: small }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('credit lines' as const),
      invoice: small,
      lines: fc.array(small, { minLength: 2, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('credit days' as const),
      invoice: small,
      days: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('rebate' as const), invoice: small, line: small, amountCents: cents }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rectify' as const),
      invoice: small,
      days: fc.array(fc.nat({ max: 40 }), { maxLength: 4 }),
      price: fc.option(fc.record({ line: small, cents: fc.integer({ min: 1, max: 50_000 }) }), { nil: undefined }),
    }),
  },
);
const history = fc.array(action, { minLength: 5, maxLength: 40, size: 'max' });

const validDay = (consultant: number): LedgerAction[] => [
  { kind: 'enter', consultant, day: 0, quarterDays: 4 },
  { kind: 'validate', consultant },
];

/** What histories drawn before had shown wrong, at a ceiling of 200 € and 100 € a day. */
const FOUND: readonly {
  readonly name: string;
  readonly orderCents?: number;
  readonly actions: readonly LedgerAction[];
}[] = [
  {
    name: 'une remise sur une ligne d’astreinte ne libère pas de plafond pour des jours, que la ligne soit reprise ou non',
    actions: [
      { kind: 'units', consultant: 1, day: 0, halves: 1 },
      ...validDay(1),
      { kind: 'issue' },
      { kind: 'rebate', invoice: 0, line: 1, amountCents: 5000 },
      ...validDay(2),
      ...validDay(3),
      { kind: 'issue' },
      { kind: 'credit line', invoice: 0, line: 1 },
      { kind: 'issue' },
    ],
  },
  {
    name: 'une remise sur des frais non plus',
    actions: [
      { kind: 'spend', amountCents: 30_000, disbursement: false },
      ...validDay(1),
      { kind: 'issue' },
      { kind: 'rebate', invoice: 0, line: 1, amountCents: 10_000 },
      ...validDay(2),
      ...validDay(3),
      { kind: 'issue' },
      { kind: 'credit line', invoice: 0, line: 1 },
      { kind: 'issue' },
    ],
  },
  {
    name: 'le plafond ne se reprend pas sans ses jours, même avec une ligne plus grande',
    actions: [
      ...[1, 2, 3].flatMap(validDay),
      { kind: 'spend', amountCents: 30_000, disbursement: false },
      { kind: 'issue' },
      { kind: 'credit lines', invoice: 0, lines: [3, 4] },
      { kind: 'issue' },
    ],
  },
  {
    name: 'des frais rectifiés à un autre prix laissent aux jours tout leur plafond, et rien de plus',
    actions: [
      { kind: 'spend', amountCents: 10_000, disbursement: false },
      ...validDay(1),
      { kind: 'issue' },
      { kind: 'rectify', invoice: 0, days: [], price: { line: 1, cents: 750 } },
      ...validDay(2),
      ...validDay(3),
      { kind: 'issue' },
      { kind: 'credit', invoice: 1 },
      { kind: 'issue' },
    ],
  },
  {
    name: 'une rectification plus chère ne passe pas le bon de commande',
    orderCents: 25_000,
    actions: [
      { kind: 'spend', amountCents: 1000, disbursement: false },
      ...validDay(1),
      ...validDay(2),
      { kind: 'issue' },
      { kind: 'rectify', invoice: 0, days: [], price: { line: 2, cents: 2250 } },
    ],
  },
  {
    name: 'ni le plafond du contrat',
    actions: [
      ...validDay(1),
      ...validDay(2),
      { kind: 'issue' },
      { kind: 'rectify', invoice: 0, days: [], price: { line: 0, cents: 3000 } },
    ],
  },
];

describe('le grand livre des jours', () => {
  test.each(FOUND)('$name', ({ actions, orderCents = null }) => {
    const ledger = openLedger(20_000, 10_000, orderCents);
    for (const one of actions) {
      play(ledger, one);
      checkLedger(ledger);
    }
    // Of three days at most two are ever asked for, and two are.
    expect(askedForDays(ledger)).toBe(20_000);
    checkReissue(ledger);
  });

  test(`tient sur ${HISTORIES} histoires tirées au sort`, { timeout: 3_600_000 }, () => {
    const seen = { invoices: 0, credits: 0, held: 0, mixed: 0 };
    const ceiling = fc.option(fc.integer({ min: 0, max: 2_000_000 }), { freq: 3 });
    const order = fc.option(fc.integer({ min: 0, max: 3_000_000 }), { freq: 3 });
    const rate = fc.integer({ min: 1, max: 30_000 });
    fc.assert(
      fc.property(history, ceiling, rate, order, (actions, ceilingCents, quarterRate, orderCents) => {
        const ledger = openLedger(ceilingCents, quarterRate * 4, orderCents);
        for (const one of actions) {
          play(ledger, one);
          checkLedger(ledger);
        }
        seen.invoices += ledger.invoices.filter(({ kind }) => kind === 'facture').length;
        seen.credits += ledger.invoices.filter(({ kind }) => kind === 'avoir').length;
        seen.mixed += ledger.invoices.filter(({ vat }) => (vat?.length ?? 0) > 1).length;
        seen.held += orderCents !== null && ledger.rows.some(({ state }) => state === 'valide') ? 1 : 0;
        checkReissue(ledger);
      }),
      { numRuns: HISTORIES },
    );
    // The histories do what they are for.
    expect(seen.invoices).toBeGreaterThan(HISTORIES);
    expect(seen.credits).toBeGreaterThan(HISTORIES);
    expect(seen.mixed).toBeGreaterThan(HISTORIES / 10);
    expect(seen.held).toBeGreaterThan(HISTORIES / 10);
  });
});

const PROJECTS = HISTORIES_ON_DATABASE;
const codeOf = (index: number): string => `P${String(index).padStart(4, '0')}`;

/** Three independents on as many régie projects as there are histories. */
function ledgerFirm(): Map<string, string> {
  const projects = Array.from({ length: PROJECTS }, (_, index) => codeOf(index + 1));
  const people = ['C1', 'C2', 'C3'];
  return new Map([
    ['clients.csv', 'code;raison_sociale;pays\nCL1;Client;FR\n'],
    ['profils.csv', 'profil;tjm_cible;cjm_prevu\nDev;600;400\n'],
    [
      'consultants.csv',
      `matricule;prenom;nom;email;profil;type;date_entree\n${people.map((code) => `${code};P;${code};${code}@esn.fr;Dev;independant;2026-01-01\n`).join('')}`,
    ],
    [
      'projets.csv',
      `code;client;contrat;statut;debut;fin\n${projects.map((code) => `${code};CL1;regie;en_cours;2026-10-01;2026-12-31\n`).join('')}`,
    ],
    [
      'affectations.csv',
      `code;projet;matricule;debut;fin;quotite;tjm;statut\n${projects.flatMap((project) => people.map((person) => `A${project}${person};${project};${person};2026-10-01;2026-12-31;0.01;500.04;ferme\n`)).join('')}`,
    ],
  ]);
}

describe('le grand livre des jours, sur une vraie base', () => {
  /** Plays one action through the commands; the invoices of the project, oldest first, are read each time. */
  async function playOnDatabase(desk: Desk, project: string, one: LedgerAction): Promise<void> {
    const invoices = await desk.app`
      select i.number, coalesce(json_agg(json_build_object('consultant', c.code, 'date', r.worked_on) order by r.worked_on, c.code)
        filter (where r.id is not null), '[]'::json) as days
      from invoices i join projects p on p.id = i.project_id join invoice_lines l on l.invoice_id = i.id
        left join invoice_line_items t on t.line_id = l.id left join time_rows r on r.id = t.time_row_id
        left join consultants c on c.id = r.consultant_id
      where p.code = ${project} and i.kind = 'facture' group by i.id order by i.id`;
    const chosen = 'invoice' in one ? invoices[one.invoice % Math.max(1, invoices.length)] : undefined;
    const credit = { invoice: String(chosen?.['number']), reason: 'correction' };
    const days = (chosen?.['days'] ?? []) as { consultant: string; date: string }[];
    switch (one.kind) {
      case 'enter': {
        const workedOn = addDays('2026-10-01', one.day);
        const after = {
          consultant: `C${one.consultant}`,
          project,
          workedOn,
          occurrence: 1,
          quarterDays: one.quarterDays,
          state: 'valide' as const,
          comment: null,
        };
        const [known] = await desk.app`
          select 1 from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
          where c.code = ${after.consultant} and p.code = ${project} and r.worked_on = ${workedOn}`;
        if (!known)
          await desk.write(async (tx) =>
            Promise.all(await writeTimeRows(tx, [{ entity: 'time', before: null, after }])),
          );
        return;
      }
      case 'issue':
        await desk.decided('issue_invoices', { month: '2026-10', projects: [project] });
        return;
      case 'credit':
        if (chosen) await desk.decided('issue_credit_note', { ...credit, lines: 'all' });
        return;
      case 'credit line':
        if (chosen) await desk.decided('issue_credit_note', { ...credit, lines: [(one.line % 3) + 1] });
        return;
      case 'credit lines':
        if (chosen)
          await desk.decided('issue_credit_note', {
            ...credit,
            lines: [...new Set(one.lines.map((line) => (line % 3) + 1))],
          });
        return;
      case 'credit days':
        if (days.length > 0)
          await desk.decided('issue_credit_note', {
            ...credit,
            days: [...new Set(one.days.map((day) => days[day % days.length]))],
          });
        return;
      case 'rebate':
        if (chosen)
          await desk.decided('issue_credit_note', {
            ...credit,
            rebates: [{ line: (one.line % 3) + 1, amount: ((one.amountCents % 20_000) + 1) / 100 }],
          });
        return;
      case 'rectify':
        if (chosen)
          await desk.decided('rectify_invoice', {
            ...credit,
            dropDays: days.length === 0 ? [] : one.days.map((day) => days[day % days.length]),
          });
        return;
      case 'units': {
        const date = addDays('2026-10-01', one.day);
        await desk.run(
          'record_units',
          { project, consultant: `C${one.consultant}`, date, rate: 'ASTR', units: one.halves / 2 },
          'direction',
        );
        return;
      }
      case 'spend': {
        const purchase = { project, boughtOn: '2026-10-12', label: 'Frais', amount: one.amountCents / 100 };
        const how = one.disbursement ? { disbursement: true } : { rebillable: true };
        await desk.run('record_purchase', { ...purchase, ...how }, 'adv');
        return;
      }
      // Entered validated here; milestones and deposits are played in memory.
      case 'validate':
      case 'accept':
      case 'deposit':
        return;
    }
  }

  async function checkDatabase(desk: Desk): Promise<void> {
    // Every day: on one live line at most, and marked so.
    const wrong = await desk.app`
      with named as (
        select t.time_row_id as id, sum(case i.kind when 'avoir' then -1 else 1 end) as live
        from invoice_line_items t join invoice_lines l on l.id = t.line_id join invoices i on i.id = l.invoice_id
        where t.time_row_id is not null group by 1)
      select r.id from time_rows r left join named n on n.id = r.id
      where coalesce(n.live, 0) not in (0, 1) or (r.billed_line_id is not null) <> (coalesce(n.live, 0) = 1)`;
    expect(wrong).toHaveLength(0);
    const wrongBeside = await desk.app`
      with named as (
        select t.purchase_id, t.on_call_unit_id, sum(case i.kind when 'avoir' then -1 else 1 end) as live
        from invoice_line_items t join invoice_lines l on l.id = t.line_id join invoices i on i.id = l.invoice_id
        where t.purchase_id is not null or t.on_call_unit_id is not null group by 1, 2)
      select 1 from purchases p left join named n on n.purchase_id = p.id
      where coalesce(n.live, 0) not in (0, 1) or (p.billed_line_id is not null) <> (coalesce(n.live, 0) = 1)
      union all
      select 1 from on_call_units u left join named n on n.on_call_unit_id = u.id
      where coalesce(n.live, 0) not in (0, 1) or (u.billed_line_id is not null) <> (coalesce(n.live, 0) = 1)`;
    expect(wrongBeside).toHaveLength(0);
    const [sums] = await desk.app`
      select (select coalesce(sum(quarter_days), 0) from time_sums where state = 'facture')
        = (select coalesce(sum(quarter_days), 0) from time_rows where billed_line_id is not null) as same`;
    expect(sums).toEqual({ same: true });
    const over = await desk.app`
      select 1 from invoices i join invoices a on a.credited_invoice_id = i.id
      group by i.id having sum(a.net_cents) > i.net_cents or sum(a.gross_cents) > i.gross_cents`;
    expect(over).toHaveLength(0);
    // What is left of a line: the days that it still bills, less its rebates; nothing when all were taken back.
    const torn = await desk.app`
      with lines as (
        select l.id, l.amount_cents - coalesce(sum(k.amount_cents), 0) as left_cents,
          coalesce(sum(k.amount_cents) filter (where k.kind = 'rebate'), 0) as rebates,
          (select coalesce(sum(r.quarter_days * r.daily_rate_cents / 4), 0) from time_rows r where r.billed_line_id = l.id) as live
        from invoice_lines l join invoices i on i.id = l.invoice_id left join invoice_lines k on k.credited_line_id = l.id
        where i.kind = 'facture' and l.kind = 'time' group by l.id)
      select id from lines where left_cents <> case when live = 0 then 0 else live - rebates end`;
    expect(torn).toHaveLength(0);
    // What is still to bill is what no line bills, and what clients owe is what was invoiced.
    const [money] = await desk.app`
      select
        ((select coalesce(sum(quarter_days * daily_rate_cents / 4), 0) from time_rows where billed_line_id is null)
          + (select coalesce(sum(amount_cents), 0) from purchases where billed_line_id is null)
          + (select coalesce(sum(units * 12002), 0) from on_call_units where billed_line_id is null))::bigint as open,
        (select coalesce(sum(case kind when 'avoir' then -gross_cents else gross_cents end), 0) from invoices)::bigint as owed`;
    const billing = (await desk.report('billing', { month: '2026-10', 'as-of': '2026-10-31' })) as unknown as {
      total: number;
    };
    expect(Math.round(billing.total * 100)).toBe(money?.['open']);
    const receivables = (await desk.report('receivables')) as unknown as { total: number };
    expect(Math.round(receivables.total * 100)).toBe(money?.['owed']);
  }

  test('les commandes, les sommes et les rapports disent le même compte', { timeout: 3_600_000 }, async () => {
    const desk = await openDesk(ledgerFirm());
    // Even, so that half a unit is whole cents.
    await desk.write(
      (tx) => tx`
        insert into on_call_rates (project_id, code, starts_on, label, unit_price_cents)
        select id, 'ASTR', '2026-10-01', 'Astreinte', 12002 from projects`,
    );
    let played = 0;
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(action, { minLength: 10, maxLength: 14, size: 'max' }), async (actions) => {
          const project = codeOf((played % PROJECTS) + 1);
          played += 1;
          const begun: LedgerAction[] = [1, 2, 3].map((consultant) => ({
            kind: 'enter',
            consultant,
            day: consultant,
            quarterDays: 4,
          }));
          for (const one of [...begun, { kind: 'issue' as const }, ...actions])
            await playOnDatabase(desk, project, one);
          await checkDatabase(desk);
        }),
        { numRuns: HISTORIES_ON_DATABASE, endOnFailure: true },
      );
      const [count] = await desk.app`
        select count(*) filter (where kind = 'facture')::int as invoices, count(*) filter (where kind = 'avoir')::int as credits from invoices`;
      expect(count?.['invoices']).toBeGreaterThanOrEqual(HISTORIES_ON_DATABASE);
      expect(count?.['credits']).toBeGreaterThan(0);
    } finally {
      await desk.database.drop();
    }
  });
});
