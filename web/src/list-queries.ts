// The lists that screens choose from and begin their forms with. A list is kept whole, as `GET /api/look-ups/NAME`
// tells it, for every screen that reads it; each takes its part.

import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { LookUpName, lookUps } from '../../api/contract/look-ups.ts';
import { listQuery } from './api-client.ts';

type Listed<Name extends LookUpName> = z.infer<(typeof lookUps)[Name]['output']>;

/** @param options as on the command line. @param pick what the screen reads of it. */
function pickQuery<Name extends LookUpName, Part>(
  name: Name,
  options: Readonly<Record<string, string | undefined>>,
  pick: (list: Listed<Name>) => Part,
) {
  return queryOptions({ ...listQuery(name, options), select: (list: unknown) => pick(list as Listed<Name>) });
}

/** What was sold of a project, profile by profile, and what is left to do. */
export function budgetsQuery(project: string) {
  return pickQuery('list_budgets', { project }, ({ budgets }) => budgets);
}
export type Budget = Listed<'list_budgets'>['budgets'][number];

export const projectsQuery = pickQuery('list_projects', {}, ({ projects }) => projects);

export const milestonesQuery = pickQuery('list_milestones', {}, ({ milestones }) => milestones);
export type Milestone = Listed<'list_milestones'>['milestones'][number];

export const profilesQuery = pickQuery('list_profiles', {}, ({ profiles }) => profiles);

export const dealsQuery = pickQuery('list_opportunities', {}, ({ opportunities }) => opportunities);
export type Deal = Listed<'list_opportunities'>['opportunities'][number];

export const invoicesQuery = pickQuery('list_invoices', {}, ({ invoices }) => invoices);
export type Invoice = Listed<'list_invoices'>['invoices'][number];

export const assignmentsQuery = pickQuery('list_assignments', {}, ({ assignments }) => assignments);
export type Assignment = Listed<'list_assignments'>['assignments'][number];

export const peopleQuery = pickQuery('list_consultants', {}, ({ consultants }) => consultants);

/** Absences that touch the days, of whom the reader follows. @param from 'YYYY-MM-DD'; without: all. */
export function absencesQuery(from?: string, to?: string) {
  return pickQuery('list_absences', { from, to }, ({ absences }) => absences);
}
export type Absence = Listed<'list_absences'>['absences'][number];
