// Expenses: each records their own, another decides. An approved one on a project is a purchase of it, rebilled as the
// contract has it: at its cost, at a flat amount, or up to a ceiling; débours, to the cent (DOMAIN.md, §2).
import { z } from 'zod';
import { askedCents } from '../../billing.ts';
import { rebilledExpenseCents } from '../../contract/expense-policy.ts';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { civilDate, code, euros, shortText } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type { ConsultantRow, ExpensePolicyRow, ExpenseRow, ProjectCommandRow, PurchaseRow } from '../rows.ts';
import { nextOccurrence } from './record-purchase.ts';

const recordInput = z.strictObject({
  /** Left out: who records it. */
  consultant: code.optional(),
  project: code.nullable().default(null),
  spentOn: civilDate,
  label: shortText,
  /** Without VAT. */
  amount: euros.refine((cents) => cents > 0, 'un montant est attendu'),
  vat: euros.default(0),
  rebillable: z.boolean().default(false),
  /** Paid in the client's name: asked back as it was paid, outside VAT (CGI, art. 267, II-2°). */
  disbursement: z.boolean().default(false),
  /** The firm deducts this VAT; false (a hotel, a train: CGI, ann. II, art. 206): the cost is what was paid. */
  vatRecovered: z.boolean().default(true),
});

type RecordFacts = { readonly consultant: ConsultantRow | null; readonly project: ProjectCommandRow | null };

export const recordExpense = defineCommand({
  name: 'record_expense',
  label: 'Saisir une note de frais',
  input: recordInput,
  rights: {},
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: async (asked, _read, { asker }) => {
    const consultant = asked.consultant ?? (await asker()).consultantCode;
    return consultant === null ? [] : [{ kind: 'consultant', key: consultant }];
  },
  load: async (asked, read, { asker }): Promise<RecordFacts> => {
    const consultant = asked.consultant ?? (await asker()).consultantCode;
    return {
      consultant: consultant === null ? null : await read.get('consultant', { code: consultant }),
      project: asked.project === null ? null : await read.get('project', { code: asked.project }),
    };
  },
  owns: (facts, _asked, asker, role) =>
    role === 'self' && facts.consultant !== null && facts.consultant.code === asker.consultantCode,
  plan: ({ consultant, project }, asked, { today }) => {
    if (!consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    if (asked.project !== null && !project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    if (asked.spentOn > today) return refuse('expense_in_future', 'Une dépense est datée au plus tard d’aujourd’hui.');
    const rebillable = asked.rebillable || asked.disbursement;
    if (rebillable && (project === null || project.client === null))
      return refuse('no_client', 'Des frais se refacturent sur le projet d’un client.');
    const after: ExpenseRow = {
      id: null,
      consultant: consultant.code,
      project: asked.project,
      spentOn: asked.spentOn,
      label: asked.label,
      amountCents: asked.amount,
      vatCents: asked.vat,
      rebillable,
      disbursement: asked.disbursement,
      vatRecovered: asked.vatRecovered,
      status: 'demandee',
      payableOn: null,
    };
    return {
      effect: {
        sentence: `Frais de ${consultant.firstName} ${consultant.lastName} le ${sayDate(asked.spentOn)} : ${asked.label}, ${sayEurosAndCents((asked.amount + asked.vat) / 100)} TTC${project ? ` sur ${project.code}` : ''}.`,
        rows: [{ entity: 'expense', before: null, after }],
        euros: [{ label: 'Frais TTC', beforeCents: null, afterCents: asked.amount + asked.vat }],
      },
    };
  },
});

const approveInput = z
  .strictObject({
    id: z.number().int().positive(),
    decision: z.enum(['validee', 'refusee']).default('validee'),
    reason: shortText.nullable().default(null),
  })
  .refine(({ decision, reason }) => decision === 'validee' || reason !== null, 'un refus a une raison');

type ApproveFacts = {
  readonly expense: ExpenseRow | null;
  readonly consultant: ConsultantRow | null;
  readonly project: ProjectCommandRow | null;
  readonly purchases: readonly PurchaseRow[];
  /** How the project's contract lets expenses be rebilled; null: at their cost. */
  readonly policy: ExpensePolicyRow | null;
  /** The month of the expense, and today's. */
  readonly monthClosed: boolean;
  readonly todayClosed: boolean;
};

function labelOf(expense: ExpenseRow, consultant: ConsultantRow): string {
  return `Frais de ${consultant.firstName} ${consultant.lastName} : ${expense.label}`;
}

/** On the day of the expense; in a month already closed, on the day it is approved: stored figures stay. */
function purchaseOf(facts: ApproveFacts, expense: ExpenseRow, label: string, today: CivilDate): PurchaseRow | null {
  if (expense.project === null) return null;
  const boughtOn = facts.monthClosed ? today : expense.spentOn;
  const alike = facts.purchases.filter((row) => row.boughtOn === boughtOn && row.label === label);
  const { disbursement, rebillable } = expense;
  const amountCents = costOf(expense);
  return {
    project: expense.project,
    boughtOn,
    label,
    occurrence: nextOccurrence(alike),
    amountCents,
    rebillable,
    rebillingPercent: '100',
    rebilledCents: rebillable && !disbursement ? rebilledExpenseCents(amountCents, facts.policy) : null,
    disbursement,
    vatPercent: null,
    enteredHere: true,
  };
}

/** What it costs: without its VAT where the firm deducts it; débours are asked back as they were paid. */
function costOf({ amountCents, vatCents, vatRecovered, disbursement }: ExpenseRow): number {
  return vatRecovered && !disbursement ? amountCents : amountCents + vatCents;
}

function sayRebilling(purchase: PurchaseRow): string {
  if (!purchase.rebillable) return '';
  const asked = sayEurosAndCents(askedCents(purchase) / 100);
  return purchase.disbursement ? ` Débours refacturé ${asked}, hors TVA.` : ` Refacturé ${asked} HT.`;
}

export const approveExpense = defineCommand({
  name: 'approve_expense',
  label: 'Décider une note de frais',
  input: approveInput,
  rights: { adv: 'all', daf: 'all', responsable: 'own' },
  tier: 1,
  approvers: [],
  locks: async (asked, read, { today }) => {
    const expense = await read.get('expense', { id: asked.id });
    if (!expense) return [];
    const months = new Set([monthOf(expense.spentOn), monthOf(today)]);
    return [
      { kind: 'consultant', key: expense.consultant },
      ...(expense.project === null ? [] : [{ kind: 'project' as const, key: expense.project }]),
      ...[...months].map((key) => ({ kind: 'month' as const, key, shared: true })),
    ];
  },
  load: async (asked, read, { today }): Promise<ApproveFacts> => {
    const expense = await read.get('expense', { id: asked.id });
    const project = expense?.project ?? null;
    return {
      expense,
      consultant: expense && (await read.get('consultant', { code: expense.consultant })),
      project: project === null ? null : await read.get('project', { code: project }),
      purchases: project === null ? [] : await read.find('purchase', { project }),
      policy: project === null ? null : await read.get('expensePolicy', { project }),
      monthClosed: expense !== null && (await read.isMonthClosed(monthOf(expense.spentOn))),
      todayClosed: await read.isMonthClosed(monthOf(today)),
    };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today, asker }) => {
    const { expense, consultant } = facts;
    if (!expense || !consultant) return refuse(NOT_FOUND, `Note de frais inconnue : ${asked.id}.`);
    if (expense.consultant === asker.consultantCode)
      return refuse('own_expense', 'Une autre personne décide de vos frais.');
    if (expense.status !== 'demandee')
      return refuse(
        'expense_decided',
        `Cette note de frais est déjà ${expense.status === 'validee' ? 'validée' : 'refusée'}.`,
      );
    // Payroll of a closed month is done: what is approved after it is paid with today's.
    const payableOn = asked.decision === 'refusee' ? null : facts.monthClosed ? today : expense.spentOn;
    const after = { ...expense, status: asked.decision, payableOn };
    const rows: RowChange[] = [{ entity: 'expense', before: expense, after }];
    const said = `les frais de ${consultant.firstName} ${consultant.lastName} du ${sayDate(expense.spentOn)} (${expense.label}, ${sayEurosAndCents((expense.amountCents + expense.vatCents) / 100)} TTC)`;
    if (asked.decision === 'refusee') return { effect: { sentence: `Refuser ${said} : ${asked.reason ?? ''}.`, rows } };
    if (expense.project !== null && facts.monthClosed && facts.todayClosed)
      return refuse('month_closed', `Le mois ${monthOf(today)} est clos : l'achat ne peut y être daté.`);
    const purchase = purchaseOf(facts, expense, labelOf(expense, consultant), today);
    if (purchase) rows.push({ entity: 'purchase', before: null, after: purchase });
    const late =
      facts.monthClosed && purchase
        ? ` Le mois ${monthOf(expense.spentOn)} est clos : l'achat est daté du ${sayDate(today)}.`
        : '';
    return {
      effect: {
        sentence: `Valider ${said}.${purchase ? sayRebilling(purchase) : ''}${late}`,
        rows,
        euros: [{ label: 'À rembourser TTC', beforeCents: null, afterCents: expense.amountCents + expense.vatCents }],
      },
    };
  },
});
