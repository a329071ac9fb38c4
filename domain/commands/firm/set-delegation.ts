// Somebody away lends their power to approve: to whom, which changes, from when to when, up to how much. Each lends
// their own; what is lent is worth what the lender may do on the day.
import { z } from 'zod';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse, type AnyCommand } from '../command.ts';
import { civilDate, euros } from '../inputs.ts';
import type { DelegationRow } from '../rows.ts';
import { email } from '../users/account.ts';

const input = z
  .strictObject({
    to: email,
    /** Names of commands; none: what was lent from that day is taken back. */
    commands: z
      .array(z.string().max(60))
      .max(100)
      .transform((names) => [...new Set(names)].toSorted()),
    startsOn: civilDate,
    endsOn: civilDate,
    ceiling: euros.nullable().default(null),
  })
  .refine((asked) => asked.endsOn >= asked.startsOn, 'la fin précède le début');

/** More are read in the row that is written. */
const MOST_TOLD = 3;

function sayLent(commands: readonly string[], labelOf: LabelOf): string {
  if (commands.length > MOST_TOLD) return `${commands.length} sortes de décisions`;
  return commands.map(labelOf).join(' ; ');
}

type LabelOf = (name: string) => string | null;

/** @param labelOf what the command of this name is called, by the registry, which this command is in; null: none has it. */
export function defineSetDelegation(labelOf: LabelOf): AnyCommand {
  return defineCommand({
    name: 'set_delegation',
    label: 'Déléguer ses approbations',
    input,
    rights: {},
    everyoneForSelf: true,
    tier: 1,
    approvers: [],
    locks: async (_asked, _read, { asker }) => [{ kind: 'firm', key: `delegations ${(await asker()).userId}` }],
    load: async (asked, read, { asker }) => ({
      to: await read.get('user', { email: asked.to }),
      disabled: await read.get('disabledUser', { user: asked.to }),
      lent: await read.find('delegation', { from: (await asker()).email, to: asked.to, startsOn: asked.startsOn }),
    }),
    // Programs of the house have no address, and nothing to lend.
    owns: (_facts, _asked, asker) => asker.email !== '',
    plan: (facts, asked, { today, asker }) => {
      const before = facts.lent[0] ?? null;
      if (!facts.to || facts.disabled) return refuse(NOT_FOUND, `${asked.to} n'a pas accès à Vigie.`);
      if (asked.to === asker.email) return refuse('own_delegation', 'On ne se délègue rien à soi-même.');
      const unknown = asked.commands.find((name) => labelOf(name) === null);
      if (unknown !== undefined) return refuse('command_unknown', `Il n'y a pas de commande « ${unknown} ».`);
      if (asked.commands.length === 0) {
        if (!before)
          return refuse('nothing_lent', `Rien n'est délégué à ${asked.to} à partir du ${sayDate(asked.startsOn)}.`);
        return {
          effect: {
            sentence: `${asker.email} reprend ce qui était délégué à ${asked.to} à partir du ${sayDate(asked.startsOn)}.`,
            rows: [{ entity: 'delegation', before, after: null }],
          },
        };
      }
      if (asked.endsOn < today)
        return refuse('delegation_over', `Cette délégation serait finie depuis le ${sayDate(asked.endsOn)}.`);
      const after: DelegationRow = {
        id: before?.id ?? null,
        from: asker.email,
        to: asked.to,
        commands: asked.commands,
        startsOn: asked.startsOn,
        endsOn: asked.endsOn,
        ceilingCents: asked.ceiling,
      };
      const ceiling = asked.ceiling === null ? '' : `, jusqu'à ${sayEurosAndCents(asked.ceiling / 100)}`;
      return {
        effect: {
          sentence: `${asker.email} délègue à ${asked.to}, du ${sayDate(asked.startsOn)} au ${sayDate(asked.endsOn)}${ceiling} : ${sayLent(asked.commands, labelOf)}.`,
          rows: [{ entity: 'delegation', before, after }],
        },
      };
    },
  });
}
