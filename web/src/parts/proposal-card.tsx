// A proposal as a person decides on it: one sentence with its numbers, what changes, why, what else could be done, who
// decides and until when. Drawn from the proposal as it is kept, never from what a model said of it.

import { Alert, Button, Checkbox, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ITEM_STATE_LABELS, PROPOSAL_STATE_LABELS } from '../../../domain/proposals.ts';
import { ROLE_LABELS } from '../../../domain/roles.ts';
import { ProblemError, type ProposalDetail } from '../api-client.ts';
import { compareEffects } from '../effect-changes.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatDay, formatMoment } from '../format.ts';
import { EffectView } from './effect-view.tsx';
import { ProposalEdit } from './proposal-edit.tsx';
import { Alternatives, Reasons } from './proposal-evidence.tsx';
import { RefusalForm } from './refusal-form.tsx';
import { UndoOffer } from './undo-offer.tsx';
import { useDecide } from './use-decide.tsx';
import { useKeys } from './use-keys.ts';
import { useNamed } from './use-named.ts';
import { Said } from './said.tsx';

const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  web: 'sur le web',
  chat: 'dans une conversation',
  workflow: 'par un processus de Vigie',
  cli: 'en ligne de commande',
  slack: 'dans Slack',
  mcp: 'par MCP',
  api: 'par l’API',
};

type CardProps = {
  proposal: ProposalDetail;
  me: { readonly email: string };
  /** The one that the keys a, e and r act on. */
  current?: boolean;
  level?: 1 | 2;
};

export function ProposalCard({ proposal, me, current = false, level = 2 }: CardProps) {
  const decision = useDecide(proposal.id);
  const say = useNamed();
  const [gesture, setGesture] = useState<'edit' | 'refuse' | null>(null);
  const [exclude, leaveOut] = useLeftOut(proposal.sha);
  const open = proposal.state === 'pending' && proposal.mayDecide;
  const busy = decision.isPending;
  // A firm with one director: who asked confirms what they asked, and says so.
  const needsConfirm = decision.error instanceof ProblemError && decision.error.code === 'confirmation_missing';
  const approve = (): void => {
    if (open && !busy)
      decision.mutate({
        decision: 'approve',
        sha: proposal.sha,
        ...(exclude.length > 0 && { exclude: [...exclude] }),
        ...(needsConfirm && { confirm: true }),
      });
  };
  const edit = (input: unknown): void =>
    decision.mutate({ decision: 'edit', sha: proposal.sha, input }, { onSuccess: () => setGesture(null) });
  useKeys(current && open ? { a: approve, e: () => setGesture('edit'), r: () => setGesture('refuse') } : {});
  return (
    <article
      className="vigie-sheet vigie-proposal"
      data-current={current || undefined}
      aria-label={say(proposal.effect.sentence)}
      aria-busy={busy}
    >
      <CardHead proposal={proposal} level={level} />
      <StaleNotice proposal={proposal} />
      <EffectView effect={proposal.effect} />
      <BatchItems proposal={proposal} leftOut={exclude} onChange={open ? leaveOut : null} />
      <Reasons proposal={proposal} />
      {gesture === null && <Alternatives proposal={proposal} busy={busy} onChoose={open ? edit : null} />}
      <CardFoot proposal={proposal} />
      {decision.isError && (
        <Alert color={needsConfirm ? 'yellow' : 'red'} variant="light" role="alert">
          <Said>{decision.error.message}</Said>
        </Alert>
      )}
      {gesture === 'edit' && (
        <ProposalEdit proposal={proposal} busy={busy} onSave={edit} onCancel={() => setGesture(null)} />
      )}
      {gesture === 'refuse' && (
        <RefusalForm
          of="la proposition"
          label="Raison du refus"
          busy={busy}
          onRefuse={(reason) => decision.mutate({ decision: 'refuse', sha: proposal.sha, reason })}
          onCancel={() => setGesture(null)}
        />
      )}
      {gesture === null && proposal.state === 'pending' && (
        <Gestures
          proposal={proposal}
          open={open}
          mine={proposal.askedBy === me.email}
          busy={busy}
          approveLabel={sayApprove(needsConfirm, proposal.items.length - exclude.length, exclude.length)}
          nothingLeft={exclude.length > 0 && exclude.length === proposal.items.length}
          onApprove={approve}
          onGesture={setGesture}
          onWithdraw={() => decision.mutate({ decision: 'withdraw', sha: proposal.sha })}
        />
      )}
      <Outcome proposal={proposal} />
      <UndoOffer proposal={proposal} />
    </article>
  );
}

/** The lines left out of the revision that is shown: another one begins with every line. */
function useLeftOut(sha: string): [readonly number[], (items: readonly number[]) => void] {
  const [leftOut, setLeftOut] = useState<{ sha: string; items: readonly number[] }>({ sha, items: [] });
  return [leftOut.sha === sha ? leftOut.items : [], (items) => setLeftOut({ sha, items })];
}

function sayApprove(needsConfirm: boolean, kept: number, leftOut: number): string {
  const approve = needsConfirm ? 'Je confirme et j’approuve' : 'Approuver';
  return leftOut === 0 ? approve : `${approve} ${sayCount(kept, 'ligne', 'lignes')}, sans ${leftOut}`;
}

type GesturesProps = {
  proposal: ProposalDetail;
  /** The person may decide, and it is time. */
  open: boolean;
  mine: boolean;
  busy: boolean;
  approveLabel: string;
  nothingLeft: boolean;
  onApprove: () => void;
  onGesture: (gesture: 'edit' | 'refuse') => void;
  onWithdraw: () => void;
};

function Gestures(props: GesturesProps) {
  const { proposal, open, mine, busy, approveLabel, nothingLeft, onApprove, onGesture, onWithdraw } = props;
  return (
    <Group gap="xs">
      {open && (
        <>
          <Button onClick={onApprove} loading={busy} disabled={nothingLeft} aria-keyshortcuts="a">
            {approveLabel}
          </Button>
          <Button variant="default" disabled={busy} aria-keyshortcuts="e" onClick={() => onGesture('edit')}>
            Modifier
          </Button>
          <Button variant="default" disabled={busy} aria-keyshortcuts="r" onClick={() => onGesture('refuse')}>
            Refuser
          </Button>
        </>
      )}
      {mine && (
        <Button variant="subtle" disabled={busy} onClick={onWithdraw}>
          Retirer ma demande
        </Button>
      )}
      {!open && <WhoDecides proposal={proposal} />}
    </Group>
  );
}

function CardHead({ proposal, level }: { proposal: ProposalDetail; level: 1 | 2 }) {
  const say = useNamed();
  return (
    <header>
      <Group gap="xs" justify="space-between">
        <Text size="xs" className="vigie-quiet" fw={600}>
          {proposal.label}
          {proposal.tier === 2 && ' · double validation'}
        </Text>
        <Text size="xs" className="vigie-quiet">
          {proposal.state === 'pending'
            ? `À décider avant le ${formatDay(proposal.expiresOn)}`
            : PROPOSAL_STATE_LABELS[proposal.state]}
        </Text>
      </Group>
      <Title order={level} className="vigie-sentence">
        <Link to="/a-decider/$id" params={{ id: proposal.id }} className="vigie-project-link">
          {say(proposal.effect.sentence)}
        </Link>
      </Title>
    </header>
  );
}

/** The facts have moved since it was approved: nothing was applied, and this is what it would do now. */
function StaleNotice({ proposal }: { proposal: ProposalDetail }) {
  const say = useNamed();
  const before = proposal.revisions.find(({ revision }) => revision === proposal.revision - 1);
  const decided = proposal.decisions.find(({ revision }) => revision === proposal.revision - 1);
  if (proposal.state !== 'pending' || before === undefined || decided === undefined) return null;
  if (decided.verdict === 'edited')
    return (
      <Text size="sm" className="vigie-quiet">
        Modifiée par {decided.by} le {formatMoment(decided.at)}. Avant : {say(before.effect.sentence)}
      </Text>
    );
  const changes = compareEffects(before.effect, proposal.effect);
  return (
    <Alert color="yellow" variant="light" role="status" title="Les faits ont changé : rien n’a été appliqué">
      <Text size="sm">Voici le nouvel effet, à décider de nouveau. Ce qui diffère de ce que vous aviez approuvé :</Text>
      <ul className="vigie-changes">
        {changes.map(({ label, before: was, after }) => (
          <li key={label}>
            {label} : <del>{was}</del> <span aria-label="devient">→</span> <ins>{after}</ins>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

type BatchProps = {
  proposal: ProposalDetail;
  leftOut: readonly number[];
  /** Null: nothing is to be decided, or not by this person. */
  onChange: ((leftOut: readonly number[]) => void) | null;
};

/** Each line of a batch, which who decides may leave out. */
function BatchItems({ proposal, leftOut, onChange }: BatchProps) {
  const say = useNamed();
  if (proposal.items.length < 2) return null;
  return (
    <details className="vigie-rows">
      <summary>Les {proposal.items.length} changements du lot</summary>
      <ol className="vigie-changes">
        {proposal.items.map(({ item, state, effect }) => (
          <li key={item}>
            {onChange === null ? (
              say(effect.sentence)
            ) : (
              <Checkbox
                size="sm"
                label={say(effect.sentence)}
                checked={!leftOut.includes(item)}
                onChange={({ currentTarget: { checked } }) =>
                  onChange(checked ? leftOut.filter((other) => other !== item) : [...leftOut, item])
                }
              />
            )}{' '}
            {state !== 'pending' && <span className="vigie-quiet">({ITEM_STATE_LABELS[state]})</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}

function CardFoot({ proposal }: { proposal: ProposalDetail }) {
  const by = proposal.askerKind === 'automation' ? 'le guet de nuit' : proposal.askedBy;
  const through =
    proposal.askerKind === 'agent' ? 'avec l’assistant' : (CHANNEL_WORDS[proposal.channel] ?? proposal.channel);
  return (
    <Text size="xs" className="vigie-quiet">
      Demandée par {by}, {through}, le {formatMoment(proposal.createdAt)} · Décision :{' '}
      {proposal.approvers.length === 0
        ? 'qui peut le faire'
        : proposal.approvers.map((role) => ROLE_LABELS[role]).join(', ')}
      {proposal.tier === 2 && ', une autre personne que le demandeur'}
    </Text>
  );
}

function WhoDecides({ proposal }: { proposal: ProposalDetail }) {
  return (
    <Text size="sm" className="vigie-quiet">
      {proposal.tier === 2
        ? 'Une autre personne doit en décider.'
        : 'La décision revient à qui peut faire ce changement.'}
    </Text>
  );
}

/** What became of it: who decided, and what the rule said when it was carried out. */
function Outcome({ proposal }: { proposal: ProposalDetail }) {
  const decided = proposal.decisions.findLast(({ revision }) => revision === proposal.revision);
  const failures = proposal.items.flatMap(({ outcome }) =>
    typeof outcome === 'object' && outcome !== null && 'sentence' in outcome ? [String(outcome.sentence)] : [],
  );
  if (decided === undefined && failures.length === 0) return null;
  return (
    <div role="status">
      {decided !== undefined && (
        <Text size="sm">
          <strong>{PROPOSAL_STATE_LABELS[proposal.state]}</strong> par {decided.by} le {formatMoment(decided.at)}
          {decided.reason !== null && ` : ${decided.reason}`}
        </Text>
      )}
      {failures.map((sentence) => (
        <Text key={sentence} size="sm">
          {sentence}
        </Text>
      ))}
    </div>
  );
}
