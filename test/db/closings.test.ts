// What a closing keeps: a month its figures and accruals, which later facts no longer move; a day its totals, bound to
// the day before and to the seals.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run as runAudit } from '../../api/cli/audit.ts';
import type { CommandContext } from '../../api/cli/command-context.ts';
import { closeDay, readClosings, verifyClosings } from '../../db/day-closings.ts';
import { readBooks, readSnapshot } from '../../db/reports/accounts/books.ts';
import { openSealer, readHead } from '../../db/seals.ts';
import { writeFec } from '../../domain/accounts/fec.ts';
import { openDesk, type Desk } from './desk.ts';

describe('un mois clos', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.database.drop());

  const books = () =>
    readSnapshot(desk.app, async (tx) => {
      const { ledger, settings } = await readBooks(tx, 2026, '2026-09-30');
      return writeFec(ledger, settings);
    });
  type Accounts = { closed: boolean; total: Record<string, number> };
  const accounts = async () =>
    (await desk.report('accounts', { month: '2026-09', 'as-of': '2026-10-31' })) as unknown as Accounts;

  test('garde ses écritures de fin de mois, quoi que deviennent les coûts', async () => {
    await openSealer(desk.app).seal();
    const head = await readHead(desk.app);
    const open = await books();
    expect(await accounts()).toMatchObject({ closed: false, total: { difference: 0, changed_since_closing: 0 } });
    expect(await desk.run('close_month', { month: '2026-09' })).toMatchObject({
      effect: { sentence: expect.stringMatching(/marge .* ; factures à établir .*€/) },
    });
    expect(await desk.decided('close_month', { month: '2026-09' }, { approver: 'daf' })).toMatchObject({
      state: 'executed',
      outcome: { result: { sealHead: head } },
    });
    expect(await books()).toBe(open);
    // A RAF that comes later moves what the contracts tell of September: the books keep what was closed.
    await desk.write(
      (tx) => tx`insert into raf_declarations (project_id, profile_id, declared_on, quarter_days)
      select b.project_id, b.profile_id, '2026-09-30', 4000 from project_budgets b join projects p on p.id = b.project_id
      where p.contract_kind = 'forfait' on conflict (project_id, profile_id, declared_on) do update set quarter_days = 4000`,
    );
    expect(await books()).toBe(open);
    const after = await accounts();
    expect(after.closed).toBe(true);
    expect(after.total['changed_since_closing']).toBeLessThan(0);
    expect(after.total['difference']).toBe(0);
  });
});

describe('la clôture d’un jour', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.database.drop());

  const audit = async (): Promise<{ code: number; text: string }> => {
    const printed: string[] = [];
    const context = {
      print: (text: string) => printed.push(text),
      openInstance: async () => ({ app: desk.app }),
    } as unknown as CommandContext;
    const code = await runAudit(['verify'], context);
    return { code, text: printed.join('\n') };
  };

  test('compte ce qui fut émis, payé et scellé, une fois, et suit celle d’avant', async () => {
    const sealer = openSealer(desk.app);
    await sealer.seal();
    const first = await closeDay(desk.app, '2026-10-29');
    expect(first).toMatchObject({ documents: 0, payments: expect.any(Number), seal_head: await readHead(desk.app) });
    expect(await closeDay(desk.app, '2026-10-29')).toBeNull();
    await desk.decided('issue_invoices', { month: '2026-10', projects: ['P002'] });
    await sealer.seal();
    const second = await closeDay(desk.app, '2026-10-30');
    expect(second).toMatchObject({ documents: 1, day_documents: 1, day_gross_cents: 540_000, prev_hash: first?.hash });
    expect(second?.day_acts).toBeGreaterThan(0);
    expect(await verifyClosings(desk.app)).toEqual({ closings: 2, fault: null });
    expect(await closeDay(desk.app, '2026-10-28')).toBeNull();
    expect(await audit()).toMatchObject({ code: 0, text: expect.stringContaining('Clôtures des jours : 2') });
  });

  test('ne se change pas', async () => {
    await expect(desk.app`update day_closings set documents = 0`).rejects.toMatchObject({ code: 'VG003' });
    await expect(desk.app`delete from day_closings`).rejects.toMatchObject({ code: 'VG003' });
  });

  test('dit les derniers actes retirés, qu’une chaîne écourtée ne dit pas d’elle-même', async () => {
    const head = await readHead(desk.app);
    const { owner } = desk.database;
    await owner`delete from sealed_acts where seal = ${head}`;
    await owner`delete from seals where seal = ${head}`;
    expect((await verifyClosings(desk.app)).fault).toEqual({ kind: 'closing_head', day: '2026-10-30' });
  });

  test('dit une clôture modifiée', async () => {
    const { owner } = desk.database;
    await owner`alter table day_closings disable trigger immutable`;
    await owner`update day_closings set gross_cents = gross_cents - 1 where day = '2026-10-29'`;
    expect((await verifyClosings(desk.app)).fault).toEqual({ kind: 'altered_closing', day: '2026-10-29' });
    const answer = await audit();
    expect(answer.code).toBe(1);
    expect(answer.text).toContain('2026-10-29');
    expect(await readClosings(desk.app)).toHaveLength(2);
  });
});
