// A deposit is invoiced before the work: it pays the oldest acceptances first. Decided by a second person.
import { z } from 'zod';
import { blockBilling, type BillingFacts, type BillingLine } from '../../billing.ts';
import { fraction } from '../../fraction.ts';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { dueDateOf, grossOf, vatOf } from '../../invoice-terms.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { civilDate, code, euros, shortText } from '../inputs.ts';
import type { ClientRow, FirmRow, InvoiceCommandRow, OrderCommandRow, ProjectCommandRow } from '../rows.ts';
import { readSeller } from '../../legal-invoice/parties.ts';
import { checkBeforeNumber, listWarnings, refuseIllegal } from './check-legal.ts';
import { endOfMonthReading } from './issue-invoices.ts';

const input = z.strictObject({
  project: code,
  /** Euros HT. */
  amount: euros.refine((cents) => cents > 0, 'un montant positif est attendu'),
  label: shortText.default('Acompte'),
  issuedOn: civilDate.optional(),
});

type Facts = {
  readonly project: ProjectCommandRow | null;
  readonly client: ClientRow | null;
  readonly billing: BillingFacts | null;
  readonly orders: readonly OrderCommandRow[];
  readonly firm: FirmRow | null;
  readonly monthClosed: boolean;
};

function draftDeposit(
  { orders, firm }: Facts,
  client: ClientRow,
  asked: z.output<typeof input>,
  issuedOn: CivilDate,
): InvoiceCommandRow {
  const vat = vatOf(client, readSeller(firm).isFranchise);
  return {
    number: null,
    kind: 'acompte',
    client: client.code,
    project: asked.project,
    issuedOn,
    dueOn: dueDateOf(issuedOn, client, endOfMonthReading(firm)),
    periodStart: null,
    periodEnd: null,
    netCents: asked.amount,
    vatPercent: vat.percent,
    grossCents: grossOf(asked.amount, vat.percent),
    creditedInvoice: null,
    orderNumber: orders[0]?.number ?? null,
    lines: [
      {
        rank: 1,
        kind: 'deposit',
        project: asked.project,
        consultant: null,
        label: asked.label,
        quantity: '1',
        unitPriceCents: asked.amount,
        amountCents: asked.amount,
        creditedRank: null,
        items: [],
      },
    ],
  };
}

export const issueDeposit = defineCommand({
  name: 'issue_deposit',
  label: 'Émettre un acompte',
  input,
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 2,
  approvers: ['adv', 'daf', 'direction'],
  locks: async (asked, _read, { today }) => [
    { kind: 'project', key: asked.project },
    { kind: 'month', key: monthOf(asked.issuedOn ?? today), shared: true },
  ],
  load: async (asked, read, { today }): Promise<Facts> => {
    const project = await read.get('project', { code: asked.project });
    const month = monthOf(asked.issuedOn ?? today);
    const billing = project === null ? [] : await read.billingFacts(month, today, [asked.project]);
    return {
      project,
      client: project?.client == null ? null : await read.get('client', { code: project.client }),
      billing: billing.find((facts) => facts.code === asked.project) ?? null,
      orders: await read.find('order', { project: asked.project }),
      firm: await read.get('firm', { id: 1 }),
      monthClosed: await read.isMonthClosed(month),
    };
  },
  plan: (facts, asked, { today }) => {
    const { project, client, billing } = facts;
    if (!project || !billing) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    if (!client || project.contractKind === 'interne')
      return refuse('project_internal', `${asked.project} n'a pas de client à facturer.`);
    if (project.status === 'clos') return refuse('project_closed', `Le projet ${asked.project} est clos.`);
    const issuedOn = asked.issuedOn ?? today;
    if (issuedOn > today)
      return refuse('date_in_future', `Une facture n'est pas datée du futur (${sayDate(issuedOn)}).`);
    if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(issuedOn)} est clos.`);
    const price = project.contractKind === 'forfait' ? project.fixedPriceCents : null;
    if (price !== null && billing.invoicedNetCents + asked.amount > price) {
      return refuse(
        'deposit_over_price',
        `Le forfait vaut ${sayEurosAndCents(price / 100)} HT, dont ${sayEurosAndCents(billing.invoicedNetCents / 100)} déjà facturés.`,
      );
    }
    const line: BillingLine = {
      kind: 'milestone',
      consultant: null,
      label: asked.label,
      quantity: fraction(1),
      unitPriceCents: asked.amount,
      amountCents: asked.amount,
    };
    const byOrder = blockBilling(billing, [line], monthOf(issuedOn)).find(({ reason }) => reason.startsWith('po_'));
    if (byOrder)
      return refuse(byOrder.reason, `Le bon de commande de ${asked.project} manque ou ne couvre pas cet acompte.`);
    const after = draftDeposit(facts, client, asked, issuedOn);
    const { grossCents } = after;
    const points = checkBeforeNumber(after, client, facts.firm);
    const illegal = refuseIllegal(points);
    if (illegal) return illegal;
    return {
      effect: {
        sentence: `Émettre un acompte de ${sayEurosAndCents(asked.amount / 100)} HT (${sayEurosAndCents(grossCents / 100)} TTC) sur ${asked.project} (${client.code}), à déduire de ses jalons.`,
        rows: [{ entity: 'invoice', before: null, after }],
        euros: [{ label: 'Acompte HT', beforeCents: null, afterCents: asked.amount }],
        indicators: listWarnings([{ subject: asked.project, points }]),
      },
    };
  },
});
