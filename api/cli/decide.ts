// `vigie decide ID --approve [--except 2,5] | --refuse REASON | --edit JSON | --withdraw --sha SHA --as EMAIL`: a decision on a proposal.

import { parseArgs } from 'node:util';
import { PROPOSAL_STATE_LABELS, type ProposalState } from '../../domain/proposals.ts';
import { decideProposal, type DecisionBody } from '../routes/proposals.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { askThrough, parseJson, printRefusal } from './through-door.ts';

type Call = { body: DecisionBody; as: string | undefined; json: boolean };

function readCall(args: string[]): Call {
  const { values, positionals } = parseArgs({
    args,
    options: {
      approve: { type: 'boolean' },
      refuse: { type: 'string' },
      edit: { type: 'string' },
      withdraw: { type: 'boolean' },
      except: { type: 'string' },
      confirm: { type: 'boolean' },
      sha: { type: 'string' },
      as: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [id, ...extra] = positionals;
  if (id === undefined || extra.length > 0) throw usageError('Il faut l’identifiant d’une proposition.');
  const asked = (['approve', 'refuse', 'edit', 'withdraw'] as const).filter((verdict) => values[verdict] !== undefined);
  const [decision] = asked;
  if (decision === undefined || asked.length > 1)
    throw usageError('Il faut --approve, --refuse RAISON, --edit JSON ou --withdraw, et un seul.');
  if (values.sha === undefined) throw usageError('Il faut --sha, celui de la proposition que vous avez lue.');
  return {
    as: values.as,
    json: values.json,
    body: {
      id,
      decision,
      sha: values.sha,
      ...(values.refuse !== undefined && { reason: values.refuse }),
      ...(values.edit !== undefined && { input: parseJson(values.edit, '--edit') }),
      ...(values.except !== undefined && { exclude: readItems(values.except) }),
      ...(values.confirm !== undefined && { confirm: values.confirm }),
    },
  };
}

/** `2,5`: lines of the batch, from 0, as `vigie proposals ID --json` numbers them. */
function readItems(text: string): number[] {
  if (!/^\d+(,\d+)*$/u.test(text)) throw usageError('--except prend les lignes du lot à écarter : 2,5.');
  return text.split(',').map(Number);
}

export async function run(args: string[], context: CommandContext): Promise<number> {
  const { body, as, json } = readCall(args);
  const { id, ...sent } = body;
  const answer = await askThrough(context, {
    as,
    path: `/proposals/${encodeURIComponent(id)}/decision`,
    body: sent,
    here: (door, person) => decideProposal(door, person, body),
  });
  if (!answer.ok) return printRefusal(context, answer, json);
  if (json) {
    context.print(answer.text);
    return EXIT.done;
  }
  const { proposal } = JSON.parse(answer.text) as {
    proposal: { state: ProposalState; sha: string; effect: { sentence: string } };
  };
  context.print(`${proposal.effect.sentence}\nÉtat : ${PROPOSAL_STATE_LABELS[proposal.state]} ; sha ${proposal.sha}`);
  return EXIT.done;
}
