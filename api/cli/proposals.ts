// `vigie proposals [ID] [--state STATE] [--as EMAIL] [--json]`: the changes that wait for somebody, or waited. Without
// --as they are read as the machine's operator, who sees them all and decides none.

import { parseArgs } from 'node:util';
import { sayDate } from '../../domain/french.ts';
import {
  ITEM_STATE_LABELS,
  PROPOSAL_STATE_LABELS,
  PROPOSAL_STATES,
  VERDICT_LABELS,
  type ProposalState,
} from '../../domain/proposals.ts';
import { ROLE_LABELS } from '../../domain/roles.ts';
import type { ProposalDetail, ShownProposal } from '../../db/proposals/show.ts';
import { showProposal, showProposals } from '../routes/proposals.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { callRemote, findRemote } from './remote.ts';
import {
  answerHere,
  openDoor,
  printRefusal,
  refuseNameElsewhere,
  requireNamed,
  type DoorAnswer,
} from './through-door.ts';

type Call = { id: string | undefined; state: ProposalState | undefined; as: string | undefined; json: boolean };

function readCall(args: string[]): Call {
  const { values, positionals } = parseArgs({
    args,
    options: { state: { type: 'string' }, as: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [id, ...extra] = positionals;
  if (extra.length > 0) throw usageError('Une proposition à la fois.');
  const state = PROPOSAL_STATES.find((known) => known === values.state);
  if (values.state !== undefined && state === undefined)
    throw usageError(`--state vaut ${PROPOSAL_STATES.join(', ')}.`);
  return { id, state, as: values.as, json: values.json };
}

async function read(context: CommandContext, { id, state, as }: Call): Promise<DoorAnswer> {
  const remote = findRemote(context.config);
  if (remote !== null) {
    refuseNameElsewhere(as);
    return callRemote(remote, id === undefined ? '/proposals' : `/proposals/${encodeURIComponent(id)}`, {
      ...(state !== undefined && { query: { state } }),
    });
  }
  const door = await openDoor(context);
  const viewer = as === undefined ? 'operator' : await requireNamed(door, as);
  return answerHere(async () =>
    id === undefined ? { proposals: await showProposals(door, viewer, state) } : showProposal(door, viewer, id),
  );
}

function tellProposal(proposal: ShownProposal): string {
  const { id, state, label, askedBy, askerKind, effect, approvers, expiresOn, sha } = proposal;
  const deciders = approvers.length === 0 ? 'qui peut le faire' : approvers.map((role) => ROLE_LABELS[role]).join(', ');
  return [
    `${id}  ${PROPOSAL_STATE_LABELS[state]}`,
    `  ${label}, demandé par ${askerKind === 'automation' ? 'le guet de nuit' : askedBy}`,
    `  ${effect.sentence}`,
    `  à décider par ${deciders} jusqu’au ${sayDate(expiresOn)} ; sha ${sha}`,
  ].join('\n');
}

function tellDetail(proposal: ProposalDetail): string {
  const decisions = proposal.decisions.map(
    ({ revision, by, verdict, reason, at }) =>
      `  révision ${revision} : ${VERDICT_LABELS[verdict]} par ${by} le ${sayDate(at.slice(0, 10))}${reason === null ? '' : ` (${reason})`}`,
  );
  const items = proposal.items.map(
    ({ item, state, effect }) => `  ${item + 1}. ${ITEM_STATE_LABELS[state]} : ${effect.sentence}`,
  );
  return [tellProposal(proposal), ...(items.length > 1 ? items : []), ...decisions].join('\n');
}

export async function run(args: string[], context: CommandContext): Promise<number> {
  const call = readCall(args);
  const answer = await read(context, call);
  if (!answer.ok) return printRefusal(context, answer, call.json);
  if (call.json) {
    context.print(answer.text);
    return EXIT.done;
  }
  const document = JSON.parse(answer.text) as ProposalDetail | { proposals: ShownProposal[] };
  if (!('proposals' in document)) context.print(tellDetail(document));
  else if (document.proposals.length === 0) context.print('Aucune proposition.');
  else context.print(document.proposals.map(tellProposal).join('\n'));
  return EXIT.done;
}
