// The firm's things as lists, for the assistant and for programs: each row that the person may see, as it stands, read in
// one read-only snapshot. Shapes: api/contract/look-ups.ts.

import type { Sql, Transaction } from '../connection.ts';
import { listCraDays, listCraProgress } from './cra.ts';
import {
  listBudgets,
  listClients,
  listInvoices,
  listMilestones,
  listOpportunities,
  listOrders,
  listProjects,
} from './deals.ts';
import { listExpenses } from './expenses.ts';
import { listAbsences, listAssignments, listConsultants, listTimesheets } from './people.ts';
import { listProfiles } from './profiles.ts';
import { listClientValidations, listEvidence } from './proofs.ts';
import type { LookUpAsker, LookUpOptions } from './reading.ts';
import { listSkillsOfPeople } from './skills.ts';

const READERS = {
  list_projects: listProjects,
  list_clients: listClients,
  list_consultants: listConsultants,
  list_opportunities: listOpportunities,
  list_orders: listOrders,
  list_invoices: listInvoices,
  list_absences: listAbsences,
  list_timesheets: listTimesheets,
  list_cra_days: listCraDays,
  list_cra_progress: listCraProgress,
  list_expenses: listExpenses,
  list_assignments: listAssignments,
  list_milestones: listMilestones,
  list_budgets: listBudgets,
  list_profiles: listProfiles,
  list_skills: listSkillsOfPeople,
  list_client_validations: listClientValidations,
  list_evidence: listEvidence,
} as const;

export type LookUpRead = keyof typeof READERS;

/** @throws LookUpRefused when the person's roles give nothing of it. */
export async function readLookUp(
  reader: Sql,
  name: LookUpRead,
  options: LookUpOptions,
  who: LookUpAsker,
): Promise<Record<string, unknown>> {
  const read = (tx: Transaction): Promise<Record<string, unknown>> =>
    READERS[name]({ tx, asOf: options['as-of'], options, who });
  return (await reader.begin('isolation level repeatable read read only', read)) as Record<string, unknown>;
}
