// Days validated late, changed, priced again or taken back: whatever happens across the months, the next invoice takes
// what no live line bills, once, at the rate of its day; and what an order holds waits there, named.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revalueTime } from '../../db/time-sums.ts';
import { writeTimeRows } from '../../db/write-time-rows.ts';
import { addDays } from '../../domain/civil-dates.ts';
import type { TimeRow } from '../../domain/commands/rows.ts';
import { openDesk, type Desk } from './desk.ts';

const HISTORIES = process.env['VIGIE_TEST_LONG'] === '1' ? 60 : 5;
const TODAY = '2026-11-30';
const PEOPLE = ['C1', 'C2'];
const codeOf = (index: number): string => `P${String(index).padStart(3, '0')}`;

/** A régie a history, and H1 under an order; people of whom no day is expected. */
function firm(): Map<string, string> {
  const projects = [...Array.from({ length: HISTORIES }, (_, index) => codeOf(index + 1)), 'H1'];
  return new Map([
    ['clients.csv', 'code;raison_sociale;pays\nCL1;Client;FR\n'],
    ['profils.csv', 'profil;tjm_cible;cjm_prevu\nDev;600;400\n'],
    [
      'consultants.csv',
      `matricule;prenom;nom;email;profil;type;date_entree;productif\n${PEOPLE.map((code) => `${code};P;${code};${code}@esn.fr;Dev;independant;2026-01-01;non\n`).join('')}`,
    ],
    [
      'projets.csv',
      `code;client;contrat;statut;debut;fin\n${projects.map((code) => `${code};CL1;regie;en_cours;2026-09-01;2026-12-31\n`).join('')}`,
    ],
    [
      'affectations.csv',
      `code;projet;matricule;debut;fin;quotite;tjm;statut\n${projects.flatMap((project) => PEOPLE.map((person) => `A${project}${person};${project};${person};2026-09-01;2026-12-31;0.01;550;ferme\n`)).join('')}`,
    ],
    ['bons_de_commande.csv', 'numero;client;projet;montant;debut;fin\nBC-1;CL1;H1;22000;2026-09-01;2026-12-31\n'],
  ]);
}

const person = fc.constantFrom(...PEOPLE);
const dayOfQuarter = fc.nat({ max: 85 }).map((rank) => addDays('2026-09-01', rank));
const month = fc.constantFrom('2026-09', '2026-10', '2026-11');
const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      person,
      day: dayOfQuarter,
      quarterDays: fc.integer({ min: 1, max: 4 }),
      isLate: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('validate' as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), person, day: dayOfQuarter }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reprice' as const),
      person,
      from: dayOfQuarter,
      rateCents: fc.integer({ min: 400, max: 700 }).map((euros) => euros * 100),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('issue' as const), month }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('credit' as const), rank: fc.nat({ max: 20 }) }) },
);
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk(firm());
});
afterAll(() => desk.database.drop());

const issue = (project: string, billed: string, more: object = {}) =>
  desk.decided('issue_invoices', { month: billed, projects: [project], ...more }, { today: TODAY });

async function daysOf(project: string, condition: 'open' | 'submitted' | 'billed') {
  const wanted = {
    open: desk.app`r.state = 'valide' and r.billed_line_id is null`,
    submitted: desk.app`r.state = 'soumis'`,
    billed: desk.app`r.billed_line_id is not null`,
  }[condition];
  return desk.app<(TimeRow & { number: string | null; rate: number })[]>`
    select c.code as consultant, p.code as project, r.worked_on as "workedOn", r.occurrence, r.quarter_days as "quarterDays",
      r.state, r.comment, r.daily_rate_cents as rate, i.number
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
      left join invoice_lines l on l.id = r.billed_line_id left join invoices i on i.id = l.invoice_id
    where p.code = ${project} and ${wanted} order by r.worked_on, c.code, r.occurrence`;
}

const rowOf = ({ number: _number, rate: _rate, ...row }: Awaited<ReturnType<typeof daysOf>>[number]): TimeRow => row;

/** The assignment is cut on a day: its days from then on are worth another rate. */
async function reprice(project: string, { person: who, from, rateCents }: Extract<Action, { kind: 'reprice' }>) {
  await desk.write(async (tx) => {
    await tx`
      update assignments a set ends_on = ${addDays(from, -1)} from consultants c, projects p
      where c.id = a.consultant_id and p.id = a.project_id and c.code = ${who} and p.code = ${project}
        and a.starts_on < ${from} and a.ends_on >= ${from}`;
    await tx`
      delete from assignments a using consultants c, projects p
      where c.id = a.consultant_id and p.id = a.project_id and c.code = ${who} and p.code = ${project} and a.starts_on >= ${from}
        and not exists (select 1 from time_rows r where r.assignment_id = a.id)`;
    await tx`
      insert into assignments (code, project_id, consultant_id, starts_on, ends_on, quota, daily_rate_cents, status)
      select ${`R${project}${who}${from}${rateCents}`}, p.id, c.id, ${from}, '2026-12-31', 0.01, ${rateCents}, 'ferme'
      from consultants c, projects p where c.code = ${who} and p.code = ${project} on conflict do nothing`;
    await revalueTime(tx, { projects: [project], consultants: [who], from });
  });
}

async function play(project: string, one: Action): Promise<void> {
  switch (one.kind) {
    case 'work': {
      const after: TimeRow = {
        consultant: one.person,
        project,
        workedOn: one.day,
        occurrence: 1,
        quarterDays: one.quarterDays,
        state: one.isLate ? 'soumis' : 'valide',
        comment: null,
      };
      const known = [...(await daysOf(project, 'open')), ...(await daysOf(project, 'submitted'))];
      const billed = await daysOf(project, 'billed');
      if ([...known, ...billed].some((row) => row.consultant === one.person && row.workedOn === one.day)) return;
      await desk.write((tx) => writeTimeRows(tx, [{ entity: 'time', before: null, after }]));
      return;
    }
    case 'validate': {
      const rows = (await daysOf(project, 'submitted')).filter((row) => row.consultant === one.person).map(rowOf);
      const changes = rows.map((before) => ({
        entity: 'time' as const,
        before,
        after: { ...before, state: 'valide' as const },
      }));
      if (changes.length > 0) await desk.write((tx) => writeTimeRows(tx, changes));
      return;
    }
    case 'reopen': {
      const before = (await daysOf(project, 'open')).find(
        (row) => row.consultant === one.person && row.workedOn >= one.day,
      );
      if (!before) return;
      const after = { ...rowOf(before), quarterDays: (before.quarterDays % 4) + 1, state: 'soumis' as const };
      await desk.write((tx) => writeTimeRows(tx, [{ entity: 'time', before: rowOf(before), after }]));
      return;
    }
    case 'reprice':
      return reprice(project, one);
    case 'issue':
      await issue(project, one.month);
      return;
    case 'credit': {
      const billed = await daysOf(project, 'billed');
      const day = billed[one.rank % Math.max(1, billed.length)];
      if (!day) return;
      const days = [{ consultant: day.consultant, date: day.workedOn }];
      await desk.decided('issue_credit_note', { invoice: day.number, reason: 'erreur', days }, { today: TODAY });
    }
  }
}

async function submittedRows(project: string): Promise<void> {
  for (const who of PEOPLE) await play(project, { kind: 'validate', person: who });
}

describe('les arriérés', () => {
  test(
    'rien de validé n’est oublié, ni facturé deux fois, ni à un autre tarif que celui du jour',
    { timeout: 3_600_000 },
    async () => {
      let played = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(action, { minLength: 12, maxLength: 25, size: 'max' }), async (actions) => {
          const project = codeOf((played % HISTORIES) + 1);
          played += 1;
          for (const one of actions) await play(project, one);
          await submittedRows(project);
          const open = await daysOf(project, 'open');
          const worth = open.reduce((total, { quarterDays, rate }) => total + (quarterDays * rate) / 4, 0);
          const report = (await desk.report('billing', { month: '2026-11', 'as-of': TODAY })) as unknown as {
            projects: { code: string; total: number; arrears_amount: number }[];
          };
          const told = report.projects.find(({ code }) => code === project);
          expect(Math.round(((told?.total ?? 0) + (told?.arrears_amount ?? 0)) * 100)).toBe(Math.round(worth));
          const issued = await issue(project, '2026-11');
          if (open.length > 0) expect(issued).toMatchObject({ state: 'executed' });
          const [last] = await desk.app`
          select i.net_cents::int as net, count(t.time_row_id)::int as days
          from invoices i join projects p on p.id = i.project_id join invoice_lines l on l.invoice_id = i.id
            join invoice_line_items t on t.line_id = l.id
          where p.code = ${project} and i.kind = 'facture' group by i.id order by i.id desc limit 1`;
          if (open.length > 0) expect(last).toEqual({ net: Math.round(worth), days: open.length });
          expect(await daysOf(project, 'open')).toHaveLength(0);
          const twice = await desk.app`
          select t.time_row_id from invoice_line_items t join invoice_lines l on l.id = t.line_id
            join invoices i on i.id = l.invoice_id where t.time_row_id is not null
          group by 1 having sum(case i.kind when 'avoir' then -1 else 1 end) <> 1
            and bool_and(exists (select 1 from time_rows r where r.id = t.time_row_id and r.billed_line_id is not null))`;
          expect(twice).toHaveLength(0);
        }),
        { numRuns: HISTORIES, endOnFailure: true },
      );
    },
  );
});

describe('hors bon de commande', () => {
  const hold = { beyondOrder: 'hold' };

  test('40 jours commandés, 33,5 consommés, 8 en novembre : 6,5 partent, 1,5 attendent, nommés', async () => {
    const work = async (days: readonly string[], quarterDays = 4): Promise<void> =>
      desk.write((tx) =>
        writeTimeRows(
          tx,
          days.map((workedOn) => ({
            entity: 'time' as const,
            before: null,
            after: {
              consultant: 'C1',
              project: 'H1',
              workedOn,
              occurrence: 1,
              quarterDays,
              state: 'valide' as const,
              comment: null,
            },
          })),
        ),
      );
    await work(Array.from({ length: 33 }, (_, rank) => addDays('2026-09-01', rank)));
    await work(['2026-10-20'], 2);
    expect(await issue('H1', '2026-10')).toMatchObject({ state: 'executed' });
    await work(Array.from({ length: 6 }, (_, rank) => addDays('2026-11-02', rank)));
    await work(['2026-11-09'], 2);
    await work(['2026-11-10']);
    await work(['2026-11-11'], 2);
    expect(await issue('H1', '2026-11')).toMatchObject({
      code: 'projects_blocked',
      sentence: expect.stringContaining('bon de commande dépassé de 825,00'),
    });
    const prepared = await desk.run('prepare_invoices', { month: '2026-11', projects: ['H1'], ...hold }, 'adv', TODAY);
    expect(prepared).toMatchObject({
      state: 'done',
      result: { ready: 'H1', blocked: '' },
      effect: {
        sentence: expect.stringContaining('Hors bon de commande, gardés pour plus tard : H1 1,5 j'),
        indicators: expect.arrayContaining([
          {
            label: 'Hors bon de commande',
            subject: 'H1',
            before: null,
            after: expect.stringMatching(
              /^1,5 j, 825,00.€ : P C1 le 10\/11\/2026 \(1 j\), P C1 le 11\/11\/2026 \(0,5 j\)$/,
            ),
            unit: 'text',
          },
          {
            label: 'Bon de commande',
            subject: 'H1',
            before: null,
            after: expect.stringMatching(/^100 % utilisés/),
            unit: 'text',
          },
        ]),
      },
    });
    expect(await issue('H1', '2026-11', hold)).toMatchObject({ state: 'executed' });
    const [invoice] = await desk.app`select net_cents from invoices order by id desc limit 1`;
    expect(invoice).toEqual({ net_cents: 357_500 });
    expect((await daysOf('H1', 'open')).map(({ workedOn }) => workedOn)).toEqual(['2026-11-10', '2026-11-11']);
    const orders = (await desk.report('orders', { 'as-of': TODAY })) as unknown as {
      orders: { used: number; state: string }[];
    };
    expect(orders.orders[0]).toMatchObject({ used: 22_825, state: 'exceeded' });
  });

  test('ce qui attend reste un arriéré, bloqué même tenu, jusqu’à la prolongation de la commande', async () => {
    expect(await issue('H1', '2026-11', hold)).toMatchObject({ code: 'projects_blocked' });
    await desk.run('extend_purchase_order', { number: 'BC-1', addedAmount: 550 }, 'adv', TODAY);
    expect(await issue('H1', '2026-11', hold)).toMatchObject({ state: 'executed' });
    expect((await daysOf('H1', 'open')).map(({ workedOn }) => workedOn)).toEqual(['2026-11-11']);
  });

  test('ou jusqu’à la levée du blocage, pour une raison, par direction ou le daf', async () => {
    const lift = { project: 'H1', month: '2026-12', reason: 'avenant en signature chez le client' };
    const december = { today: '2026-12-31' } as const;
    expect(await desk.decided('override_po_block', lift, december)).toMatchObject({ state: 'executed' });
    const input = { month: '2026-12', projects: ['H1'], ...hold };
    expect(await desk.decided('issue_invoices', input, december)).toMatchObject({ state: 'executed' });
    expect(await daysOf('H1', 'open')).toHaveLength(0);
  });
});
