// A month is invoiced although the purchase order is missing or exceeded: for a reason, and decided by a second
// person of direction or the daf (DOMAIN.md, §2: invoicing beyond the order is blocked; override = role + reason).
import { z } from 'zod';
import { BILLING_BLOCK_LABELS, billProject, blockByOrder, type BillingFacts } from '../../billing.ts';
import { sayEurosAndCents } from '../../french.ts';
import { earlier } from '../../civil-dates.ts';
import { firstDayOf, lastDayOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { code, month, shortText } from '../inputs.ts';
import { withArrears } from '../invoices/draft-invoice.ts';
import { ownsProject } from '../ownership.ts';
import type { OrderOverrideRow, ProjectCommandRow } from '../rows.ts';
import { totalOf } from '../projects/terms.ts';

const input = z.strictObject({ project: code, month, reason: shortText });

type Facts = {
  readonly project: ProjectCommandRow | null;
  /** With the days validated late, which its invoice takes too. */
  readonly billing: BillingFacts | null;
  readonly existing: OrderOverrideRow | null;
};

export const overridePoBlock = defineCommand({
  name: 'override_po_block',
  label: 'Lever le blocage du bon de commande',
  input,
  rights: { adv: 'all', daf: 'all', responsable: 'own' },
  tier: 2,
  approvers: ['direction', 'daf'],
  locks: async (asked) => [
    { kind: 'project', key: asked.project },
    { kind: 'month', key: asked.month, shared: true },
  ],
  load: async (asked, read, { today }): Promise<Facts> => {
    const billed = await read.billingFacts(asked.month, today, [asked.project]);
    const billing = billed.find((own) => own.code === asked.project) ?? null;
    const through = earlier(lastDayOf(asked.month), today);
    const days = await read.billableTime([asked.project], { through, asOf: today });
    return {
      project: await read.get('project', { code: asked.project }),
      billing: billing && withArrears(billing, days),
      existing: await read.get('orderOverride', { project: asked.project, month: firstDayOf(asked.month) }),
    };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { asker }) => {
    const { project, billing, existing } = facts;
    if (!project || !billing) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    if (existing)
      return refuse(
        'already_overridden',
        `Le blocage de ${project.code} en ${asked.month} est déjà levé : ${existing.reason}.`,
      );
    const lines = billProject(billing, asked.month);
    const blocks = blockByOrder(billing, lines, asked.month);
    if (blocks.length === 0)
      return refuse('not_blocked', `Aucun bon de commande ne bloque ${project.code} en ${asked.month}.`);
    const excess = blocks.find(({ reason }) => reason === 'po_exceeded')?.excess;
    const why =
      excess === undefined
        ? BILLING_BLOCK_LABELS.po_missing
        : `${sayEurosAndCents(excess)} au-delà des bons de commande`;
    const after: OrderOverrideRow = {
      project: project.code,
      month: firstDayOf(asked.month),
      reason: asked.reason,
      requestedBy: asker.email,
    };
    const totalCents = totalOf(lines);
    return {
      effect: {
        sentence: `Laisser facturer ${project.code} en ${asked.month}, ${sayEurosAndCents(totalCents / 100)}, malgré le blocage (${why}) : ${asked.reason}.`,
        rows: [{ entity: 'orderOverride', before: null, after }],
        // What is let through is what was approved: more to invoice, and it is asked again.
        euros: [{ label: 'Facturé malgré le blocage', beforeCents: 0, afterCents: totalCents }],
      },
    };
  },
});
