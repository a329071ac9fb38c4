// `vigie staffing`, the reports of staffing and `vigie ical` from the command line: the same plan each time, rights, wrong
// calls.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { runVigie, type VigieRun } from '../db/run-vigie.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let folder: string;
let database: TestDatabase;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-staffing-'));
  database = await createTestDatabase();
  await loadFirm(database.app, readExample());
  await addPerson(database.app, 'commercial@esn-exemple.fr', ['commercial']);
  await addPerson(database.app, 'adv@esn.fr', ['adv']);
  await addPerson(database.app, 'direction@esn.fr', ['direction']);
  await addPerson(database.app, 'yann.bonnet2@esn-exemple.fr', ['consultant']);
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function vigie(...args: string[]): Promise<VigieRun> {
  return runVigie(args, {
    VIGIE_HOME: join(folder, 'home'),
    DATABASE_URL: database.url,
    DATABASE_APP_URL: database.appUrl,
    DATABASE_READER_URL: database.readerUrl,
  });
}

type Plans = {
  needs: number;
  alternatives: { aim: string; state: string; gap: number; assignments: { need: string }[] }[];
};

describe('vigie staffing solve', () => {
  test('donne trois plans prouvés, les mêmes deux fois, octet par octet', async () => {
    const [once, twice] = [await vigie('staffing', 'solve', '--json'), await vigie('staffing', 'solve', '--json')];
    expect([once.code, once.stderr]).toEqual([0, '']);
    expect(twice.stdout).toBe(once.stdout);
    const plans = JSON.parse(once.stdout) as Plans;
    expect(plans.alternatives.map(({ aim, state, gap }) => [aim, state, gap])).toEqual([
      ['balance', 'optimal', 0],
      ['margin', 'optimal', 0],
      ['stability', 'optimal', 0],
    ]);
  });

  test('se lit en français, et ne montre à un commercial que les besoins de ses affaires', async () => {
    const told = await vigie('staffing', 'solve', '--aim', 'margin');
    expect(told.stdout).toMatch(/^Du 01\/11\/2026 au 01\/05\/2027 : \d+ besoins, 7 personnes\.\n\nMarge \(optimal\)/);
    const own = await vigie('staffing', 'solve', '--as', 'commercial@esn-exemple.fr', '--json');
    const whole = await vigie('staffing', 'solve', '--json');
    expect(own.code).toBe(0);
    expect((JSON.parse(own.stdout) as Plans).needs).toBeLessThanOrEqual((JSON.parse(whole.stdout) as Plans).needs);
  });

  test('est refusé à qui ne lit pas le rapport, et mal appelé dit ce qui est attendu', async () => {
    const adv = await vigie('staffing', 'solve', '--as', 'adv@esn.fr', '--json');
    expect(adv.code).toBe(1);
    expect(adv.stdout).toContain('report_refused');
    expect(await vigie('staffing')).toMatchObject({ code: 2 });
    const weeks = await vigie('staffing', 'solve', '--weeks', '0');
    expect([weeks.code, weeks.stderr]).toMatchObject([2, expect.stringContaining('--weeks')]);
    expect(await vigie('staffing', 'solve', '--aim', 'tout')).toMatchObject({ code: 2 });
  });
});

describe('vigie report staffing', () => {
  test('montre les besoins en table, et refuse une option fausse', async () => {
    const table = await vigie('report', 'staffing', '--opportunity', 'O0008');
    expect([table.code, table.stderr]).toEqual([0, '']);
    expect(table.stdout).toContain('Chef de projet');
    expect(await vigie('report', 'staffing', '--share', '2')).toMatchObject({ code: 2 });
    expect(await vigie('report', 'staffing', '--skills', 'Java:9')).toMatchObject({ code: 2 });
    const unknown = await vigie('report', 'staffing', '--opportunity', 'O9999');
    expect([unknown.code, unknown.stderr]).toMatchObject([2, expect.stringContaining('Opportunité inconnue : O9999.')]);
  });

  test('et si : l’avant et l’après se lisent', async () => {
    const told = await vigie('report', 'what_if', '--rate=-5', '--as-of', '2026-10-31');
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(/Avant : .*Marge/);
    expect(told.stdout).toMatch(/Après : .*Marge/);
  });
});

describe('vigie staffing propose', () => {
  test('fait d’une supposition des propositions, que l’on retrouve', async () => {
    const supposed = ['staffing', 'propose', '--leaves', 'C001', '--from', '2026-12-01', '--as-of', '2026-10-31'];
    const told = await vigie(...supposed, '--as', 'direction@esn.fr', '--json');
    expect([told.code, told.stderr]).toEqual([0, '']);
    const { proposals } = JSON.parse(told.stdout) as { proposals: { state: string; id: string }[] };
    expect(proposals.length).toBeGreaterThan(0);
    const shown = await vigie('proposals', proposals[0]?.id ?? '', '--as', 'direction@esn.fr', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ state: 'pending', channel: 'cli' });
    expect((await vigie(...supposed)).code).toBe(2);
    const refused = await vigie(...supposed, '--as', 'adv@esn.fr');
    expect([refused.code, refused.stderr]).toMatchObject([1, expect.stringContaining('Votre rôle ne donne pas accès')]);
  });
});

describe('vigie ical', () => {
  test('donne son adresse à un consultant, la ferme, et la refuse aux autres', async () => {
    const drawn = await vigie('ical', '--as', 'yann.bonnet2@esn-exemple.fr', '--json');
    expect([drawn.code, drawn.stderr]).toEqual([0, '']);
    expect(JSON.parse(drawn.stdout)).toEqual({
      address: expect.stringMatching(/^https?:\/\/.+\/api\/ical\/[\w-]{43}\.ics$/),
    });
    const closed = await vigie('ical', '--revoke', '--as', 'yann.bonnet2@esn-exemple.fr');
    expect([closed.code, closed.stdout.trim()]).toEqual([0, 'Votre calendrier ne se lit plus.']);
    const refused = await vigie('ical', '--as', 'adv@esn.fr');
    expect([refused.code, refused.stderr]).toMatchObject([1, expect.stringContaining('Seul un consultant')]);
  });
});
