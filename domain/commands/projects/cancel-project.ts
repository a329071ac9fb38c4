// A project stops before its end, or never began: its price becomes what was settled (else what was invoiced), what
// was not accepted falls, its people are free. A closed fixed price is earned in full: the price left must be the true one.
import { z } from 'zod';
import type { BillingFacts } from '../../billing.ts';
import { earlier, type CivilDate } from '../../civil-dates.ts';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { defineCommand, refuse, type RowChange } from '../command.ts';
import { civilDate, code, euros, shortText } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type { ProjectCommandRow } from '../rows.ts';
import { listOpen, loadEnd, lockEnd, refuseEnd, releasePeople, tellReleased } from './end-of-project.ts';
import { milestonesOf, showClosedMonths, showMarginChange, tellClosedMonths, type Figures } from './figures.ts';
import { amountsOf } from '../contract-amounts.ts';

const input = z.strictObject({
  code,
  reason: shortText,
  cancelledOn: civilDate.optional(),
  /** Of a fixed price: what the client pays in the end; left out: what was invoiced. */
  settledPrice: euros.optional(),
});

function settle(project: ProjectCommandRow, billing: BillingFacts | null, settledCents: number | undefined) {
  if (project.fixedPriceCents === null) return null;
  return settledCents ?? Math.max(0, (billing?.invoicedNetCents ?? 0) - (billing?.takenRebilledCents ?? 0));
}

/** The project as it ends; one that had not begun keeps no day of its own. */
function cancel(project: ProjectCommandRow, cancelledOn: CivilDate, fixedPriceCents: number | null): ProjectCommandRow {
  const begun = project.startsOn === null || project.startsOn <= cancelledOn;
  const signedEnd = project.contractKind === 'tma' ? project.endsOn : null;
  const base: ProjectCommandRow = { ...project, status: 'clos', fixedPriceCents };
  if (begun) return { ...base, endsOn: signedEnd === null ? cancelledOn : earlier(signedEnd, cancelledOn) };
  if (project.contractKind !== 'tma') return { ...base, startsOn: null, endsOn: cancelledOn };
  // A TMA has a first and a last day: the day it was cancelled, at no fee.
  return { ...base, startsOn: cancelledOn, endsOn: cancelledOn, monthlyFeeCents: 0 };
}

export const cancelProject = defineCommand({
  name: 'cancel_project',
  label: 'Annuler un projet',
  input,
  rights: { responsable: 'own', direction: 'all' },
  tier: 1,
  approvers: ['direction'],
  locks: (asked, read, { today }) => lockEnd(asked.code, read, today),
  load: (asked, read, context) => loadEnd(asked.code, asked.cancelledOn ?? context.today, read, context),
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today }) => {
    const cancelledOn = asked.cancelledOn ?? today;
    const refused = refuseEnd(facts, asked.code, cancelledOn, today);
    if (refused) return refused;
    const project = facts.project as ProjectCommandRow;
    if (asked.settledPrice !== undefined && project.fixedPriceCents === null)
      return refuse('terms_foreign', `Un contrat ${project.contractKind} n'a pas de prix à solder.`);
    const after = cancel(project, cancelledOn, settle(project, facts.billing, asked.settledPrice));
    const dropped = facts.milestones.filter(({ acceptedOn }) => acceptedOn === null);
    const kept = facts.milestones.filter(({ acceptedOn }) => acceptedOn !== null);
    const released = releasePeople(facts, cancelledOn);
    const rows: RowChange[] = [
      { entity: 'project', before: project, after },
      ...dropped.map((before): RowChange => ({ entity: 'milestone', before, after: null })),
      ...released,
    ];
    const repriced = project.fixedPriceCents !== after.fixedPriceCents;
    const settled =
      after.fixedPriceCents === null ? '' : ` Prix soldé à ${sayEurosAndCents(after.fixedPriceCents / 100)}.`;
    const open = listOpen({ ...facts, milestones: [] }, today);
    const told = open.length === 0 ? '' : ` Étaient ouverts : ${open.join(' ; ')}.`;
    const { figures } = facts;
    // At the end of a closed month the project still ran, at the price that is now settled.
    const then = (known: Figures) => ({
      ...known,
      amounts: { ...known.amounts, fixedPriceCents: after.fixedPriceCents },
    });
    const ended = { amounts: amountsOf(after), closed: true, remaining: [], milestones: milestonesOf(kept) };
    return {
      effect: {
        sentence: `Annuler le projet ${project.code} au ${sayDate(cancelledOn)} : ${asked.reason}.${settled}${told}${tellReleased(released)}${tellClosedMonths(facts.closed, then)}`,
        rows,
        euros: repriced
          ? [{ label: 'Prix du contrat', beforeCents: project.fixedPriceCents, afterCents: after.fixedPriceCents }]
          : [],
        indicators: figures
          ? [
              ...showMarginChange(project.code, figures, { ...figures, ...ended }),
              ...showClosedMonths(project.code, facts.closed, then),
            ]
          : [],
      },
      // The price of work begun or invoiced is part of the contract: a director decides, as in change_contract.
      tier: repriced && (facts.time.length > 0 || (facts.billing?.invoicedNetCents ?? 0) > 0) ? 2 : 1,
      revalues: [{ projects: [project.code], from: cancelledOn }],
    };
  },
});
