// The budget of a project is set: days, TJM and planned cost a profile, planned purchases. Margin at completion and
// closed months are shown before → after; a TJM under the client's signature is a director's decision.
import { z } from 'zod';
import type { ProjectFacts } from '../../contract/facts.ts';
import { sayDays } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { code, euros } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type { ProjectCommandRow } from '../rows.ts';
import {
  budgetFields,
  budgetRowsOf,
  changeBudget,
  profilesUnderQuote,
  readBudgetFacts,
  refuseBudget,
  withBudget,
  type BudgetFacts,
} from './budget.ts';
import {
  lockMonths,
  readClosedFigures,
  readFigures,
  showClosedMonths,
  showMarginChange,
  tellClosedMonths,
  type ClosedFigures,
  type Figures,
} from './figures.ts';
import { amountsOf } from '../contract-amounts.ts';

const input = z.strictObject({
  project: code,
  /** The whole budget: a profile left out is no longer in it. */
  lines: budgetFields,
  plannedPurchases: euros.nullable().optional(),
});

type Facts = BudgetFacts & {
  readonly project: ProjectCommandRow | null;
  readonly figures: Figures | null;
  readonly closed: ClosedFigures | null;
};

export const setBudget = defineCommand({
  name: 'set_budget',
  label: 'Fixer le budget',
  input,
  rights: { responsable: 'own', direction: 'all' },
  tier: 1,
  approvers: ['direction'],
  locks: async (asked, read, { today }) => [
    { kind: 'project', key: asked.project },
    ...lockMonths(await read.get('project', { code: asked.project }), today),
  ],
  load: async (asked, read, { today, asker }): Promise<Facts> => {
    const project = await read.get('project', { code: asked.project });
    return {
      project,
      ...(await readBudgetFacts(project, read)),
      figures: await readFigures(project, today, await asker(), read),
      closed: await readClosedFigures(project, await asker(), read),
    };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked) => {
    const { project, figures } = facts;
    if (!project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    if (project.status === 'clos') return refuse('project_closed', `Le projet ${project.code} est clos.`);
    const wrong = refuseBudget(asked.lines, facts.profiles);
    if (wrong) return wrong;
    const budget = budgetRowsOf(project.code, asked.lines);
    const rows: RowChange[] = changeBudget(facts.budget, budget);
    const after: ProjectCommandRow =
      asked.plannedPurchases === undefined ? project : { ...project, plannedPurchasesCents: asked.plannedPurchases };
    if (after.plannedPurchasesCents !== project.plannedPurchasesCents)
      rows.push({ entity: 'project', before: project, after });
    if (rows.length === 0) return refuse('nothing_changed', `Le budget de ${project.code} est déjà celui-là.`);
    const change = (known: Figures): ProjectFacts =>
      withBudget({ ...known, amounts: amountsOf(after) }, budget, facts, known.costs);
    const sold = (lines: readonly { quarterDays: number }[]) =>
      lines.reduce((total, { quarterDays }) => total + quarterDays, 0) / 4;
    const under = profilesUnderQuote(project, facts, budget);
    const told = under.length === 0 ? '' : ` TJM sous le devis : ${under.join(', ')}.`;
    return {
      effect: {
        sentence: `Fixer le budget de ${project.code} à ${sayDays(sold(budget))} (au lieu de ${sayDays(sold(facts.budget))}).${told}${tellClosedMonths(facts.closed, change)}`,
        rows,
        indicators: figures
          ? [
              ...showMarginChange(project.code, figures, change(figures)),
              ...showClosedMonths(project.code, facts.closed, change),
            ]
          : [],
      },
      tier: under.length > 0 ? 2 : 1,
      revalues: [{ projects: [project.code] }],
    };
  },
});
