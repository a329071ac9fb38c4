// A purchase on a project: a licence, a trip, a subcontracted lot; rebilled to the client in whole, in part, or not.
import { z } from 'zod';
import { askedCents } from '../../billing.ts';
import type { ProjectFacts } from '../../contract/facts.ts';
import { add, fraction, multiply, parseDecimal } from '../../fraction.ts';
import { sayCount, sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { civilDate, code, decimal, euros, shortText } from '../inputs.ts';
import { FRENCH_RATES } from '../../invoice-terms.ts';
import { ownsProject } from '../ownership.ts';
import { readFigures, showMarginChange, type Figures } from '../projects/figures.ts';
import type { ProjectCommandRow, PurchaseRow } from '../rows.ts';

const input = z.strictObject({
  project: code,
  boughtOn: civilDate,
  label: shortText,
  amount: euros,
  rebillable: z.boolean().default(false),
  /** Share of the amount that is rebilled, percent. */
  rebillingPercent: decimal.default('100'),
  /** Paid in the client's name: asked back as it was paid (VAT and all), outside VAT; neither a cost nor a sale. */
  disbursement: z.boolean().default(false),
  /** The rate of VAT at which it is rebilled, percent; left out: that of the client's services. */
  vatPercent: z.enum(FRENCH_RATES).nullable().default(null),
});

type Facts = {
  readonly project: ProjectCommandRow | null;
  /** Purchases of that day under that label: typed twice, the second is another one. */
  readonly alike: readonly PurchaseRow[];
  readonly figures: Figures | null;
  readonly monthClosed: boolean;
};

/** The project's facts with one more purchase. */
function withPurchase(facts: ProjectFacts, purchase: PurchaseRow): ProjectFacts {
  if (purchase.disbursement) return facts;
  const { amountCents, rebillable, rebillingPercent } = purchase;
  const { totalCents, notRebillableCents, rebilled } = facts.purchases;
  return {
    ...facts,
    purchases: {
      totalCents: totalCents + amountCents,
      notRebillableCents: notRebillableCents + (rebillable ? 0 : amountCents),
      rebilled: rebillable
        ? add(rebilled, multiply(fraction(amountCents, 10_000n), parseDecimal(rebillingPercent)))
        : rebilled,
    },
  };
}

export function nextOccurrence(alike: readonly PurchaseRow[]): number {
  return alike.reduce((last, { occurrence }) => Math.max(last, occurrence), 0) + 1;
}

export const recordPurchase = defineCommand({
  name: 'record_purchase',
  label: 'Enregistrer un achat',
  input,
  rights: { adv: 'all', daf: 'all', responsable: 'own' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [
    { kind: 'project', key: asked.project },
    { kind: 'month', key: monthOf(asked.boughtOn), shared: true },
  ],
  load: async (asked, read, { today, asker }): Promise<Facts> => {
    const project = await read.get('project', { code: asked.project });
    const { boughtOn, label } = asked;
    return {
      project,
      alike: await read.find('purchase', { project: asked.project, boughtOn, label }),
      figures: await readFigures(project, today, await asker(), read),
      monthClosed: await read.isMonthClosed(monthOf(boughtOn)),
    };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today }) => {
    const { project, figures, alike } = facts;
    if (!project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    if (asked.boughtOn > today) return refuse('purchase_in_future', 'Un achat est daté au plus tard d’aujourd’hui.');
    if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(asked.boughtOn)} est clos.`);
    const rebillable = asked.rebillable || asked.disbursement;
    if (rebillable && project.client === null)
      return refuse('project_internal', `${project.code} n'a pas de client à qui refacturer.`);
    if (asked.disbursement && (asked.rebillingPercent !== '100' || asked.vatPercent !== null))
      return refuse('disbursement_exact', 'Un débours se refacture pour son montant exact, hors TVA.');
    const { amount, ...fields } = asked;
    const after: PurchaseRow = {
      ...fields,
      rebillable,
      amountCents: amount,
      occurrence: nextOccurrence(alike),
      rebilledCents: null,
      enteredHere: true,
    };
    const rebilled = rebillable
      ? `, ${asked.disbursement ? 'débours refacturé hors TVA' : 'refacturé'} ${sayEurosAndCents(askedCents(after) / 100)}`
      : '';
    const twice =
      alike.length === 0 ? '' : ` Attention : déjà ${sayCount(alike.length, 'achat')} de ce libellé ce jour-là.`;
    return {
      effect: {
        sentence: `Achat sur ${project.code} le ${sayDate(asked.boughtOn)} : ${asked.label}, ${sayEurosAndCents(amount / 100)}${asked.disbursement ? '' : ' HT'}${rebilled}.${twice}`,
        rows: [{ entity: 'purchase', before: null, after }],
        euros: [{ label: 'Achat HT', beforeCents: null, afterCents: amount }],
        indicators: figures ? showMarginChange(project.code, figures, withPurchase(figures, after)) : [],
      },
    };
  },
});
