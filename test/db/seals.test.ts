// The chain of seals: nothing is missed, nothing forks, and what was altered shows.

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run as runAudit } from '../../api/cli/audit.ts';
import type { CommandContext } from '../../api/cli/command-context.ts';
import { insertAct } from '../../db/acts.ts';
import { openDatabase, type Sql } from '../../db/connection.ts';
import { GENESIS, noteHead, openSealer, readHead, verifySeals, type Sealer } from '../../db/seals.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const describeAct = (label: string) =>
  ({
    actId: randomUUID(),
    command: 'update_client',
    actorKind: 'operator',
    actor: 'test',
    channel: 'cli',
    inputSha: 'a',
    effectSha: 'b',
    payload: { label, amount: 12.5, nested: { z: 1, a: [1, null, true] } },
  }) as const;

describe('seals', () => {
  let database: TestDatabase;
  let app: Sql;
  let sealer: Sealer;
  const act = async (label: string): Promise<string> => {
    const described = describeAct(label);
    await app.begin((tx) => insertAct(tx, described));
    return described.actId;
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    app = database.app;
    sealer = openSealer(app);
  });
  afterEach(() => database.drop());

  test('une chaîne entière est dite entière, et compte ses actes', async () => {
    expect(await verifySeals(app)).toMatchObject({ seals: 0, acts: 0, head: GENESIS, fault: null });
    for (const label of ['one', 'two', 'three']) {
      await act(label);
      await act(`${label} again`);
      expect(await sealer.seal()).toBe(2);
    }
    await act('not yet sealed');
    const audit = await verifySeals(app);
    expect(audit).toMatchObject({ seals: 3, acts: 6, erased: 0, unsealed: 1, fault: null });
    expect(audit.head).toBe(await readHead(app));
  });

  test('un acte qui est validé après d’autres plus récents n’est pas oublié', async () => {
    const slow = openDatabase(database.appUrl, { max: 1, name: 'vigie test slow' });
    let commit = (): void => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let written = (): void => {};
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    const late = slow.begin(async (tx) => {
      await insertAct(tx, describeAct('slow'));
      written();
      await held;
    });
    await isWritten;
    await act('quick');
    expect(await sealer.seal()).toBe(1);
    commit();
    await late;
    await act('after');
    expect(await sealer.seal()).toBe(2);
    expect(await verifySeals(app)).toMatchObject({ acts: 3, unsealed: 0, fault: null });
    await slow.end({ timeout: 5 });
  });

  test('plusieurs scelleurs et des validations dans tous les ordres : une seule chaîne, rien d’oublié', async () => {
    const other = openDatabase(database.appUrl, { max: 2, name: 'vigie test other' });
    const sealers = [sealer, openSealer(other)];
    let expected = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('open', 'commit', 'roll back', 'seal', 'seal elsewhere'), { maxLength: 14 }),
        async (steps) => {
          const open: { end: (keep: boolean) => void; done: Promise<unknown> }[] = [];
          const connections: Sql[] = [];
          for (const step of steps) {
            if (step === 'open') {
              const connection = openDatabase(database.appUrl, { max: 1, name: 'vigie test writer' });
              connections.push(connection);
              open.push(await openAct(connection));
            } else if (step === 'seal' || step === 'seal elsewhere') {
              await sealers[step === 'seal' ? 0 : 1]?.seal();
            } else {
              const last = open.pop();
              last?.end(step === 'commit');
              await last?.done;
              if (last !== undefined && step === 'commit') expected += 1;
            }
          }
          for (const { end, done } of open) {
            end(true);
            await done;
            expected += 1;
          }
          await Promise.all(sealers.map((each) => each.seal()));
          await sealer.seal();
          expect(await verifySeals(app)).toMatchObject({ acts: expected, unsealed: 0, fault: null });
          await Promise.all(connections.map((connection) => connection.end({ timeout: 5 })));
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
    await other.end({ timeout: 5 });
  });

  test('un acte changé, retiré, un contenu changé ou un sceau retiré se voient, et où', async () => {
    const ids: string[] = [];
    for (const label of ['one', 'two', 'three', 'four']) {
      ids.push(await act(label));
      await sealer.seal();
    }
    const { head } = await verifySeals(app);
    const tampered: [string, (sql: Sql) => Promise<unknown>, object][] = [
      [
        'altered act',
        (sql) => sql`update acts set actor = 'somebody else' where act_id = ${ids[1] ?? ''}`,
        { kind: 'broken_seal' },
      ],
      ['removed act', (sql) => sql`delete from sealed_acts where act_id = ${ids[2] ?? ''}`, { kind: 'missing_act' }],
      [
        'altered payload',
        (sql) => sql`update act_payloads set payload = '{"label": "five"}' where act_id = ${ids[0] ?? ''}`,
        { kind: 'altered_payload', actId: ids[0] },
      ],
      [
        'altered payload and digest',
        async (sql) => {
          await sql`update act_payloads set payload = '{"label": "five"}' where act_id = ${ids[3] ?? ''}`;
          await sql`update acts set payload_digest = 'x' where act_id = ${ids[3] ?? ''}`;
        },
        { kind: 'broken_seal', actId: ids[3] },
      ],
      [
        'removed seal',
        async (sql) => {
          await sql`delete from sealed_acts where act_id = ${ids[1] ?? ''}`;
          await sql`delete from seals s where not exists (select 1 from sealed_acts a where a.seal = s.seal)`;
        },
        { kind: 'stray_seal' },
      ],
      [
        'cut short',
        async (sql) => {
          await sql`delete from sealed_acts where act_id = ${ids[3] ?? ''}`;
          await sql`delete from seals where seal = ${head}`;
        },
        { kind: 'unknown_head', seal: head },
      ],
    ];
    for (const [name, tamper, fault] of tampered) {
      const undo = new Error('undo');
      await database.owner
        .begin(async (tx) => {
          await tamper(tx as unknown as Sql);
          const inside = { begin: (_mode: string, work: (t: unknown) => unknown) => work(tx) } as unknown as Sql;
          expect({ name, fault: (await verifySeals(inside, head)).fault }).toMatchObject({ name, fault });
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
    }
    expect((await verifySeals(app, head)).fault).toBeNull();
  });

  test('une personne effacée : le contenu et son sel sont retirés, la chaîne tient', async () => {
    const erased = await act('a name to forget');
    await act('another');
    await sealer.seal();
    await app`delete from act_payloads where act_id = ${erased}`;
    expect(await verifySeals(app)).toMatchObject({ acts: 2, erased: 1, fault: null });
  });

  test('vigie audit verify : 0 et la tête quand tout tient, 1 et le premier sceau rompu sinon', async () => {
    const printed: string[] = [];
    const context = {
      print: (text: string) => printed.push(text),
      openInstance: async () => ({ app }),
    } as unknown as CommandContext;
    const erased = await act('a name to forget');
    const altered = await act('a price');
    expect(await runAudit(['verify'], context)).toBe(0);
    const head = await readHead(app);
    expect(printed[0]).toContain('2 actes sous 1 sceau');
    expect(printed[0]).toContain(head);
    await app`delete from act_payloads where act_id = ${erased}`;
    expect(await runAudit(['verify', '--head', head], context)).toBe(0);
    expect(printed[1]).toContain('effacé');
    expect(await runAudit(['verify', '--head', 'f'.repeat(64)], context)).toBe(1);
    await database.owner`update acts set command = 'other' where act_id = ${altered}`;
    expect(await runAudit(['verify'], context)).toBe(1);
    expect(printed[3]).toContain(`Le sceau ${head}`);
    expect(await runAudit(['verify', '--json'], context)).toBe(1);
    expect(JSON.parse(printed[4] ?? '')).toMatchObject({ ok: false, fault: { kind: 'broken_seal', seal: head } });
    await expect(runAudit(['check'], context)).rejects.toMatchObject({ code: 'usage' });
  });

  test('la tête du jour est dite à la direction, une fois', async () => {
    await app.begin(async (tx) => {
      await insertAct(tx, describeAct('a director'));
      await tx`insert into auth.users (id, name, email) values ('d', 'd', 'd@esn.fr'), ('c', 'c', 'c@esn.fr')`;
      await tx`insert into user_roles (user_id, role) values ('d', 'direction'), ('c', 'commercial')`;
    });
    await sealer.seal();
    const head = await readHead(app);
    await noteHead(app, '2026-10-30', head);
    await noteHead(app, '2026-10-30', head);
    const notices = await app<{ user: string; text: string }[]>`select user_id as user, text from notices`;
    expect(notices.map(({ user, text }) => [user, text.includes(head)])).toEqual([['d', true]]);
  });
});

/** A transaction with an act in it, held open until told how to end. */
async function openAct(connection: Sql): Promise<{ end: (keep: boolean) => void; done: Promise<unknown> }> {
  let end = (_keep: boolean): void => {};
  const ending = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  let written = (): void => {};
  const isWritten = new Promise<void>((resolve) => {
    written = resolve;
  });
  const rolledBack = new Error('rolled back');
  const done = connection
    .begin(async (tx) => {
      await insertAct(tx, describeAct('held'));
      written();
      if (!(await ending)) throw rolledBack;
    })
    .catch((error: unknown) => {
      if (error !== rolledBack) throw error;
    });
  await isWritten;
  return { end, done };
}
