// Everything that workflows may ask of the world, by name.

import { dealActivities, type DealActivities } from './deal.ts';
import { invoiceActivities, type InvoiceActivities } from './invoice.ts';
import { monthEndActivities, type MonthEndActivities } from './month-end.ts';
import { scanActivities, type ScanActivities } from './nightly-scan.ts';
import { proposalActivities, type CarryOut, type ProposalActivities } from './proposal.ts';
import type { World } from './step-answer.ts';

export type AllActivities = DealActivities &
  InvoiceActivities &
  MonthEndActivities &
  ProposalActivities &
  ScanActivities;

/** @param carryOut carries out an approved proposal (db/proposals). */
export function allActivities(world: World, carryOut: CarryOut): AllActivities {
  return {
    ...dealActivities(world),
    ...invoiceActivities(world),
    ...monthEndActivities(world),
    ...proposalActivities(world, carryOut),
    ...scanActivities(world),
  };
}
