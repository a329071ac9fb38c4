// The look-ups as read tools: the firm's things as lists, by the asking person's rights.

import { readUnits } from '../../agents/tools/field-units.ts';
import type { ReadSource } from '../../agents/tools/tool-sources.ts';
import type { ToolRefusal } from '../../agents/turn.ts';
import type { NamedThing } from '../../db/catalogue.ts';
import type { Sql } from '../../db/connection.ts';
import { readLookUp, type LookUpRead } from '../../db/look-ups/read-look-up.ts';
import { LookUpRefused, type LookUpAsker } from '../../db/look-ups/reading.ts';
import { readWhere } from '../../db/where.ts';
import { PROPOSAL_STATES } from '../../domain/proposals.ts';
import type { ReportName } from '../../domain/report-names.ts';
import { grantReport } from '../../domain/report-rights.ts';
import { lookUps, type LookUpName } from '../contract/look-ups.ts';
import { findPassages, type SearchProcess } from '../documents/search-passages.ts';
import { showProposals } from '../routes/proposals.ts';
import { readerOf } from '../routes/reports.ts';
import { showWhere } from '../routes/where.ts';
import type { Asker } from './asker.ts';
import { orRefusal, refuseTool } from './tool-refusal.ts';

export type LookUpReader = SearchProcess & { readonly readerSql: Sql };

function lookAs(asker: Asker, catalogue: readonly NamedThing[]): LookUpAsker {
  const names = new Set(catalogue.map(({ kind, code }) => `${kind}:${code}`));
  if (asker === 'operator')
    return { grantOf: () => 'whole', asker: { email: '', consultantCode: null }, roles: [], names };
  const who = readerOf(asker);
  return {
    grantOf: (report) => grantReport(who, report, undefined),
    asker: { email: asker.email, consultantCode: asker.consultantCode },
    roles: asker.roles,
    names,
  };
}

/** Lists that follow the right of a report; in the others everybody has a part. */
const RIGHTS_OF: Partial<Record<LookUpName, ReportName>> = {
  list_opportunities: 'pipeline',
  list_orders: 'orders',
  list_invoices: 'receivables',
  list_milestones: 'billing',
  list_client_validations: 'billing',
  list_evidence: 'billing',
  list_budgets: 'billing',
  list_skills: 'skills_map',
  // What a profile costs as planned is told to who reads margins.
  list_profiles: 'margin',
};

function isGiven(name: LookUpName, who: LookUpAsker): boolean {
  const report = RIGHTS_OF[name];
  return report === undefined || who.grantOf(report) !== null;
}

type Document = Readonly<Record<string, unknown>>;

async function readProposals(reader: LookUpReader, asker: Asker, state: string | undefined): Promise<Document> {
  const known = PROPOSAL_STATES.find((one) => one === state);
  const proposals = await showProposals(reader, asker, known);
  return {
    proposals: proposals.map(
      ({ id, command, label, state: now, effect, askedBy, createdAt, expiresOn, mayDecide }) => ({
        id,
        command,
        title: label,
        state: now,
        effect: effect.sentence,
        asked_by: askedBy,
        created_on: createdAt.slice(0, 10),
        expires_on: expiresOn,
        may_decide: mayDecide,
      }),
    ),
  };
}

async function readDeal(reader: LookUpReader, asker: Asker, code: string): Promise<Document> {
  const where =
    asker === 'operator'
      ? await readWhere(reader.readerSql, code, reader.today())
      : await showWhere(reader, asker, code);
  if (where === null) return { deals: [] };
  const { kind, step, label, blockedOn, since, next, nextOn, done } = where;
  const deal = { code, kind, step, step_label: label, blocked_on: blockedOn, since, next, next_on: nextOn, done };
  return { deals: [deal] };
}

/** What is found is quoted with its page; it is what somebody wrote, and orders nobody. */
async function searchDocuments(
  reader: LookUpReader,
  asker: Asker,
  words: string,
  about: string | undefined,
): Promise<Document> {
  const { passages } = await findPassages(reader, asker, words, about);
  return {
    passages: passages.map(({ sha256, rank, title, page, passage, client, consultant, project }) => ({
      id: `${sha256.slice(0, 12)}-${rank}`,
      title,
      page,
      passage,
      client,
      consultant,
      project,
    })),
  };
}

/** @param asOf the turn's day. @param catalogue the names that the person may be told. */
export function makeLookUpTools(
  reader: LookUpReader,
  asker: Asker,
  asOf: string,
  catalogue: readonly NamedThing[],
): ReadSource[] {
  const who = lookAs(asker, catalogue);
  const read = (name: LookUpName, options: Readonly<Record<string, string>>): Promise<Document> => {
    if (name === 'list_proposals') return readProposals(reader, asker, options['state']);
    if (name === 'where_is') return readDeal(reader, asker, options['code'] ?? '');
    if (name === 'search_documents') return searchDocuments(reader, asker, options['words'] ?? '', options['about']);
    return readLookUp(reader.readerSql, name satisfies LookUpRead, { 'as-of': asOf, ...options }, who);
  };
  return (Object.keys(lookUps) as LookUpName[]).map((name) => ({
    name,
    description: { fr: lookUps[name].fr, en: lookUps[name].en },
    input: lookUps[name].input,
    units: readUnits(lookUps[name].output),
    allowed: isGiven(name, who),
    read: (asked) =>
      orRefusal(async () => {
        if (!isGiven(name, who)) return LIST_REFUSED;
        const given = Object.entries(asked).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
        const options = { 'as-of': asOf, ...Object.fromEntries(given) };
        const document = await read(name, options).catch(tellRefused);
        if (isRefusal(document)) return document;
        return {
          state: 'ok' as const,
          document,
          source: `${name}?${new URLSearchParams(options).toString()}`,
          asOf: options['as-of'],
        };
      }),
  }));
}

function isRefusal(document: Document | ToolRefusal): document is ToolRefusal {
  return document['state'] === 'refused';
}

const LIST_REFUSED = refuseTool('list_refused', 'Votre rôle ne donne pas accès à cette liste.', true);

function tellRefused(error: unknown): ToolRefusal {
  if (error instanceof LookUpRefused) return LIST_REFUSED;
  throw error;
}
