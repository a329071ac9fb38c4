// What the screens of staffing read and ask: the plan, the open needs, the skills, the load to come, what if.

import { queryOptions } from '@tanstack/react-query';
import { client } from './api-client.ts';

export function planQuery(asked: { from?: string | undefined; weeks: number }) {
  return queryOptions({
    queryKey: ['report', 'plan', asked],
    queryFn: () =>
      client.reports.plan({ weeks: String(asked.weeks), ...(asked.from !== undefined && { from: asked.from }) }),
  });
}
export type Plan = Awaited<ReturnType<typeof client.reports.plan>>;
export type PlannedPerson = Plan['consultants'][number];
export type PlanWeek = PlannedPerson['weeks'][number];
export type PlanConflict = Plan['conflicts'][number];

/** All open needs, each with its first candidates. */
export const needsQuery = queryOptions({
  queryKey: ['report', 'staffing', {}],
  queryFn: () => client.reports.staffing({}),
});
export type StaffingReport = Awaited<ReturnType<typeof client.reports.staffing>>;
export type OpenNeed = StaffingReport['needs'][number];
export type Candidate = OpenNeed['candidates'][number];

/** One need with everybody who could take it, and everybody who cannot. */
export function needQuery(need: OpenNeed) {
  const asked = questionOf(need);
  return queryOptions({
    queryKey: ['report', 'staffing', asked],
    queryFn: async () => {
      const { needs } = await client.reports.staffing(asked);
      // A project may miss several people of one profile: the one that was chosen, else the report's own answer.
      return needs.find(({ id }) => id === need.id) ?? needs[0] ?? need;
    },
  });
}

function questionOf({ kind, opportunity, project, profile, replaces, starts_on }: OpenNeed) {
  const target = project !== null ? { project } : opportunity !== null ? { opportunity } : {};
  if (kind === 'replacement' && replaces !== null)
    return { ...target, replace: replaces.consultant, ...(starts_on !== null && { from: starts_on }) };
  return { ...target, ...(profile !== null && { profile }) };
}

/** The bookings of somebody, each as a need. @param asked.from the day from which they are replaced. */
export function replacementQuery(asked: { replaced: string; project: string | undefined; from: string | undefined }) {
  const { replaced, project, from } = asked;
  return queryOptions({
    queryKey: ['report', 'staffing', asked],
    queryFn: async () => {
      const report = await client.reports.staffing({
        replace: replaced,
        ...(project !== undefined && { project }),
        ...(from !== undefined && { from }),
      });
      return report.needs;
    },
    retry: false,
  });
}

export type Looked = Parameters<typeof client.reports.staffing>[0];

/** Who answers, ranked. @param looked what is looked for, of no deal. */
export function searchQuery(looked: Looked) {
  return queryOptions({
    queryKey: ['report', 'staffing', looked],
    queryFn: async () => (await client.reports.staffing(looked)).needs,
    retry: false,
  });
}

export function capacityWeeksQuery(weeks: number) {
  return queryOptions({
    queryKey: ['report', 'capacity_weeks', { weeks }],
    queryFn: () => client.reports.capacity_weeks({ weeks: String(weeks) }),
  });
}
export type CapacityWeeks = Awaited<ReturnType<typeof client.reports.capacity_weeks>>;

export const skillsQuery = queryOptions({
  queryKey: ['report', 'skills_map', {}],
  queryFn: () => client.reports.skills_map({}),
});
export type SkillsMap = Awaited<ReturnType<typeof client.reports.skills_map>>;

export type Supposed = Parameters<typeof client.reports.what_if>[0];

export function whatIfQuery(supposed: Supposed) {
  return queryOptions({
    queryKey: ['report', 'what_if', supposed],
    queryFn: () => client.reports.what_if(supposed),
    // What is refused (an unknown code) stays refused.
    retry: false,
  });
}
export type WhatIf = Awaited<ReturnType<typeof client.reports.what_if>>;

/** Solved when it is asked for, and kept: the machine thinks for seconds, and a plan is compared while it is read. */
export function plansQuery(weeks: number) {
  return queryOptions({
    queryKey: ['plans', weeks],
    queryFn: () => client.staffing.solve({ weeks }),
    staleTime: Infinity,
    retry: false,
  });
}
export type SolvedPlans = Awaited<ReturnType<typeof client.staffing.solve>>;
export type SolvedPlan = SolvedPlans['alternatives'][number];

/** A booking as its command takes it, and who else could be. */
export type AskedChange = Parameters<typeof client.proposals.file>[0]['changes'][number];

/** As many as the door takes at once. */
const FILED_AT_ONCE = 50;

export async function fileProposals(changes: readonly AskedChange[], reason: string) {
  const proposals: Awaited<ReturnType<typeof client.proposals.file>>['proposals'] = [];
  for (let at = 0; at < changes.length; at += FILED_AT_ONCE) {
    const some = changes.slice(at, at + FILED_AT_ONCE);
    proposals.push(...(await client.proposals.file({ changes: some, reason })).proposals);
  }
  return { proposals };
}

export function proposeWhatIf(supposed: Supposed) {
  return client.staffing.proposeWhatIf(supposed);
}
