// One writing tool a command, made from the registry of commands: it files a proposal in the asking person's name, that
// a person decides. The same wish still waiting is shown again, not filed twice.

import type { ProposeSource } from '../../agents/tools/tool-sources.ts';
import type { ActChannel } from '../../db/acts.ts';
import type { Sql } from '../../db/connection.ts';
import { hintRelay } from '../../db/outbox.ts';
import { writeAlternatives } from '../../db/proposals/alternatives.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readRevision } from '../../db/proposals/rows.ts';
import type { AnyCommand } from '../../domain/commands/command.ts';
import { COMMANDS } from '../../domain/commands/registry.ts';
import { costRolesOf, withholdCosts } from '../../domain/withheld-costs.ts';
import { checkInput, describeInput } from '../routes/commands.ts';
import type { Asker } from './asker.ts';
import { orRefusal, refuseByCode, refuseTool } from './tool-refusal.ts';

/** Might they run it, at least on what is theirs? Whether they may on this very row, its preview says. */
export function mayPropose(asker: Asker, command: AnyCommand): boolean {
  if (asker === 'operator') return false;
  return command.everyoneForSelf === true || asker.roles.some((role) => command.rights[role] !== undefined);
}

type Wishes = { readonly appSql: Sql; readonly today: string; readonly channel: ActChannel };

function makeProposeTool({ appSql, today, channel }: Wishes, asker: Asker, command: AnyCommand): ProposeSource {
  return {
    command: command.name,
    description: {
      fr: `Propose : ${command.label}. Une personne décide.`,
      en: `Proposes ${command.name.replaceAll('_', ' ')}.`,
    },
    input: describeInput(command),
    allowed: mayPropose(asker, command),
    propose: ({ input, reason, alternatives, sources }) =>
      orRefusal(async () => {
        if (asker === 'operator')
          return refuseTool('person_needed', 'Dites au nom de qui proposer : --as EMAIL.', true);
        if (!mayPropose(asker, command))
          return refuseTool('right_refused', `Votre rôle ne permet pas : ${command.label}.`, true);
        checkInput(command, input);
        const outcome = await propose(appSql, {
          command,
          input,
          askerId: asker.userId,
          askerKind: 'agent',
          channel,
          today,
          evidence: [...sources.map((source) => ({ kind: 'source', source })), ...writeAlternatives(alternatives)],
          ...(reason !== null && { reason }),
        });
        if (outcome.state === 'refused') return refuseByCode(outcome.code, outcome.sentence);
        if (outcome.filed) hintRelay(appSql);
        const { id, revision } = outcome.proposal;
        const { effect } = await readRevision(appSql, id, revision);
        return {
          state: 'proposed' as const,
          id,
          command: command.name,
          filed: outcome.filed,
          effect: withholdCosts(effect, costRolesOf(asker)).sentence,
        };
      }),
  };
}

/** @param today the firm's day: a change is planned on it, whatever day the question looks at. */
export function makeProposeTools(wishes: Wishes, asker: Asker): ProposeSource[] {
  return COMMANDS.map((command) => makeProposeTool(wishes, asker, command));
}
