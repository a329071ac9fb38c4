// A project is opened without a won opportunity behind it: an internal one, a direct order, an extension. Contract,
// budget and milestones at once; what it will bring is shown before.
import { amountsOf } from '../contract-amounts.ts';
import { z } from 'zod';
import { NO_PURCHASES, type ProjectFacts } from '../../contract/facts.ts';
import { sayDays } from '../../french.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { defineCommand, isRefusal, NOT_FOUND, refuse, type Asker, type RowChange } from '../command.ts';
import { code, shortText } from '../inputs.ts';
import type { BudgetRow, ConsultantRow, ProfileCommandRow, ProjectCommandRow } from '../rows.ts';
import { budgetFields, budgetLinesOf, budgetRowsOf, refuseBudget } from './budget.ts';
import { milestonesOf, showMarginChange } from './figures.ts';
import { contractFields, milestoneFields, refuseSchedule, replaceMilestones, withContract } from './terms.ts';

const input = z.strictObject({
  /** Given when empty: the next of the series. */
  code: code.optional(),
  client: code.nullable().default(null),
  title: shortText.nullable().default(null),
  ...contractFields,
  contractKind: contractFields.contractKind.unwrap(),
  status: z.enum(['prevu', 'en_cours']).default('en_cours'),
  /** Left out: who opens it, when they are a responsable. */
  manager: code.nullable().optional(),
  budget: budgetFields.default([]),
  milestones: milestoneFields.default([]),
});

type Facts = {
  readonly existing: ProjectCommandRow | null;
  readonly clientKnown: boolean;
  readonly managerCode: string | null;
  readonly manager: ConsultantRow | null;
  readonly profiles: readonly ProfileCommandRow[];
  readonly nextCode: string;
};

function managerOf(asked: z.output<typeof input>, asker: Asker): string | null {
  if (asked.manager !== undefined) return asked.manager;
  return asker.roles.includes('responsable') ? asker.consultantCode : null;
}

/** A project of which nothing is done yet: all of the budget is left. */
function factsOfNew(
  project: ProjectCommandRow,
  budget: readonly BudgetRow[],
  profiles: readonly ProfileCommandRow[],
  milestones: ProjectFacts['milestones'],
  asOf: CivilDate,
): ProjectFacts {
  const lines = budgetLinesOf(budget, profiles);
  return {
    amounts: amountsOf(project),
    asOf,
    closed: false,
    budget: lines,
    time: [],
    remaining: lines,
    purchases: NO_PURCHASES,
    milestones,
    units: new Map(),
  };
}

export const openProject = defineCommand({
  name: 'open_project',
  label: 'Ouvrir un projet',
  input,
  rights: { responsable: 'own', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [
    ...(asked.client === null ? [] : [{ kind: 'client' as const, key: asked.client, shared: true }]),
    // The next code of the series is taken by one at a time.
    { kind: 'firm', key: 'project-codes' },
    ...(asked.code === undefined ? [] : [{ kind: 'project' as const, key: asked.code }]),
  ],
  load: async (asked, read, { asker }): Promise<Facts> => {
    const managerCode = managerOf(asked, await asker());
    return {
      existing: asked.code === undefined ? null : await read.get('project', { code: asked.code }),
      clientKnown: asked.client === null || (await read.get('client', { code: asked.client })) !== null,
      managerCode,
      manager: managerCode === null ? null : await read.get('consultant', { code: managerCode }),
      profiles: await read.find('profile', {}),
      nextCode: asked.code ?? (await read.nextCode('project', 'P', 3)),
    };
  },
  // A responsable opens projects of their own.
  owns: (facts, _asked, asker, role) =>
    role === 'responsable' && facts.managerCode !== null && facts.managerCode === asker.consultantCode,
  plan: (facts, asked, { today }) => {
    if (facts.existing) return refuse('project_exists', `Le projet ${facts.existing.code} existe déjà.`);
    if (!facts.clientKnown) return refuse(NOT_FOUND, `Client inconnu : ${asked.client}.`);
    if (facts.managerCode !== null && !facts.manager)
      return refuse(NOT_FOUND, `Responsable inconnu : ${facts.managerCode}.`);
    const bare: ProjectCommandRow = {
      code: facts.nextCode,
      client: asked.client,
      opportunity: null,
      title: asked.title,
      contractKind: asked.contractKind,
      status: asked.status,
      startsOn: null,
      endsOn: null,
      fixedPriceCents: null,
      ceilingCents: null,
      monthlyFeeCents: null,
      includedUnits: null,
      unitPriceCents: null,
      carryOverMonths: null,
      plannedPurchasesCents: null,
      manager: facts.managerCode,
    };
    const project = withContract(bare, asked);
    if (isRefusal(project)) return project;
    const wrongBudget = refuseBudget(asked.budget, facts.profiles);
    if (wrongBudget) return wrongBudget;
    const schedule = replaceMilestones(project.code, [], asked.milestones);
    if (isRefusal(schedule)) return schedule;
    const wrongSchedule = refuseSchedule(project, schedule.milestones);
    if (wrongSchedule) return wrongSchedule;
    const budget = budgetRowsOf(project.code, asked.budget);
    const rows: RowChange[] = [
      { entity: 'project', before: null, after: project },
      ...budget.map((after): RowChange => ({ entity: 'budget', before: null, after })),
      ...schedule.rows,
    ];
    const sold = budget.reduce((total, { quarterDays }) => total + quarterDays, 0) / 4;
    const figures = factsOfNew(project, budget, facts.profiles, milestonesOf(schedule.milestones), today);
    return {
      effect: {
        sentence: `Ouvrir le projet ${project.code} (${project.contractKind})${project.client === null ? '' : ` pour ${project.client}`}, ${sayDays(sold)} au budget.`,
        rows,
        indicators: project.contractKind === 'interne' ? [] : showMarginChange(project.code, null, figures),
      },
      result: { code: project.code },
    };
  },
});
