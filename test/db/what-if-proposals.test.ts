// A supposition made into proposals: each change as its command takes it, through its own door, waiting for a decision.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { what_if } from '../../api/contract/staffing-outputs.ts';
import { proposeWhatIf } from '../../api/routes/propose-what-if.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { findPerson, type Person } from '../../db/users.ts';
import { openDesk, type Desk } from './desk.ts';
import { addPerson } from './people.ts';

const TODAY = '2026-10-31';
let desk: Desk;
const people = new Map<string, Person>();

beforeAll(async () => {
  desk = await openDesk();
  for (const role of ['direction', 'daf', 'responsable']) {
    const person = await findPerson(desk.app, await addPerson(desk.app, `${role}@esn-plan.fr`, [role]));
    if (person) people.set(role, person);
  }
});
afterAll(() => desk.database.drop());

const suppose = async (args: Readonly<Record<string, string>>) => what_if.parse(await desk.report('what_if', args));

function proposeAs(role: string, options: Readonly<Record<string, string>>) {
  const person = people.get(role);
  if (!person) throw new Error(`no ${role}`);
  return proposeWhatIf(
    { appSql: desk.app, readerSql: desk.database.reader, readReport, today: () => TODAY, channel: 'api' },
    person,
    options,
  );
}

const countActs = async () => (await desk.app<{ n: number }[]>`select count(*)::int as n from acts`)[0]?.n;

describe('ce qu’il faudrait décider', () => {
  test('qui part est remplacé, avec d’autres personnes au choix', async () => {
    const { ready } = await suppose({ leaves: 'C001', from: '2026-12-01' });
    const replacing = ready.filter(({ command }) => command === 'replace_consultant');
    expect(replacing.map(({ input }) => input['code'])).toContain('A0002');
    for (const { input, alternatives } of replacing) {
      expect(input['consultant']).not.toBe('C001');
      expect(new Set([input, ...alternatives].map(({ consultant }) => consultant)).size).toBe(1 + alternatives.length);
    }
    const firsts = ready.map(({ input }) => input['consultant']);
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  test('un client décale : ses affectations en cours s’arrêtent et reprennent, les autres bougent, ses projets aussi', async () => {
    const { ready } = await suppose({ slips: 'CL002', months: '1', from: '2026-11-16' });
    const own = await desk.app<{ code: string; starts: string; ends: string | null }[]>`
      select a.code, a.starts_on::text as starts, a.ends_on::text as ends from assignments a
        join projects p on p.id = a.project_id join clients c on c.id = p.client_id
      where c.code = 'CL002' and coalesce(a.ends_on, 'infinity') >= '2026-11-16' order by a.code`;
    expect(own.length).toBeGreaterThan(0);
    const moved = (name: string) => ready.filter(({ command }) => command === name).map(({ input }) => input['code']);
    expect(moved('end_assignment')).toEqual(own.filter(({ starts }) => starts < '2026-11-16').map(({ code }) => code));
    expect(moved('move_assignment')).toEqual(
      own.filter(({ starts }) => starts >= '2026-11-16').map(({ code }) => code),
    );
    const resumed = ready.filter(({ command, input }) => command === 'assign_consultant' && 'status' in input);
    expect(resumed.filter(({ input }) => input['startsOn'] === '2026-12-16')).toHaveLength(
      moved('end_assignment').length,
    );
    expect(moved('update_project')).toContain('P008');
  });

  test('un TJM qui baisse ne touche que les affectations qui ont le leur ; ne rien supposer ne propose rien', async () => {
    const { ready } = await suppose({ rate: '-5', project: 'P008' });
    expect(ready).toMatchObject([{ command: 'move_assignment', input: { code: 'A0012', dailyRate: 484.5 } }]);
    expect((await suppose({})).ready).toEqual([]);
  });
});

describe('mis en propositions', () => {
  test('chacun attend une décision, rien n’est changé, et deux fois ne fait pas le double', async () => {
    const acts = await countActs();
    const { proposals, supposed } = await proposeAs('direction', { leaves: 'C001', from: '2026-12-01' });
    expect(supposed).toHaveLength(1);
    expect(proposals.length).toBeGreaterThan(0);
    expect(proposals.map(({ state }) => state)).toEqual(proposals.map(() => 'proposed'));
    const filed = await desk.app<{ state: string; reason: string }[]>`select state, reason from proposals`;
    expect(filed).toHaveLength(proposals.length);
    for (const { state, reason } of filed) {
      expect(state).toBe('pending');
      expect(reason).toMatch(/^Et si : .* part le 01\/12\/2026\.$/);
    }
    expect(await countActs()).toBe(acts);
    const again = await proposeAs('direction', { leaves: 'C001', from: '2026-12-01' });
    expect(again.proposals.map(({ id }) => id)).toEqual(proposals.map(({ id }) => id));
  });

  test('le DAF suppose, et ne demande que ce qu’il peut faire', async () => {
    const { proposals } = await proposeAs('daf', { leaves: 'C001', from: '2026-12-01' });
    expect(proposals.length).toBeGreaterThan(0);
    expect(proposals).toEqual(proposals.map((one) => ({ ...one, state: 'refused', id: null, code: 'right_refused' })));
  });

  test('qui ne lit pas les suppositions n’en propose pas ; ce qui porte sur rien est refusé', async () => {
    await expect(proposeAs('responsable', { leaves: 'C001' })).rejects.toThrow('Votre rôle ne donne pas accès');
    await expect(proposeAs('direction', { leaves: 'C999' })).rejects.toThrow('Consultant inconnu : C999.');
  });
});
