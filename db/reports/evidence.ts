// What proves bills, read for many projects at once: clients' validations, acceptance records, statements of units, orders.
import { z } from 'zod';
import type { BillingFacts } from '../../domain/billing.ts';
import { listMissing, needsEvidence, stateOfProof, type EvidenceNeeds, type Proof } from '../../domain/evidence.ts';
import { firstDayOf, type Month } from '../../domain/periods.ts';
import type { Transaction } from '../connection.ts';
import { readValidationSheets, type ValidationSheet } from './validation-sheets.ts';

const milestoneRow = z.object({
  project: z.string(),
  code: z.string(),
  acceptedOn: z.string().nullable(),
  document: z.string().nullable(),
});
const unitsRow = z.object({ project: z.string(), month: z.string(), units: z.string() });
const orderRow = z.object({ number: z.string(), cents: z.number(), startsOn: z.string().nullable() });

type Known = {
  readonly sheets: ReadonlyMap<string, ValidationSheet>;
  readonly milestones: ReadonlyMap<string, z.infer<typeof milestoneRow>>;
  readonly units: ReadonlyMap<string, z.infer<typeof unitsRow>>;
  readonly orders: ReadonlyMap<string, z.infer<typeof orderRow>>;
};

async function readSheets(tx: Transaction, needs: readonly EvidenceNeeds[], asOf: string) {
  const asked = needs.flatMap(({ project, sheets }) => sheets.map(({ month }) => ({ project, month })));
  const months = asked.map(({ month }) => month).toSorted();
  const [from, to] = [months[0], months.at(-1)];
  if (from === undefined || to === undefined) return new Map<string, ValidationSheet>();
  const projects = [...new Set(asked.map(({ project }) => project))];
  const sheets = await readValidationSheets(tx, { from, to, projects, asOf });
  return new Map(sheets.map((sheet) => [`${sheet.project} ${sheet.consultant} ${sheet.month}`, sheet]));
}

async function readKnown(tx: Transaction, needs: readonly EvidenceNeeds[], asOf: string): Promise<Known> {
  const projects = needs.map(({ project }) => project);
  const months = [...new Set(needs.flatMap(({ serviceMonths }) => serviceMonths.map(firstDayOf)))];
  const numbers = needs.flatMap(({ order }) => order ?? []);
  const [sheets, milestones, units, orders] = await Promise.all([
    readSheets(tx, needs, asOf),
    tx`
      select p.code as project, m.code, m.accepted_on as "acceptedOn", m.acceptance_document as document
      from milestones m join projects p on p.id = m.project_id
      where p.code = any(${projects}) and m.code = any(${needs.flatMap((need) => need.milestones)})`,
    tx`
      select p.code as project, to_char(u.month, 'YYYY-MM') as month, trim_scale(u.units)::text as units
      from project_units u join projects p on p.id = u.project_id
      where p.code = any(${projects}) and u.month = any(${months}::date[])`,
    tx`
      select number, amount_cents as cents, starts_on as "startsOn" from purchase_orders where number = any(${numbers})`,
  ]);
  return {
    sheets,
    milestones: new Map(
      z
        .array(milestoneRow)
        .parse([...milestones])
        .map((row) => [`${row.project} ${row.code}`, row]),
    ),
    units: new Map(
      z
        .array(unitsRow)
        .parse([...units])
        .map((row) => [`${row.project} ${row.month}`, row]),
    ),
    orders: new Map(
      z
        .array(orderRow)
        .parse([...orders])
        .map((row) => [row.number, row]),
    ),
  };
}

const NOTHING = { subject: null, consultant: null, month: null, by: null, on: null, reference: null, document: null };

function proveOne(need: EvidenceNeeds, known: Known): Proof[] {
  const { project } = need;
  const sheets = need.sheets.map(({ consultant, month }): Proof => {
    const sheet = known.sheets.get(`${project} ${consultant} ${month}`);
    const signed = sheet?.validation ?? null;
    const of = { ...NOTHING, kind: 'client_validation' as const, project, consultant, month };
    if (!sheet || signed === null) return { ...of, state: stateOfProof(sheet?.state ?? 'to_ask') };
    return {
      ...of,
      state: stateOfProof(sheet.state),
      by: signed.by,
      on: signed.on,
      reference: signed.evidence,
      document: signed.document ?? null,
    };
  });
  const milestones = need.milestones.map((subject): Proof => {
    const row = known.milestones.get(`${project} ${subject}`);
    const document = row?.document ?? null;
    const of = { ...NOTHING, kind: 'acceptance' as const, project, subject, on: row?.acceptedOn ?? null };
    return { ...of, state: document === null ? 'missing' : 'proven', document };
  });
  const months = need.serviceMonths.map((month): Proof => {
    const row = known.units.get(`${project} ${month}`);
    const of = { ...NOTHING, kind: 'units_statement' as const, project, month };
    return { ...of, state: row ? 'proven' : 'missing', reference: row ? `${row.units} unités` : null };
  });
  const row = need.order === null ? undefined : known.orders.get(need.order);
  const orders: Proof[] =
    need.order === null
      ? []
      : [
          {
            ...NOTHING,
            kind: 'order',
            project,
            subject: need.order,
            state: row ? 'proven' : 'missing',
            on: row?.startsOn ?? null,
            reference: row ? `${row.cents / 100} € HT` : null,
          },
        ];
  return [...sheets, ...milestones, ...months, ...orders];
}

/** Of each, in their order; the number of queries does not grow with them. */
export async function readProofs(tx: Transaction, needs: readonly EvidenceNeeds[], asOf: string): Promise<Proof[][]> {
  if (needs.length === 0) return [];
  const known = await readKnown(tx, needs, asOf);
  return needs.map((need) => proveOne(need, known));
}

/** The CRAs that a project's validated days come from. */
type WorkedMonths = ReadonlyMap<string, EvidenceNeeds['sheets']>;

export function needsOfDraft(facts: BillingFacts, sheets: EvidenceNeeds['sheets'], month: Month): EvidenceNeeds {
  const isService = facts.amounts.kind === 'tma' && !facts.serviceTaken;
  return {
    project: facts.code,
    sheets,
    milestones: facts.milestones.map(({ code }) => code),
    serviceMonths: isService ? [month] : [],
    // Its absence is a block of its own (blockByOrder).
    order: null,
  };
}

/** Where the firm wants no invoice without proof, what is missing of each; elsewhere nothing is read. */
export async function addMissingEvidence(
  tx: Transaction,
  all: readonly BillingFacts[],
  worked: WorkedMonths,
  { month, asOf }: { readonly month: Month; readonly asOf: string },
): Promise<BillingFacts[]> {
  const [firm] = await tx<{ settings: Record<string, unknown> }[]>`select settings from firm`;
  const held = all.filter(({ client }) => needsEvidence(firm?.settings ?? {}, client));
  if (held.length === 0) return [...all];
  const needs = held.map((facts) => needsOfDraft(facts, worked.get(facts.code) ?? [], month));
  const proofs = await readProofs(tx, needs, asOf);
  const missing = new Map(held.map(({ code }, rank) => [code, listMissing(proofs[rank] ?? [])]));
  return all.map((facts) => ({ ...facts, missingEvidence: missing.get(facts.code) ?? [] }));
}
