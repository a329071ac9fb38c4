// The demo firm in and out of a database. It goes only where nothing else is: a database is marked when the demo
// is loaded, and only a marked one is ever rebuilt, whatever was played in it. People and their roles stay.
import { randomUUID } from 'node:crypto';
import type { CivilDate } from '../../domain/civil-dates.ts';
import { canonicalJson, insertAct, sha256 } from '../acts.ts';
import type { Sql, Transaction } from '../connection.ts';
import { readFirmState } from '../import/firm-state.ts';
import { listTexts } from '../import/folder.ts';
import { importFirm } from '../import/import-firm.ts';
import type { ImportOptions, ImportOutcome } from '../import/import-firm.ts';
import { PlainError } from '../plain-error.ts';
import { rebuildSchema } from '../rebuild-schema.ts';
import { generateDemoFirm } from './firm.ts';

/** How many people, and how many months of history. */
export const demoSizes = { 12: 24, 30: 24, 90: 24, 300: 36 } as const;
export type DemoSize = keyof typeof demoSizes;

export function isDemoSize(size: number): size is DemoSize {
  return size in demoSizes;
}

export type DemoChoice = { readonly today: CivilDate; readonly size: DemoSize; readonly seed: number };
type Ways = Pick<ImportOptions, 'operator' | 'tell' | 'progress'>;

function drawFiles({ seed, size, today }: DemoChoice): ReadonlyMap<string, string> {
  return generateDemoFirm({ seed, consultants: size, months: demoSizes[size], today }).files;
}

async function importDemo(app: Sql, files: ReadonlyMap<string, string>, ways: Ways): Promise<ImportOutcome> {
  const outcome = await importFirm(app, listTexts(files), { ...ways, write: true, confirmed: false, channel: 'demo' });
  const [error] = outcome.plan.errors;
  if (error) throw new Error(`the demo firm breaks the import's rules: ${canonicalJson(error)}`);
  if (outcome.state === 'written') await presentFirm(app, ways.operator);
  return outcome;
}

/** The card of a firm that does not exist, complete: its invoices are legal ones. */
const CARD = {
  name: 'ESN Exemple',
  siren: '732829320',
  settings: {
    legal_form: 'SAS',
    share_capital_cents: 10_000_000,
    registered_at: 'RCS Lyon 732 829 320',
    address: '12, rue de la République',
    postal_code: '69001',
    city: 'Lyon',
    vat_number: 'FR44732829320',
    iban: 'FR7630006000011234567890189',
    // Its CRAs suggest the days of the bookings.
    prefill_from_assignments: true,
  },
} as const;

async function presentFirm(app: Sql, operator: string): Promise<void> {
  await app.begin(async (tx) => {
    await insertAct(tx, {
      actId: randomUUID(),
      command: 'set_firm',
      actorKind: 'operator',
      actor: operator,
      channel: 'demo',
      inputSha: sha256(canonicalJson({})),
      effectSha: sha256(canonicalJson(CARD)),
      payload: CARD,
    });
    await tx`update firm set name = ${CARD.name}, siren = ${CARD.siren}, settings = settings || ${tx.json(CARD.settings)} where id = 1`;
  });
}

/** The firm that README speaks of. */
export const usualDemo = { size: 30, seed: 1 } as const satisfies Omit<DemoChoice, 'today'>;

/**
 * Loads the demo firm afresh and marks the database, which was empty or held the demo alone.
 * @throws PlainError `not_demo` when there is a firm in it.
 */
export async function resetDemoFirm(owner: Sql, app: Sql, choice: DemoChoice, ways: Ways): Promise<ImportOutcome> {
  const state = await readFirmState(app);
  if (state === 'firm') throw notDemo('réinitialiser');
  // Drawn before anything is thrown away.
  const files = drawFiles(choice);
  if (state === 'demo') await emptyDatabase(owner, 'reset_demo', ways.operator);
  return importDemo(app, files, ways);
}

/** Throws away the demo firm: the database is ready for a firm's own files. */
export async function clearDemoFirm(owner: Sql, operator: string): Promise<void> {
  await emptyDatabase(owner, 'clear_demo', operator);
}

function notDemo(what: string): PlainError {
  return new PlainError(
    'not_demo',
    `Impossible de ${what} cette base : elle ne contient pas la firme de démonstration. Rien n'a été touché.`,
  );
}

type Role = { readonly userId: string; readonly role: string; readonly grantedAt: string };
/** Who may do what, and who may no longer come in. */
type Access = {
  readonly roles: readonly Role[];
  readonly disabled: readonly { readonly userId: string; readonly disabledOn: string }[];
};

async function emptyDatabase(owner: Sql, command: 'reset_demo' | 'clear_demo', operator: string): Promise<void> {
  await owner.begin(async (tx) => {
    // The mark is read again under the lock of the transaction that destroys.
    const [firm] = await tx<{ demo: boolean }[]>`select demo from firm where id = 1 for update`;
    if (firm?.demo !== true) throw notDemo('vider');
    const roles = await tx<Role[]>`
      select user_id as "userId", role, granted_at as "grantedAt" from user_roles order by user_id, role`;
    const disabled = await tx<Access['disabled'][number][]>`
      select user_id as "userId", disabled_on as "disabledOn" from disabled_users order by user_id`;
    await rebuildSchema(tx);
    await writeEmptyFirm(tx, command, operator, { roles: [...roles], disabled: [...disabled] });
  });
}

/** The firm's row without a mark, and who may do what: as one act. */
async function writeEmptyFirm(
  tx: Transaction,
  command: 'reset_demo' | 'clear_demo',
  operator: string,
  payload: Access,
): Promise<void> {
  await insertAct(tx, {
    actId: randomUUID(),
    command,
    actorKind: 'operator',
    actor: operator,
    channel: 'demo',
    inputSha: sha256(canonicalJson({})),
    effectSha: sha256(canonicalJson(payload)),
    payload,
  });
  await tx`insert into firm (id, demo) values (1, false)`;
  for (const { userId, disabledOn } of payload.disabled) {
    await tx`insert into disabled_users (user_id, disabled_on) values (${userId}, ${disabledOn})`;
  }
  for (const { userId, role, grantedAt } of payload.roles) {
    await tx`insert into user_roles (user_id, role, granted_at) values (${userId}, ${role}, ${grantedAt}::timestamptz)`;
  }
}
