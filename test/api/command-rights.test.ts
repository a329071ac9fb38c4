// The table role × command × own or another's (COMMANDS.md), cell by cell through the HTTP door, and by samples on the
// command line. A preview asks for the same right as the change.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../domain/commands/registry.ts';
import { askCommand } from '../../db/proposals/ask.ts';
import { ROLES, type Role } from '../../domain/roles.ts';
import { EXAMPLE_FOLDER } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { commandNamed } from '../db/run-command.ts';
import { runVigie } from '../db/run-vigie.ts';
import { readFolder } from '../oracle/read-firm.ts';
import type { CommandCase, Sample } from './command-cases.ts';
import { listCommandCases, type Prepared } from './command-samples.ts';
import { openTestApi, type TestApi } from './test-api.ts';

const EMAILS: Record<Role, string> = {
  direction: 'direction@esn.fr',
  daf: 'daf@esn.fr',
  commercial: 'commercial@esn-exemple.fr',
  responsable: 'aicha.nguyen7@esn-exemple.fr',
  consultant: 'yann.bonnet2@esn-exemple.fr',
  adv: 'adv@esn.fr',
  admin: 'admin@esn.fr',
};

let api: TestApi;
let home: string;
let cases: Record<string, CommandCase>;
const people = {} as Record<Role, { userId: string; key: string }>;

/** CL002 and its open opportunities are another commercial's. */
function firmFiles(): Map<string, string> {
  const files = new Map(readFolder(EXAMPLE_FOLDER));
  for (const [name, pattern] of [
    ['clients.csv', /^(CL002;.*);commercial@esn-exemple.fr$/gm],
    ['opportunites.csv', /^(O00(?:09|10);.*);commercial@esn-exemple.fr$/gm],
  ] as const)
    files.set(name, (files.get(name) ?? '').replace(pattern, '$1;autre@esn.fr'));
  return files;
}

async function make(name: string, input: unknown, role: Role = 'direction'): Promise<Record<string, string | number>> {
  const command = commandNamed(name);
  const { userId } = people[role];
  const outcome = await askCommand(api.database.app, {
    command,
    input,
    askerId: userId,
    channel: 'api',
    today: '2026-10-31',
  });
  if (outcome.state !== 'done') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
  return outcome.result;
}

async function idOf(table: string): Promise<number> {
  const [row] = await api.database.app<{ id: number }[]>`select max(id) as id from ${api.database.app(table)}`;
  return row?.id ?? 0;
}

async function prepare(): Promise<Prepared> {
  const contacts: number[] = [];
  for (const client of ['CL001', 'CL002']) {
    await make('create_contact', { client, name: 'Anne Petit' });
    contacts.push(await idOf('contacts'));
  }
  await make('enter_time', { entries: [{ consultant: 'C004', date: '2026-10-30', project: 'INT01', days: 0.25 }] });
  const expenses: number[] = [];
  for (const project of ['P001', 'P003']) {
    const spent = { consultant: 'C002', project, spentOn: '2026-10-20', label: 'Train', amount: 12 };
    await make('record_expense', spent, 'consultant');
    expenses.push(await idOf('expenses'));
  }
  const absences: number[] = [];
  for (const consultant of ['C002', 'C004']) {
    await make('request_absence', { consultant, kind: 'cp', startsOn: '2027-06-07', endsOn: '2027-06-08' });
    absences.push(await idOf('absences'));
  }
  const quotes: string[] = [];
  const bookings: string[] = [];
  for (const opportunity of ['O0011', 'O0009']) {
    const terms = { contractKind: 'regie', startsOn: '2027-01-04', endsOn: '2027-03-31' };
    const lines = [{ profile: 'Architecte', days: 10, dailyRate: 800 }];
    quotes.push(String((await make('create_quote', { opportunity, ...terms, lines }))['code']));
    const booked = {
      consultant: 'C006',
      opportunity,
      startsOn: '2028-02-01',
      endsOn: '2028-02-25',
      status: 'previsionnelle',
    };
    bookings.push(String((await make('assign_consultant', booked))['code']));
  }
  const pair = <T>([first, second]: readonly T[]): [T, T] => [first as T, second as T];
  return {
    contacts: pair(contacts),
    expenses: pair(expenses),
    absences: pair(absences),
    quotes: pair(quotes),
    bookings: pair(bookings),
  };
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'vigie-rights-'));
  chmodSync(home, 0o711);
  api = await openTestApi();
  await loadFirm(api.database.app, firmFiles());
  for (const role of ROLES) people[role] = await api.addPerson(EMAILS[role], [role]);
  cases = listCommandCases(await prepare());
});
afterAll(async () => {
  await api.close();
  rmSync(home, { recursive: true, force: true });
});

type Cell = 'allowed' | 'not_found' | 'right_refused';

/** What COMMANDS.md says of the cell. */
function expectedCell({ rights, self }: CommandCase, { own = [], self: about = [] }: Sample, role: Role): Cell {
  const reach = rights[role];
  if (reach === 'all' || (reach === 'own' && own.includes(role)) || about.includes(role)) return 'allowed';
  return reach !== undefined || self === true ? 'not_found' : 'right_refused';
}

/** A plan may refuse what a right allows, with a code and a sentence of its own. */
function toCell(status: number, problem: { code?: string; detail?: string }): Cell {
  if (status === 403 && problem.code === 'right_refused') return 'right_refused';
  if (status === 404 && problem.detail?.includes('hors de votre périmètre') === true) return 'not_found';
  // Another 404 is the plan's: it was reached, and names what is absent.
  if ([200, 404, 409, 422].includes(status)) return 'allowed';
  throw new Error(`${status} ${JSON.stringify(problem)}`);
}

async function tryOverHttp(name: string, input: unknown, role: Role): Promise<Cell> {
  const answer = await fetch(`${api.url}/api/commands/${name}?preview=1`, {
    method: 'POST',
    headers: { authorization: `Bearer ${people[role].key}` },
    body: JSON.stringify(input),
  });
  return toCell(answer.status, (await answer.json()) as { code?: string; detail?: string });
}

describe('le droit de faire', () => {
  test('est dans la table pour chaque commande du registre, telle que COMMANDS.md la donne', () => {
    for (const { name, rights, tier, approvers, everyoneForSelf } of COMMANDS) {
      const expected = cases[name];
      expect([name, rights, everyoneForSelf === true]).toEqual([name, expected?.rights, expected?.self === true]);
      expect([name, tier, approvers.toSorted()]).toEqual([name, expected?.tier, expected?.approvers.toSorted()]);
    }
  });

  test.each(COMMANDS.map(({ name }) => name))('%s : chaque rôle, sur le sien et sur celui d’un autre', async (name) => {
    const one = cases[name];
    if (!one) throw new Error(`${name} is in no row of the table`);
    for (const [index, sample] of one.samples.entries()) {
      for (const role of ROLES) {
        const cell = await tryOverHttp(name, sample.input, role);
        expect([name, index, role, cell]).toEqual([name, index, role, expectedCell(one, sample, role)]);
      }
    }
  });

  test.each([
    ['create_client', 0, 'adv'],
    ['create_client', 0, 'consultant'],
    ['declare_raf', 0, 'responsable'],
    ['declare_raf', 1, 'responsable'],
    ['move_opportunity', 0, 'commercial'],
    ['move_opportunity', 1, 'commercial'],
    ['enter_time', 0, 'consultant'],
    ['enter_time', 2, 'consultant'],
    ['set_cost', 0, 'adv'],
    ['issue_invoices', 0, 'daf'],
  ] as const)('%s, cas %i, %s : le même en ligne de commande', async (name, index, role) => {
    const one = cases[name];
    const sample = one?.samples[index];
    if (!one || !sample) throw new Error(`${name} has no sample ${index}`);
    const { code, stdout } = await runVigie(
      ['do', name, '--json', JSON.stringify(sample.input), '--preview', '--as', EMAILS[role]],
      {
        VIGIE_HOME: home,
        DATABASE_URL: api.database.url,
        DATABASE_APP_URL: api.database.appUrl,
        DATABASE_READER_URL: api.database.readerUrl,
      },
    );
    const document = JSON.parse(stdout) as { status?: number; code?: string; detail?: string };
    expect([code, toCell(document.status ?? 200, document)]).toEqual([
      document.status === undefined ? 0 : 1,
      expectedCell(one, sample, role),
    ]);
  });

  test('n’a rien écrit', async () => {
    const [acts] = await api.database.app<{ n: number }[]>`
      select count(*)::int as n from acts where command not in ('create_user', 'import_firm')`;
    // The quotes, bookings, expenses, leaves, contacts and the day of the preparation.
    expect(acts?.n).toBe(11);
  });
});

describe('les coûts', () => {
  test('ne paraissent dans aucun aperçu de qui ne les voit pas', async () => {
    for (const [name, { samples }] of Object.entries(cases)) {
      for (const { input } of samples) {
        for (const role of ['commercial', 'responsable', 'consultant', 'adv', 'admin'] as const) {
          const answer = await fetch(`${api.url}/api/commands/${name}?preview=1`, {
            method: 'POST',
            headers: { authorization: `Bearer ${people[role].key}` },
            body: JSON.stringify(input),
          });
          if (!answer.ok) continue;
          const { effect } = (await answer.json()) as {
            effect: { rows: { entity: string }[]; indicators?: { label: string }[] };
          };
          const entities = effect.rows.map(({ entity }) => entity);
          expect([name, role, entities]).not.toEqual([name, role, expect.arrayContaining(['costRate'])]);
          expect([name, role, entities]).not.toEqual([name, role, expect.arrayContaining(['assignmentCost'])]);
          if (role === 'adv') expect(JSON.stringify(effect.indicators ?? [])).not.toMatch(/marge/i);
        }
      }
    }
  });
});
