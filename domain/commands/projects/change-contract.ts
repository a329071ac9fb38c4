// What the client signed changes, by an amendment: price, dates, kind, milestones to come, budget. A second person of
// direction decides, on the margin before → after and on what moves in months already closed.
import { amountsOf } from '../contract-amounts.ts';
import { z } from 'zod';
import type { BillingFacts } from '../../billing.ts';
import { plannedRevenue } from '../../contract/contract.ts';
import type { ProjectFacts } from '../../contract/facts.ts';
import { sayCount, sayEurosAndCents } from '../../french.ts';
import { roundToCents } from '../../money.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, isRefusal, NOT_FOUND, refuse, type Refusal, type RowChange } from '../command.ts';
import { code, shortText } from '../inputs.ts';
import type {
  BudgetRow,
  ExpensePolicyRow,
  MilestoneRow,
  OnCallRateRow,
  OnCallUnitsRow,
  ProjectCommandRow,
} from '../rows.ts';
import {
  budgetFields,
  budgetLinesOf,
  budgetRowsOf,
  changeBudget,
  readBudgetFacts,
  refuseBudget,
  withBudget,
  type BudgetFacts,
} from './budget.ts';
import {
  lockMonths,
  milestonesOf,
  readClosedFigures,
  readFigures,
  showClosedMonths,
  showMarginChange,
  tellClosedMonths,
  type ClosedFigures,
  type Figures,
} from './figures.ts';
import {
  changeExpensePolicy,
  changeOnCallRates,
  expensePolicyFields,
  onCallRateFields,
  sayExpensePolicy,
} from './on-call.ts';
import {
  contractFields,
  milestoneFields,
  refuseSchedule,
  replaceMilestones,
  withContract,
  type Schedule,
} from './terms.ts';

const input = z.strictObject({
  code,
  /** The amendment's reference, or why. */
  amendment: shortText,
  ...contractFields,
  /** All the milestones; those accepted stay as they are. */
  milestones: milestoneFields.optional(),
  /** The whole budget. */
  budget: budgetFields.optional(),
  /** The whole table of on-call rates. */
  onCallRates: onCallRateFields.optional(),
  /** How expenses are rebilled. */
  expenses: expensePolicyFields.optional(),
});

type Facts = BudgetFacts & {
  readonly project: ProjectCommandRow | null;
  readonly milestones: readonly MilestoneRow[];
  readonly onCallRates: readonly OnCallRateRow[];
  readonly onCallUnits: readonly OnCallUnitsRow[];
  readonly expensePolicy: ExpensePolicyRow | null;
  readonly billing: BillingFacts | null;
  readonly figures: Figures | null;
  readonly closed: ClosedFigures | null;
};

/** A price below what was invoiced needs its credit note first. Null: it is not. */
function refuseUnderInvoiced(after: ProjectCommandRow, billing: BillingFacts | null): Refusal | null {
  const price = after.contractKind === 'forfait' ? after.fixedPriceCents : after.ceilingCents;
  const invoicedCents = (billing?.invoicedNetCents ?? 0) - (billing?.takenRebilledCents ?? 0);
  if (price === null || invoicedCents <= price) return null;
  return refuse(
    'price_under_invoiced',
    `${sayEurosAndCents(invoicedCents / 100)} sont déjà facturés sur ${after.code} : un avoir d'abord, ou un prix d'au moins autant.`,
  );
}

function priceCents(
  project: ProjectCommandRow,
  budget: readonly BudgetRow[],
  milestones: readonly MilestoneRow[],
  facts: Facts,
) {
  return roundToCents(
    plannedRevenue(amountsOf(project), budgetLinesOf(budget, facts.profiles), milestonesOf(milestones)),
  );
}

/** What is billed beside the work: the table of on-call rates, and how expenses are rebilled. */
function besideRows(facts: Facts, asked: z.output<typeof input>, project: string): RowChange[] | Refusal {
  const rates = asked.onCallRates
    ? changeOnCallRates(project, facts.onCallRates, asked.onCallRates, facts.onCallUnits)
    : [];
  if (isRefusal(rates)) return rates;
  return [...rates, ...(asked.expenses ? changeExpensePolicy(project, facts.expensePolicy, asked.expenses) : [])];
}

export const changeContract = defineCommand({
  name: 'change_contract',
  label: 'Modifier le contrat',
  input,
  rights: { direction: 'all' },
  tier: 2,
  approvers: ['direction'],
  locks: async (asked, read, { today }) => [
    { kind: 'project', key: asked.code },
    ...lockMonths(await read.get('project', { code: asked.code }), today),
  ],
  load: async (asked, read, { today, asker }): Promise<Facts> => {
    const project = await read.get('project', { code: asked.code });
    const billed = await read.billingFacts(monthOf(today), today, [asked.code]);
    return {
      project,
      ...(await readBudgetFacts(project, read)),
      milestones: await read.find('milestone', { project: asked.code }),
      onCallRates: await read.find('onCallRate', { project: asked.code }),
      onCallUnits: await read.find('onCallUnits', { project: asked.code }),
      expensePolicy: await read.get('expensePolicy', { project: asked.code }),
      billing: billed.find((own) => own.code === asked.code) ?? null,
      figures: await readFigures(project, today, await asker(), read),
      closed: await readClosedFigures(project, await asker(), read),
    };
  },
  plan: (facts, asked) => {
    const { project, figures } = facts;
    if (!project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.code}.`);
    if (project.status === 'clos') return refuse('project_closed', `Le projet ${project.code} est clos.`);
    const after = withContract(project, asked);
    if (isRefusal(after)) return after;
    const kept: Schedule = { milestones: facts.milestones, rows: [] };
    const schedule = asked.milestones ? replaceMilestones(project.code, facts.milestones, asked.milestones) : kept;
    if (isRefusal(schedule)) return schedule;
    const repriced = after.fixedPriceCents !== project.fixedPriceCents || asked.milestones !== undefined;
    const refused =
      (repriced ? refuseSchedule(after, schedule.milestones) : null) ??
      refuseUnderInvoiced(after, facts.billing) ??
      (asked.budget ? refuseBudget(asked.budget, facts.profiles) : null);
    if (refused) return refused;
    const budget = asked.budget ? budgetRowsOf(project.code, asked.budget) : facts.budget;
    const beside = besideRows(facts, asked, project.code);
    if (isRefusal(beside)) return beside;
    const rows: RowChange[] = [...schedule.rows, ...changeBudget(facts.budget, budget), ...beside];
    if (JSON.stringify(after) !== JSON.stringify(project)) rows.unshift({ entity: 'project', before: project, after });
    if (rows.length === 0) return refuse('nothing_changed', `Le contrat de ${project.code} est déjà celui-là.`);
    const change = (known: Figures): ProjectFacts =>
      withBudget(
        { ...known, amounts: amountsOf(after), milestones: milestonesOf(schedule.milestones) },
        budget,
        facts,
        known.costs,
      );
    const [before, will] = [
      priceCents(project, facts.budget, facts.milestones, facts),
      priceCents(after, budget, schedule.milestones, facts),
    ];
    return {
      effect: {
        sentence: `Avenant au contrat de ${project.code} (${asked.amendment}) : prix vendu de ${sayEurosAndCents(before / 100)} à ${sayEurosAndCents(will / 100)}${asked.expenses ? ` ; ${sayExpensePolicy(asked.expenses)}` : ''}${asked.onCallRates ? ` ; ${sayCount(asked.onCallRates.length, 'tarif')} d'astreinte` : ''}.${tellClosedMonths(facts.closed, change)}`,
        rows,
        euros: [{ label: 'Prix vendu', beforeCents: before, afterCents: will }],
        indicators: figures
          ? [
              ...showMarginChange(project.code, figures, change(figures)),
              ...showClosedMonths(project.code, facts.closed, change),
            ]
          : [],
      },
      revalues: asked.budget ? [{ projects: [project.code] }] : [],
    };
  },
});
