// POST /api/commands/NAME: a change, done at once where the person's right goes that far, else made a proposal.
// Answered without the contract's machinery: a firm fills its CRAs at 800 calls a second.

import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import type { AnyCommand, RefusedField } from '../../domain/commands/command.ts';
import { COMMANDS, findCommand } from '../../domain/commands/registry.ts';
import { costRolesOf, withholdCosts } from '../../domain/withheld-costs.ts';
import type { ActChannel } from '../../db/acts.ts';
import type { Sql } from '../../db/connection.ts';
import { IDEMPOTENCY_CONFLICT } from '../../db/claim.ts';
import { previewCommand } from '../../db/plan-command.ts';
import { askCommand } from '../../db/proposals/ask.ts';
import { readRevision, type ProposalRow } from '../../db/proposals/rows.ts';
import type { Person } from '../../db/users.ts';
import { requireIdentity } from './identity.ts';
import type { Temporal } from '../temporal/client.ts';
import { listFieldErrors, refuse } from './problems.ts';

/** What a door gives: the application's connection and the firm's day. */
export type CommandProcess = {
  appSql: Sql;
  today: () => string;
  /** Absent on the command line, and null without a Temporal: what is approved is then carried out here. */
  temporal?: Pick<Temporal, 'decide'> | null;
};

/** What two people want at once, or what was wanted already: the same request may pass later, or passed before. */
const CONFLICTS = new Set([
  IDEMPOTENCY_CONFLICT,
  'already_decided',
  'overload',
  'proposal_changed',
  'proposal_closed',
  'proposal_exists',
  'proposal_expired',
]);
const FORBIDDEN = new Set(['right_refused', 'person_unknown', 'asker_cannot_decide', 'approver_not_entitled']);

/** The HTTP status of a refusal of the rules. */
export function statusOf(code: string): number {
  if (code === 'input_invalid') return 400;
  if (FORBIDDEN.has(code)) return 403;
  if (code === 'not_found') return 404;
  return CONFLICTS.has(code) || code.endsWith('_exists') ? 409 : 422;
}

export function requireCommand(name: string): AnyCommand {
  const command = findCommand(name);
  if (command === null)
    throw refuse(404, 'command_unknown', `Il n’y a pas de commande « ${name.slice(0, 40)} » : voir /api/commands.`);
  return command;
}

const query = z.strictObject({ preview: z.literal('1', { error: 'vaut 1' }).optional() });

export function isPreview(req: Request): boolean {
  const parsed = query.safeParse(req.query);
  if (!parsed.success) throw refuse(400, 'input_refused', 'L’adresse ne prend que ?preview=1.');
  return parsed.data.preview !== undefined;
}

// Long enough for a UUID or a digest with a prefix; a key is no place for data.
const KEY_LENGTH = 200;

export function readKey(req: Request): string | null {
  const key = req.get('idempotency-key');
  if (key === undefined) return null;
  if (key.length === 0 || key.length > KEY_LENGTH)
    throw refuse(400, 'idempotency_key_refused', `Idempotency-Key compte de 1 à ${KEY_LENGTH} caractères.`);
  return key;
}

/** The input's own refusals name their fields. */
export function checkInput(command: AnyCommand, input: unknown): void {
  const parsed = command.input.safeParse(input);
  if (parsed.success) return;
  const errors = listFieldErrors(parsed.error);
  const told = errors.map(({ field, detail }) => (field === '' ? detail : `${field} ${detail}`)).join(' ; ');
  throw refuse(400, 'input_invalid', `${command.label} : ${told}.`, errors);
}

function refuseAsTold(told: { code: string; sentence: string; errors?: readonly RefusedField[] }) {
  return refuse(statusOf(told.code), told.code, told.sentence, told.errors && [...told.errors]);
}

/** A person asks for a change, through a door. */
export type Asked = {
  readonly command: AnyCommand;
  readonly input: unknown;
  readonly person: Person;
  readonly channel: ActChannel;
  /** The system's user beside the person, on the command line. */
  readonly operator?: string;
  readonly key?: string;
};

/** The effect that it would have now. @throws a refusal. */
export async function showPreview({ appSql, today }: CommandProcess, asked: Omit<Asked, 'channel'>) {
  const { command, input, person } = asked;
  checkInput(command, input);
  const shown = await previewCommand(appSql, { command, input, askerId: person.userId, today: today() });
  if (shown.state === 'refused') throw refuseAsTold(shown);
  const { effect, effectSha, tier, approvers } = shown;
  return { preview: true, effect: withholdCosts(effect, costRolesOf(person)), sha: effectSha, tier, approvers };
}

async function showProposed(app: Sql, proposal: ProposalRow, person: Person) {
  const { id, state, revision, expiresOn, approvers } = proposal;
  const { sha, effect } = await readRevision(app, id, revision);
  return {
    proposal: { id, state, revision, sha, expiresOn, approvers, effect: withholdCosts(effect, costRolesOf(person)) },
  };
}

/** Does it, or files it for a second person. @returns what the doors answer. @throws a refusal. */
export async function doCommand({ appSql, today }: CommandProcess, asked: Asked) {
  const { command, input, person, channel, operator, key } = asked;
  checkInput(command, input);
  const outcome = await askCommand(appSql, {
    command,
    input,
    askerId: person.userId,
    channel,
    today: today(),
    ...(operator !== undefined && { operator }),
    ...(key !== undefined && { key }),
  });
  if (outcome.state === 'refused') throw refuseAsTold(outcome);
  if (outcome.state === 'proposed')
    return { status: 202, body: await showProposed(appSql, outcome.proposal, person) } as const;
  const { actId, effect, result } = outcome;
  return { status: 200, body: { actId, effect: withholdCosts(effect, costRolesOf(person)), result } } as const;
}

export function runCommand(process: CommandProcess): RequestHandler {
  return async (req, res) => {
    const command = requireCommand(String(req.params['name']));
    const { person, by } = requireIdentity(res);
    const preview = isPreview(req);
    const key = readKey(req);
    const asked = { command, input: req.body as unknown, person };
    if (preview) {
      res.json(await showPreview(process, asked));
      return;
    }
    const { status, body } = await doCommand(process, {
      ...asked,
      channel: by === 'session' ? 'web' : 'api',
      ...(key !== null && { key }),
    });
    res.status(status).json(body);
  };
}

// They do not change while the process lives.
const inputs = new Map<string, Record<string, unknown>>();

/** The body of a command, as a JSON Schema; a check that JSON Schema cannot say is left to the answer. */
export function describeInput(command: AnyCommand): Record<string, unknown> {
  const known = inputs.get(command.name);
  if (known) return known;
  const { $schema: _dialect, ...schema } = z.toJSONSchema(command.input, { io: 'input', unrepresentable: 'any' });
  inputs.set(command.name, schema);
  return schema;
}

export function describeCommands(person: Person) {
  return COMMANDS.map((command) => ({
    name: command.name,
    label: command.label,
    tier: command.tier,
    approvers: [...command.approvers],
    rights: { ...command.rights },
    everyone_for_self: command.everyoneForSelf === true,
    allowed: command.everyoneForSelf === true || person.roles.some((role) => command.rights[role] !== undefined),
    input: describeInput(command),
  }));
}
