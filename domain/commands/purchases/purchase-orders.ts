// The client's purchase orders: recorded when they arrive, extended in amount or time; what each unblocks is shown.
import { z } from 'zod';
import { BILLING_BLOCK_LABELS, billProject, blockByOrder, type BillingFacts } from '../../billing.ts';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type IndicatorEffect } from '../command.ts';
import { civilDate, code, euros } from '../inputs.ts';
import type { FirmReader } from '../firm-reader.ts';
import { ownsProject } from '../ownership.ts';
import type { ClientRow, OrderCommandRow, ProjectCommandRow } from '../rows.ts';

const rights = { adv: 'all', daf: 'all', responsable: 'own' } as const;

type ProjectBilling = { readonly project: ProjectCommandRow | null; readonly billing: BillingFacts | null };

async function readProjectBilling(project: string | null, today: string, read: FirmReader): Promise<ProjectBilling> {
  if (project === null) return { project: null, billing: null };
  const billed = await read.billingFacts(monthOf(today), today, [project]);
  return {
    project: await read.get('project', { code: project }),
    billing: billed.find((own) => own.code === project) ?? null,
  };
}

function ordersOf(billing: BillingFacts, orders: BillingFacts['orders'], month: string) {
  const facts = { ...billing, orders };
  const blocks = blockByOrder(facts, billProject(facts, month), month).map(
    ({ reason }) => BILLING_BLOCK_LABELS[reason],
  );
  return {
    total: orders.reduce((sum, { amountCents }) => sum + amountCents, 0) / 100,
    blocks: blocks.join(', ') || null,
  };
}

/** The project's orders and what they block this month, before → after. */
function showOrders(
  billing: BillingFacts | null,
  before: OrderCommandRow | null,
  after: OrderCommandRow,
  month: string,
): IndicatorEffect[] {
  if (!billing) return [];
  const shape = ({ startsOn, endsOn, amountCents }: OrderCommandRow) => ({ startsOn, endsOn, amountCents });
  const others = [...billing.orders];
  if (before) {
    const at = others.findIndex(
      (order) => JSON.stringify(shape({ ...before, ...order })) === JSON.stringify(shape(before)),
    );
    if (at !== -1) others.splice(at, 1);
  }
  const [was, will] = [ordersOf(billing, billing.orders, month), ordersOf(billing, [...others, shape(after)], month)];
  return [
    { label: 'Bons de commande', subject: billing.code, before: was.total, after: will.total, unit: 'EUR' },
    {
      label: 'Déjà facturé HT',
      subject: billing.code,
      before: billing.invoicedNetCents / 100,
      after: billing.invoicedNetCents / 100,
      unit: 'EUR',
    },
    {
      label: 'Blocages du bon de commande',
      subject: billing.code,
      before: was.blocks,
      after: will.blocks,
      unit: 'text',
    },
  ];
}

const orderInput = z
  .strictObject({
    number: code,
    client: code,
    project: code.nullable().default(null),
    amount: euros,
    startsOn: civilDate.nullable().default(null),
    endsOn: civilDate.nullable().default(null),
  })
  .refine(
    ({ startsOn, endsOn }) => startsOn === null || endsOn === null || endsOn >= startsOn,
    'la fin précède le début',
  );

type RecordFacts = ProjectBilling & { readonly existing: OrderCommandRow | null; readonly client: ClientRow | null };

export const recordPurchaseOrder = defineCommand({
  name: 'record_purchase_order',
  label: 'Enregistrer un bon de commande',
  input: orderInput,
  rights,
  tier: 1,
  approvers: [],
  locks: async (asked) => [
    { kind: 'client', key: asked.client, shared: true },
    { kind: 'order', key: asked.number },
    ...(asked.project === null ? [] : [{ kind: 'project' as const, key: asked.project }]),
  ],
  load: async (asked, read, { today }): Promise<RecordFacts> => ({
    existing: await read.get('order', { number: asked.number }),
    client: await read.get('client', { code: asked.client }),
    ...(await readProjectBilling(asked.project, today, read)),
  }),
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today }) => {
    const { existing, client, project } = facts;
    if (existing)
      return refuse('order_exists', `Le bon de commande ${existing.number} est déjà enregistré (${existing.client}).`);
    if (!client) return refuse(NOT_FOUND, `Client inconnu : ${asked.client}.`);
    if (asked.project !== null && !project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    if (project && project.client !== client.code)
      return refuse(
        'client_mismatch',
        `${project.code} est un projet de ${project.client ?? 'la maison'}, pas de ${client.code}.`,
      );
    const { amount, ...fields } = asked;
    const after: OrderCommandRow = { ...fields, amountCents: amount };
    const until = asked.endsOn === null ? '' : `, jusqu'au ${sayDate(asked.endsOn)}`;
    return {
      effect: {
        sentence: `Enregistrer le bon de commande ${asked.number} de ${client.name}${project ? ` sur ${project.code}` : ''} : ${sayEurosAndCents(amount / 100)}${until}.`,
        rows: [{ entity: 'order', before: null, after }],
        euros: [{ label: 'Bon de commande', beforeCents: null, afterCents: amount }],
        indicators: showOrders(facts.billing, null, after, monthOf(today)),
      },
      result: { number: asked.number },
    };
  },
});

const extendInput = z
  .strictObject({
    number: code,
    /** Added to the order's amount. */
    addedAmount: euros.optional(),
    endsOn: civilDate.nullable().optional(),
  })
  .refine(
    ({ addedAmount, endsOn }) => addedAmount !== undefined || endsOn !== undefined,
    'un montant ou une fin est attendu',
  );

type ExtendFacts = ProjectBilling & { readonly order: OrderCommandRow | null };

export const extendPurchaseOrder = defineCommand({
  name: 'extend_purchase_order',
  label: 'Prolonger un bon de commande',
  input: extendInput,
  rights,
  tier: 1,
  approvers: [],
  locks: async (asked, read) => {
    const project = (await read.get('order', { number: asked.number }))?.project ?? null;
    return [
      { kind: 'order', key: asked.number },
      ...(project === null ? [] : [{ kind: 'project' as const, key: project }]),
    ];
  },
  load: async (asked, read, { today }): Promise<ExtendFacts> => {
    const order = await read.get('order', { number: asked.number });
    return { order, ...(await readProjectBilling(order?.project ?? null, today, read)) };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today }) => {
    const { order } = facts;
    if (!order) return refuse(NOT_FOUND, `Bon de commande inconnu : ${asked.number}.`);
    const endsOn = asked.endsOn === undefined ? order.endsOn : asked.endsOn;
    if (endsOn !== null && (order.endsOn === null || endsOn < order.endsOn))
      return refuse(
        'order_shortened',
        `Le bon ${order.number} ${order.endsOn === null ? "n'a pas de fin" : `va jusqu'au ${sayDate(order.endsOn)}`} : il se prolonge, il ne se raccourcit pas.`,
      );
    const after: OrderCommandRow = { ...order, endsOn, amountCents: order.amountCents + (asked.addedAmount ?? 0) };
    if (after.endsOn === order.endsOn && after.amountCents === order.amountCents)
      return refuse('nothing_changed', `Le bon ${order.number} est déjà celui-là.`);
    const until = endsOn === null ? 'sans fin' : `jusqu'au ${sayDate(endsOn)}`;
    return {
      effect: {
        sentence: `Porter le bon de commande ${order.number} de ${sayEurosAndCents(order.amountCents / 100)} à ${sayEurosAndCents(after.amountCents / 100)}, ${until}.`,
        rows: [{ entity: 'order', before: order, after }],
        euros: [{ label: 'Bon de commande', beforeCents: order.amountCents, afterCents: after.amountCents }],
        indicators: showOrders(facts.billing, order, after, monthOf(today)),
      },
    };
  },
});
