// A decision is a row, taken under a lock on its proposal: the first one wins, and the others read who took it and when.
import { randomUUID } from 'node:crypto';
import { isRefusal, NOT_FOUND, refuse, type Refusal } from '../../domain/commands/command.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { sayDate } from '../../domain/french.ts';
import { isExpired, type Entitlement, type Verdict } from '../../domain/proposals.ts';
import type { Sql, Transaction } from '../connection.ts';
import { previewCommand } from '../plan-command.ts';
import { fingerprintInput } from '../fingerprint.ts';
import { hintRelay } from '../outbox.ts';
import { findPerson, type Person } from '../users.ts';
import { announceProposal, freeze, refusedAs, writeRevision, type Frozen, type ProposalRefusal } from './propose.ts';
import { readDecisions, readItems, readProposalRow, readRevisionHead, type ProposalRow } from './rows.ts';
import { judgeDecider } from './second-person.ts';

export const DECISIONS = ['approve', 'refuse', 'edit', 'withdraw'] as const;
export type DecisionAsked = (typeof DECISIONS)[number];

export type DecisionRequest = {
  readonly proposalId: string;
  readonly decision: DecisionAsked;
  /** What was shown: the sha of the revision. */
  readonly sha: string;
  /** The user id of who decides. */
  readonly person: string;
  readonly today: string;
  /** To refuse needs one. */
  readonly reason?: string;
  /** Of an edit: the whole input; of a batch, the list of them. */
  readonly input?: unknown;
  /** Of a batch that is approved: the items that are left out, by their place. */
  readonly exclude?: readonly number[];
  /** A firm with one approver: who asked confirms alone, and says so. */
  readonly confirm?: boolean;
};

export type DecideOutcome =
  | {
      readonly state: 'decided';
      readonly decisionId: string;
      readonly verdict: Verdict;
      readonly revision: number;
      readonly proposal: ProposalRow;
    }
  /** Somebody was first: who, and when. */
  | (ProposalRefusal & { readonly by?: string; readonly at?: string });

const VERDICT_OF = { approve: 'approved', refuse: 'refused', edit: 'edited', withdraw: 'withdrawn' } as const;

const SAID: Readonly<Record<Verdict, string>> = {
  approved: 'approuvée',
  refused: 'refusée',
  edited: 'modifiée',
  withdrawn: 'retirée',
};

const absent = (): ProposalRefusal => refusedAs(refuse(NOT_FOUND, 'Cette proposition n’existe pas.'));

/** May the decider run the command, on each item? At tier 1 that is the right to decide. */
async function refuseWithoutRun(
  app: Sql,
  proposal: ProposalRow,
  person: Person,
  today: string,
): Promise<Refusal | null> {
  const command = findCommand(proposal.command);
  if (!command) throw new Error(`proposal ${proposal.id} names an unknown command ${proposal.command}`);
  for (const { input } of await readItems(app, proposal.id, proposal.revision)) {
    const shown = await previewCommand(app, { command, input, askerId: person.userId, today });
    // A plan that refuses today says so when it is carried out: here only the right is looked at.
    if (shown.state === 'refused' && ['right_refused', 'not_found', 'person_unknown'].includes(shown.code))
      return refuse(shown.code, shown.sentence);
  }
  return null;
}

/**
 * May this person approve or refuse the proposal, today?
 * @returns their entitlement, or why not.
 */
export async function judgeOn(
  app: Sql,
  proposal: ProposalRow,
  person: Person,
  today: string,
): Promise<Entitlement | Refusal> {
  if (proposal.tier === 2) return judgeDecider(app, proposal, person, today);
  return (await refuseWithoutRun(app, proposal, person, today)) ?? { singleApprover: false, delegatedFrom: null };
}

/** What the person is asked besides the right: a reason, a confirmation, an input. */
function refuseIncomplete(request: DecisionRequest, entitlement: Entitlement): Refusal | null {
  if (request.decision === 'refuse' && (request.reason ?? '').trim() === '')
    return refuse('reason_missing', 'Un refus se motive : donnez la raison.');
  if (request.decision === 'approve' && entitlement.singleApprover && request.confirm !== true)
    return refuse(
      'confirmation_missing',
      'Vous êtes seul à pouvoir approuver ce que vous avez demandé : confirmez-le explicitement.',
    );
  return null;
}

/** The right to the gesture itself: approve and refuse, who may decide; withdraw, who asked; edit, who may run it. */
async function entitle(
  app: Sql,
  proposal: ProposalRow,
  person: Person,
  request: DecisionRequest,
): Promise<Entitlement | Refusal> {
  const plain: Entitlement = { singleApprover: false, delegatedFrom: null };
  switch (request.decision) {
    case 'withdraw':
      return proposal.askers.includes(person.userId)
        ? plain
        : refuse('right_refused', 'Seul qui a demandé peut retirer sa demande.');
    case 'edit':
      return (await refuseWithoutRun(app, proposal, person, request.today)) ?? plain;
    case 'approve':
    case 'refuse':
      return judgeOn(app, proposal, person, request.today);
  }
}

async function tellFirst(tx: Transaction, proposal: ProposalRow, sha: string): Promise<DecideOutcome> {
  const decisions = await readDecisions(tx, proposal.id);
  const mine = decisions.find((decision) => decision.sha === sha) ?? decisions.at(-1);
  if (!mine) return refusedAs(refuse('proposal_closed', 'La proposition n’attend plus de décision.'));
  const by = mine.email ?? mine.person;
  const when = `${sayDate(mine.at.slice(0, 10))} à ${mine.at.slice(11, 16)} UTC`;
  return {
    state: 'refused',
    code: 'already_decided',
    sentence: `Déjà ${SAID[mine.verdict]} par ${by} le ${when}.`,
    by,
    at: mine.at,
  };
}

/** Does the proposal, held under its lock, still wait for this decision? null: yes. */
async function refuseLate(
  tx: Transaction,
  proposal: ProposalRow,
  request: DecisionRequest,
): Promise<DecideOutcome | null> {
  if (proposal.state === 'pending') {
    const revision = await readRevisionHead(tx, proposal.id, proposal.revision);
    if (revision.sha !== request.sha) {
      const decided = await readDecisions(tx, proposal.id);
      if (decided.some(({ sha }) => sha === request.sha)) return tellFirst(tx, proposal, request.sha);
      return refusedAs(
        refuse('proposal_changed', 'La proposition n’est pas celle qui vous a été montrée : relisez-la.'),
      );
    }
    if (!isExpired(proposal.expiresOn, request.today)) return null;
    await tx`update proposals set state = 'expired' where id = ${proposal.id}`;
    await announceProposal(tx, proposal.id);
  }
  if (proposal.state === 'pending' || proposal.state === 'expired')
    return refusedAs(refuse('proposal_expired', `La proposition a expiré le ${sayDate(proposal.expiresOn)}.`));
  return tellFirst(tx, proposal, request.sha);
}

/** What is left out is of the batch that was shown, and something is left to carry out. */
async function refuseExclusion(
  tx: Transaction,
  proposal: ProposalRow,
  request: DecisionRequest,
): Promise<Refusal | null> {
  const excluded = new Set(request.exclude ?? []);
  if (excluded.size === 0) return null;
  if (request.decision !== 'approve')
    return refuse('exclude_without_approval', 'On écarte des lignes en approuvant les autres.');
  const items = await readItems(tx, proposal.id, proposal.revision);
  const unknown = [...excluded].find((item) => !items.some((known) => known.item === item));
  if (unknown !== undefined) return refuse('item_unknown', `Le lot n’a pas de ligne ${unknown}.`);
  if (excluded.size === items.length)
    return refuse('nothing_left', 'Toutes les lignes sont écartées : refusez la proposition, avec la raison.');
  return null;
}

async function writeDecision(
  tx: Transaction,
  proposal: ProposalRow,
  request: DecisionRequest,
  entitlement: Entitlement,
  frozen: Frozen | null,
): Promise<string> {
  const id = randomUUID();
  const verdict = VERDICT_OF[request.decision];
  await tx`
    insert into decisions (id, proposal_id, revision, person, verdict, sha, reason, single_approver, delegated_from)
    values (${id}, ${proposal.id}, ${proposal.revision}, ${request.person}, ${verdict}, ${request.sha},
      ${request.reason ?? null}, ${entitlement.singleApprover}, ${entitlement.delegatedFrom})`;
  await tx`
    update proposal_items set state = 'excluded'
    where proposal_id = ${proposal.id} and revision = ${proposal.revision} and item = any(${[...(request.exclude ?? [])]}::int[])`;
  if (frozen) {
    const next = { id: proposal.id, revision: proposal.revision + 1, command: proposal.command };
    await writeRevision(tx, next, frozen, { askedBy: request.person, askerKind: 'person', evidence: [] });
  } else {
    await tx`update proposals set state = ${verdict} where id = ${proposal.id}`;
    await announceProposal(tx, proposal.id);
  }
  return id;
}

/** What an edit would now do, for who edits: they become an asker. */
async function freezeEdit(
  app: Sql,
  proposal: ProposalRow,
  request: DecisionRequest,
): Promise<Frozen | ProposalRefusal> {
  const command = findCommand(proposal.command);
  if (!command) throw new Error(`proposal ${proposal.id} names an unknown command ${proposal.command}`);
  if (request.input === undefined)
    return refusedAs(refuse('input_missing', 'Une modification donne la demande entière.'));
  const frozen = await freeze(
    app,
    { command, askerId: request.person, askerKind: 'person', today: request.today },
    request.input,
  );
  if ('state' in frozen) return frozen;
  const [same] = await app`
    select 1 from proposals where command = ${proposal.command} and input_sha = ${fingerprintInput(command.name, request.input)}
      and state in ('pending', 'approved') and id <> ${proposal.id}`;
  return same ? refusedAs(refuse('proposal_exists', 'La même demande attend déjà une décision.')) : frozen;
}

/** Records a decision. Who may, on which revision, until when: all of it is looked at under the proposal's lock. */
export async function decide(app: Sql, request: DecisionRequest): Promise<DecideOutcome> {
  const person = await findPerson(app, request.person);
  const seen = await readProposalRow(app, request.proposalId);
  if (!person || !seen) return absent();
  // Plans need a transaction of their own: they come first, and the sha says under the lock that it is the same revision.
  const frozen = request.decision === 'edit' && seen.state === 'pending' ? await freezeEdit(app, seen, request) : null;
  const secondPerson = seen.tier === 2 && (request.decision === 'approve' || request.decision === 'refuse');
  const early = secondPerson ? null : await entitle(app, seen, person, request);
  const outcome: DecideOutcome = await app.begin(async (tx): Promise<DecideOutcome> => {
    const proposal = await readProposalRow(tx, request.proposalId, 'decide');
    if (!proposal) return absent();
    const late = await refuseLate(tx, proposal, request);
    if (late) return late;
    const entitlement = early ?? (await judgeDecider(tx, proposal, person, request.today));
    if (isRefusal(entitlement)) return refusedAs(entitlement);
    if (frozen && 'state' in frozen) return frozen;
    const incomplete = refuseIncomplete(request, entitlement) ?? (await refuseExclusion(tx, proposal, request));
    if (incomplete) return refusedAs(incomplete);
    const decisionId = await writeDecision(tx, proposal, request, entitlement, frozen);
    const decided = await readProposalRow(tx, proposal.id);
    if (!decided) throw new Error(`proposal ${proposal.id} vanished under its lock`);
    return {
      state: 'decided',
      decisionId,
      verdict: VERDICT_OF[request.decision],
      revision: proposal.revision,
      proposal: decided,
    };
  });
  if (outcome.state === 'decided') hintRelay(app);
  return outcome;
}
