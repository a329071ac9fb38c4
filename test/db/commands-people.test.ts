// People join, change, learn, cost and leave; what their bookings and margins become is shown and written.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { previewCommand } from '../../db/plan-command.ts';
import type { Effect } from '../../domain/commands/command.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { approveAndExecute } from './approve.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson, writeFacts } from './people.ts';
import { commandNamed, runCommand } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
const users: Record<'direction' | 'daf' | 'adv' | 'responsable' | 'yann' | 'newcomer', string> = {
  direction: '',
  daf: '',
  adv: '',
  responsable: '',
  yann: '',
  newcomer: '',
};

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  users.direction = await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
  users.daf = await addPerson(database.app, 'daf@esn-exemple.fr', ['daf']);
  users.adv = await addPerson(database.app, 'adv@esn-exemple.fr', ['adv']);
  users.responsable = await addPerson(database.app, 'etienne.nguyen1@esn-exemple.fr', ['responsable']);
  users.yann = await addPerson(database.app, 'yann.bonnet2@esn-exemple.fr', []);
  users.newcomer = await addPerson(database.app, 'rose.petit@esn-exemple.fr', []);
});
afterAll(() => database.drop());

function run(name: string, input: unknown, who: keyof typeof users): Promise<ExecutionOutcome> {
  return runCommand(database.app, { name, input, askerId: users[who], today: '2026-11-04' });
}

async function effectOf(name: string, input: unknown): Promise<Effect> {
  const shown = await previewCommand(database.app, {
    command: commandNamed(name),
    input,
    askerId: users.direction,
    today: '2026-11-04',
  });
  if (shown.state !== 'previewed') throw new Error(shown.sentence);
  return shown.effect;
}

const rose = {
  firstName: 'Rose',
  lastName: 'Petit',
  email: 'Rose.Petit@esn-exemple.fr',
  profile: 'Développeur',
  enteredOn: '2026-12-01',
  manager: 'C003',
};

describe('un consultant', () => {
  test('entre avec le matricule suivant, et le compte à son adresse devient le sien', async () => {
    expect(await run('create_consultant', rose, 'daf')).toMatchObject({ state: 'done', result: { code: 'C009' } });
    const [row] = await database.app`
      select c.name_folded, c.quota::text, m.code as manager, l.user_id from consultants c
      join consultants m on m.id = c.manager_id join user_links l on l.consultant_id = c.id where c.code = 'C009'`;
    expect(row).toEqual({ name_folded: 'rose petit', quota: '1', manager: 'C003', user_id: users.newcomer });
  });

  test("ne prend ni le matricule ni l'adresse d'un autre, ni un profil ou un manager inconnus", async () => {
    const other = { ...rose, email: null };
    expect(await run('create_consultant', { ...other, code: 'C001' }, 'daf')).toMatchObject({
      code: 'consultant_exists',
    });
    expect(await run('create_consultant', rose, 'daf')).toMatchObject({ code: 'email_exists' });
    expect(await run('create_consultant', { ...other, profile: 'Magicien' }, 'daf')).toMatchObject({
      code: 'profile_unknown',
    });
    expect(await run('create_consultant', { ...other, manager: 'C999' }, 'daf')).toMatchObject({
      code: 'manager_unknown',
    });
    expect(await run('create_consultant', other, 'adv')).toMatchObject({ code: 'right_refused' });
    expect(await run('create_consultant', { ...other, salary: 1 }, 'daf')).toMatchObject({ code: 'input_invalid' });
  });

  test('ne se manage pas lui-même, même par détour', async () => {
    expect(await run('update_consultant', { code: 'C003', manager: 'C009' }, 'daf')).toMatchObject({
      code: 'manager_cycle',
    });
    expect(await run('update_consultant', { code: 'C009', manager: 'C009' }, 'daf')).toMatchObject({
      code: 'manager_cycle',
    });
    expect(await run('update_consultant', { code: 'C009', manager: null }, 'daf')).toMatchObject({ state: 'done' });
  });

  test("n'entre pas après ses premiers jours saisis", async () => {
    expect(await run('update_consultant', { code: 'C002', enteredOn: '2026-11-01' }, 'direction')).toMatchObject({
      code: 'time_before_entry',
    });
    expect(await run('update_consultant', { code: 'C999', agency: 'Lyon' }, 'direction')).toMatchObject({
      code: 'not_found',
    });
  });

  test('qui change de profil voit ses jours réévalués, et ses sommes les suivre', async () => {
    expect(await run('update_consultant', { code: 'C002', profile: 'Architecte' }, 'direction')).toMatchObject({
      state: 'done',
    });
    const [odd] = await database.app`
      select count(*)::int as rows from time_rows t join consultants c on c.id = t.consultant_id
      left join assignments a on a.id = t.assignment_id
      where c.code = 'C002' and t.profile_id <> coalesce(a.profile_id, c.profile_id)`;
    expect(odd).toEqual({ rows: 0 });
    expect(await sumsEqualRows()).toBe(true);
  });
});

async function sumsEqualRows(): Promise<boolean> {
  const [row] = await database.app<{ equal: boolean }[]>`
    select (select (sum(quarter_days), sum(cost_quarter_cents), sum(value_quarter_cents)) from time_sums)
      = (select (sum(quarter_days)::numeric, sum(quarter_days * daily_cost_cents)::numeric, sum(quarter_days * daily_rate_cents)::numeric) from time_rows) as equal`;
  return row?.equal === true;
}

describe('des compétences', () => {
  test('se mettent à jour en entier, par un responsable ou par soi', async () => {
    const skills = [
      { skill: 'Kubernetes', level: 3 },
      { skill: 'Go', level: 2 },
      { skill: 'AWS', level: 2 },
    ];
    expect(await run('set_skills', { consultant: 'C002', skills }, 'yann')).toMatchObject({ state: 'done' });
    expect(await run('set_skills', { consultant: 'C002', skills }, 'yann')).toMatchObject({ code: 'nothing_changes' });
    expect(await run('set_skills', { consultant: 'C002', skills: skills.slice(0, 1) }, 'responsable')).toMatchObject({
      state: 'done',
    });
    const stored = await database.app`
      select rank, skill, level from consultant_skills s join consultants c on c.id = s.consultant_id
      where c.code = 'C002' order by rank`;
    expect([...stored]).toEqual([{ rank: 1, skill: 'Kubernetes', level: 3 }]);
  });

  test("ne sont pas celles d'un autre, et ne se disent pas deux fois", async () => {
    expect(await run('set_skills', { consultant: 'C001', skills: [] }, 'yann')).toMatchObject({ code: 'not_found' });
    const twice = [
      { skill: 'Go', level: 1 },
      { skill: 'GO', level: 2 },
    ];
    expect(await run('set_skills', { consultant: 'C002', skills: twice }, 'yann')).toMatchObject({
      code: 'input_invalid',
    });
  });
});

describe('la vigilance', () => {
  const attestation = { consultant: 'C006', kind: 'urssaf', issuedOn: '2026-08-31', reference: 'AB12' };

  test("d'un indépendant court six mois pour l'URSSAF, trois pour le Kbis", async () => {
    expect(await run('record_vigilance', attestation, 'daf')).toMatchObject({ state: 'done' });
    expect(
      await run('record_vigilance', { ...attestation, kind: 'kbis', issuedOn: '2026-10-05' }, 'daf'),
    ).toMatchObject({ state: 'done', effect: { sentence: expect.stringContaining('05/01/2027') } });
    const [paper] = await database.app`select valid_until, reference from vigilance_papers where kind = 'urssaf'`;
    expect(paper).toEqual({ valid_until: '2027-02-28', reference: 'AB12' });
  });

  test('refuse un salarié, une pièce périmée, future ou déjà là', async () => {
    expect(await run('record_vigilance', attestation, 'daf')).toMatchObject({ code: 'vigilance_exists' });
    expect(await run('record_vigilance', { ...attestation, consultant: 'C001' }, 'daf')).toMatchObject({
      code: 'not_independent',
    });
    expect(await run('record_vigilance', { ...attestation, issuedOn: '2026-05-03' }, 'daf')).toMatchObject({
      code: 'paper_expired',
    });
    expect(await run('record_vigilance', { ...attestation, issuedOn: '2026-05-04' }, 'daf')).toMatchObject({
      state: 'done',
    });
    expect(await run('record_vigilance', { ...attestation, issuedOn: '2026-11-05' }, 'daf')).toMatchObject({
      code: 'issued_in_future',
    });
    expect(await run('record_vigilance', attestation, 'responsable')).toMatchObject({ code: 'right_refused' });
  });
});

describe('un coût', () => {
  const raise = { consultant: 'C001', startsOn: '2026-09-01', dailyCost: 350 };

  async function closeSeptember(): Promise<void> {
    await writeFacts(database.app, async (tx) => {
      await tx`insert into month_closings (month, state) values ('2026-09-01', 'closed')`;
    });
  }

  test('attend une seconde personne, et montre ce que coûtent les jours saisis et les mois clos', async () => {
    await closeSeptember();
    expect(await run('set_cost', raise, 'daf')).toMatchObject({ state: 'needs_approval', approvers: ['direction'] });
    expect(await run('set_cost', raise, 'responsable')).toMatchObject({ code: 'right_refused' });
    const [known] = await database.app`
      select round(sum(quarter_days * daily_cost_cents) / 4.0)::bigint as all,
        round(sum(quarter_days * daily_cost_cents) filter (where worked_on < '2026-10-01') / 4.0)::bigint as september,
        sum(quarter_days)::bigint as quarters, sum(quarter_days) filter (where worked_on < '2026-10-01')::bigint as old_quarters
      from time_rows t join consultants c on c.id = t.consultant_id where c.code = 'C001' and worked_on >= '2026-09-01'`;
    const effect = await effectOf('set_cost', raise);
    expect(effect.euros).toEqual([
      { label: 'CJM (coût)', beforeCents: 33_696, afterCents: 35_000 },
      { label: 'Coût des jours saisis', beforeCents: known?.['all'], afterCents: (known?.['quarters'] * 35_000) / 4 },
      {
        label: 'Coût du mois clos 2026-09',
        beforeCents: known?.['september'],
        afterCents: (known?.['old_quarters'] * 35_000) / 4,
      },
    ]);
    expect(effect.sentence).toContain('1 mois clos');
  });

  test('approuvé par une autre personne, réévalue les jours dès ce jour et eux seuls', async () => {
    const wish = { command: commandNamed('set_cost'), input: raise, askerId: users.daf, today: '2026-11-04' };
    await approveAndExecute(database.app, wish, users.direction);
    const costs = await database.app`
      select distinct worked_on >= '2026-09-01' as late, daily_cost_cents from time_rows t join consultants c on c.id = t.consultant_id
      where c.code = 'C001' and t.assignment_id is not null order by 1`;
    expect([...costs]).toEqual([
      { late: false, daily_cost_cents: 33_100 },
      { late: true, daily_cost_cents: 35_000 },
    ]);
    expect(await sumsEqualRows()).toBe(true);
  });

  test("d'une affectation ne touche que ses jours", async () => {
    const effect = await effectOf('set_cost', { assignment: 'A0003', dailyCost: 400 });
    expect(effect.rows).toEqual([
      { entity: 'assignmentCost', before: null, after: { assignment: 'A0003', dailyCostCents: 40_000 } },
    ]);
    const [known] = await database.app`
      select sum(quarter_days)::bigint as quarters, round(sum(quarter_days * t.daily_cost_cents) / 4.0)::bigint as cost
      from time_rows t join assignments a on a.id = t.assignment_id where a.code = 'A0003'`;
    const days = effect.euros?.find(({ label }) => label === 'Coût des jours saisis');
    expect((days?.afterCents ?? 0) - (days?.beforeCents ?? 0)).toBe(
      (known?.['quarters'] * 40_000) / 4 - known?.['cost'],
    );
  });

  test('se dit pour un consultant et un jour, ou pour une affectation, et change quelque chose', async () => {
    expect(await run('set_cost', { consultant: 'C001', dailyCost: 1 }, 'daf')).toMatchObject({ code: 'input_invalid' });
    expect(await run('set_cost', { ...raise, assignment: 'A0003' }, 'daf')).toMatchObject({ code: 'input_invalid' });
    expect(await run('set_cost', { ...raise, dailyCost: 350 }, 'daf')).toMatchObject({ code: 'nothing_changes' });
    expect(await run('set_cost', { ...raise, consultant: 'C999' }, 'daf')).toMatchObject({ code: 'not_found' });
  });
});

describe('un départ', () => {
  test('refuse les jours saisis après lui, ou avant l’entrée', async () => {
    expect(await run('end_contract', { consultant: 'C002', leftOn: '2026-09-30' }, 'daf')).toMatchObject({
      code: 'time_after_departure',
    });
    expect(await run('end_contract', { consultant: 'C002', leftOn: '2019-01-01' }, 'daf')).toMatchObject({
      code: 'departure_before_entry',
    });
    expect(await run('end_contract', { consultant: 'C002', leftOn: '2026-11-30' }, 'adv')).toMatchObject({
      code: 'right_refused',
    });
  });

  test('coupe les affectations en cours, abandonne les suivantes, et montre ce qui reste à confier', async () => {
    await writeFacts(database.app, async (tx) => {
      await tx`
        insert into assignments (code, project_id, consultant_id, starts_on, status)
        select 'A0900', p.id, c.id, '2027-01-01', 'ferme' from projects p, consultants c where p.code = 'P003' and c.code = 'C003'`;
      await tx`insert into assignment_costs (assignment_id, daily_cost_cents) select id, 40000 from assignments where code = 'A0900'`;
    });
    const bookings = await database.app<{ code: string; ends_on: string | null }[]>`
      select a.code, a.ends_on from assignments a join consultants c on c.id = a.consultant_id
      where c.code = 'C003' and a.code <> 'A0900' and (a.ends_on is null or a.ends_on > '2026-12-31') order by a.code`;
    const outcome = await run('end_contract', { consultant: 'C003', leftOn: '2026-12-31' }, 'daf');
    expect(outcome).toMatchObject({ state: 'done' });
    const indicators = outcome.state === 'done' ? (outcome.effect.indicators ?? []) : [];
    expect(indicators).toContainEqual(
      expect.objectContaining({ label: 'Affectation abandonnée', subject: 'A0900 P003', after: null }),
    );
    expect(indicators).toContainEqual(expect.objectContaining({ label: 'Personne sans manager', subject: 'C001' }));
    const [left] = await database.app`select left_on from consultants where code = 'C003'`;
    expect(left).toEqual({ left_on: '2026-12-31' });
    const after = await database.app`
      select a.code, a.ends_on from assignments a join consultants c on c.id = a.consultant_id
      where c.code = 'C003' and (a.code = 'A0900' or a.code = any(${bookings.map(({ code }) => code)})) order by a.code`;
    expect([...after]).toEqual(bookings.map(({ code }) => ({ code, ends_on: '2026-12-31' })));
    expect(await run('end_contract', { consultant: 'C003', leftOn: '2026-12-31' }, 'daf')).toMatchObject({
      code: 'nothing_changes',
    });
  });

  test('laisse les sommes égales aux lignes', async () => {
    expect(await sumsEqualRows()).toBe(true);
  });
});
