// The best plans for all open needs, side by side: what each brings beside today's plan, whom it moves, what it leaves
// unserved and why. Solved when one comes; a plan, or a part of it, becomes proposals.

import { Button, Checkbox, Group, Loader, NativeSelect, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { namesQuery } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import {
  formatChange,
  formatDay,
  formatDays,
  formatEuros,
  formatMoment,
  formatPercent,
  formatRate,
} from '../format.ts';
import { EmptyPanel, FailurePanel } from '../parts/panels.tsx';
import { ProposeChanges } from '../parts/propose-changes.tsx';
import { needsQuery, plansQuery, type SolvedPlan, type SolvedPlans } from '../staffing-queries.ts';
import { AIM_WORDS, CONSTRAINT_WORDS, GAP_WORDS } from './staffing-words.ts';

const route = getRouteApi('/inside/staffing');

const SPANS = [13, 26, 52] as const;
/** Six months, as the plan is solved on every door. */
const USUAL_WEEKS = 26;

export function PlansView() {
  const { semaines: weeks = USUAL_WEEKS } = route.useSearch();
  const navigate = useNavigate();
  const plans = useQuery(plansQuery(weeks));
  return (
    <>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          label="Horizon"
          size="xs"
          value={String(weeks)}
          data={SPANS.map((span) => ({ value: String(span), label: `${span} semaines` }))}
          onChange={({ currentTarget: { value } }) => {
            const chosen = SPANS.find((span) => String(span) === value);
            void navigate({ to: '/staffing', search: { vue: 'plans', semaines: chosen }, replace: true });
          }}
        />
        <Button size="xs" variant="default" loading={plans.isFetching} onClick={() => void plans.refetch()}>
          Recalculer
        </Button>
        {plans.isSuccess && !plans.isFetching && (
          <Text size="sm" className="vigie-quiet">
            Calculé le {formatMoment(new Date(plans.dataUpdatedAt).toISOString())}
          </Text>
        )}
      </Group>
      {plans.isPending ? (
        <div className="vigie-sheet vigie-card" role="status">
          <Group gap="sm">
            <Loader size="sm" />
            <Text size="sm">Calcul des trois plans : quelques secondes, une demi-minute au plus.</Text>
          </Group>
        </div>
      ) : plans.isError ? (
        <FailurePanel error={plans.error} onRetry={() => void plans.refetch()} />
      ) : plans.data.needs === 0 ? (
        <EmptyPanel title="Aucun besoin à pourvoir">Il n’y a rien à planifier sur cet horizon.</EmptyPanel>
      ) : (
        <Plans plans={plans.data} />
      )}
    </>
  );
}

function Plans({ plans }: { plans: SolvedPlans }) {
  const { from, to, people, needs, today, incomplete } = plans;
  return (
    <>
      <Text size="sm">
        Du {formatDay(from)} au {formatDay(to)}, {sayCount(needs, 'besoin', 'besoins')} et{' '}
        {sayCount(people, 'personne', 'personnes')}. Aujourd’hui : marge espérée {formatEuros(today.margin)},
        intercontrat {formatDays(today.bench_days)} ({formatEuros(today.bench_cost)}).
        {plans.left_out > 0 && ` ${plans.left_out} besoins de moindre valeur sont laissés de côté.`}
        {plans.choices_left_out > 0 &&
          ` ${plans.choices_left_out} affectations de moindre valeur ne sont pas regardées.`}
      </Text>
      <ul className="vigie-plain-list vigie-three">
        {plans.alternatives.map((plan) => (
          <li key={plan.aim} className="vigie-sheet vigie-card">
            <PlanCard plan={plan} />
          </li>
        ))}
      </ul>
      {incomplete.length > 0 && (
        <details className="vigie-rows">
          <summary>{sayCount(incomplete.length, 'besoin incomplet', 'besoins incomplets')}</summary>
          <ul className="vigie-changes">
            {incomplete.map(({ need, gaps }) => (
              <li key={need}>
                {need} : il manque {gaps.map((gap) => GAP_WORDS[gap]).join(', ')}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** How sure one may be that there is no better. */
function sayProof({ state, gap }: SolvedPlan): string {
  if (state === 'optimal') return 'Le meilleur possible, prouvé';
  if (gap === null) return 'Le meilleur trouvé dans le temps, sans preuve';
  return `Rien de mieux de plus de ${formatRate(gap)}${state === 'time_limit' ? ', arrêté par le temps' : ''}`;
}

function PlanCard({ plan }: { plan: SolvedPlan }) {
  const { title, about } = AIM_WORDS[plan.aim];
  const { difference } = plan;
  const figures: [label: string, figure: string, change: string | null][] = [
    ['Marge espérée', formatEuros(plan.margin), formatChange(difference.margin)],
    ['Coût d’intercontrat', formatEuros(plan.bench_cost), formatChange(difference.bench_cost)],
    ['Intercontrat', formatDays(plan.bench_days), null],
    ['Jours servis', formatDays(plan.served_days), null],
  ];
  return (
    <section aria-label={`Plan ${title}`}>
      <Title order={2} size="h5">
        {title}
      </Title>
      <Text size="xs" className="vigie-quiet">
        {about} · {sayProof(plan)}
      </Text>
      <div className="vigie-result">
        <span className="vigie-tile-figure">{formatChange(difference.result)}</span>
        <span className="vigie-quiet vigie-small">face au plan d’aujourd’hui</span>
      </div>
      <dl className="vigie-plan-figures">
        {figures.map(([label, figure, change]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {figure} {change !== null && <span className="vigie-quiet vigie-small">{change}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <Displaced plan={plan} />
      <Unserved plan={plan} />
      <Assignments plan={plan} />
    </section>
  );
}

/** « Architecte, Audit SI » behind a need's id. */
function useNeedNames(): (id: string) => string {
  const needs = useQuery(needsQuery).data?.needs ?? [];
  const named = new Map(
    needs.map(({ id, profile, title }) => [id, [profile, title].filter((part) => part !== null).join(', ')]),
  );
  return (id) => named.get(id) ?? id;
}

function Displaced({ plan: { displaced } }: { plan: SolvedPlan }) {
  const names = useQuery(namesQuery).data;
  if (displaced.length === 0)
    return (
      <Text size="sm" className="vigie-quiet">
        Ne déplace personne.
      </Text>
    );
  return (
    <details className="vigie-rows" open>
      <summary>{sayCount(displaced.length, 'prévision abandonnée', 'prévisions abandonnées')}</summary>
      <ul className="vigie-changes">
        {displaced.map(({ assignment, consultant, target, days, margin }) => (
          <li key={assignment}>
            {names?.consultants[consultant] ?? consultant}, {assignment} sur {names?.projects[target] ?? target} :{' '}
            {formatDays(days)}, marge {formatEuros(margin)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Unserved({ plan: { unserved } }: { plan: SolvedPlan }) {
  const nameOf = useNeedNames();
  if (unserved.length === 0)
    return (
      <Text size="sm" className="vigie-quiet">
        Tous les besoins sont servis.
      </Text>
    );
  return (
    <details className="vigie-rows">
      <summary>{sayCount(unserved.length, 'besoin non servi', 'besoins non servis')} ou en partie</summary>
      <ul className="vigie-changes">
        {unserved.map(({ need, days, of, constraint, detail }) => (
          <li key={need}>
            {nameOf(need)} : manque {formatDays(days)} sur {formatDays(of)}
            <br />
            <span className="vigie-quiet">
              {CONSTRAINT_WORDS[constraint]} : {detail}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What is not wanted of the plan is left out before it is proposed. */
function Assignments({ plan }: { plan: SolvedPlan }) {
  const nameOf = useNeedNames();
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const toggle = (at: number): void =>
    setLeft((before) => {
      const next = new Set(before);
      if (!next.delete(at)) next.add(at);
      return next;
    });
  const ready = plan.assignments.flatMap((one, at) => (one.ready === null || left.has(at) ? [] : [one.ready]));
  return (
    <>
      <details className="vigie-rows">
        <summary>{sayCount(plan.assignments.length, 'affectation', 'affectations')}</summary>
        <ul className="vigie-plain-list vigie-picks">
          {plan.assignments.map((one, at) => (
            // A person may serve a need twice (two periods): only their place tells them apart.
            <li key={at}>
              <Checkbox
                size="xs"
                checked={!left.has(at)}
                disabled={one.ready === null}
                onChange={() => toggle(at)}
                label={`${one.name} sur ${nameOf(one.need)}`}
                description={`Du ${formatDay(one.starts_on)} au ${formatDay(one.ends_on)} à ${formatPercent(one.share)}, ${formatDays(one.days)}, marge espérée ${formatEuros(one.margin)}`}
              />
            </li>
          ))}
        </ul>
      </details>
      <ProposeChanges
        label={`Proposer ${sayCount(ready.length, 'affectation', 'affectations')}`}
        about={AIM_WORDS[plan.aim].title}
        variant="filled"
        changes={ready.map(({ command, input }) => ({ command, input }))}
        reason={`Plan « ${AIM_WORDS[plan.aim].title} » de tous les besoins : ${formatChange(plan.difference.result)} face au plan d’aujourd’hui.`}
      />
    </>
  );
}
