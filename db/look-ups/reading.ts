// How the look-ups are read: who looks, as of which day, and which part of the firm is theirs.

import { z } from 'zod';
import type { ReportName } from '../../domain/report-names.ts';
import type { ReportGrant } from '../../domain/report-rights.ts';
import { scopeOf, WHOLE_FIRM, type ReportScope, type ScopeAsker } from '../../domain/report-scope.ts';
import type { Role } from '../../domain/roles.ts';
import type { Transaction } from '../connection.ts';
import { readOwnCodes } from '../reports/own-codes.ts';

/** Who looks. `names`: `project:P001`, `client:CL001`… that they are told of (db/catalogue.ts). */
export type LookUpAsker = {
  /** What they have on the report whose right the list follows; null: nothing. `whole`: the operator's. */
  readonly grantOf: (report: ReportName) => ReportGrant | 'whole' | null;
  readonly asker: ScopeAsker;
  /** None: the operator, who decides nothing. */
  readonly roles: readonly Role[];
  readonly names: ReadonlySet<string>;
};

export type LookUpOptions = Readonly<Record<string, string>> & { readonly 'as-of': string };

/** A list that the person's roles do not give at all. */
export class LookUpRefused extends Error {}

export type Reading = {
  readonly tx: Transaction;
  readonly asOf: string;
  readonly options: LookUpOptions;
  readonly who: LookUpAsker;
};

/** The part of the firm that a report's right gives, in the days from `from`. @throws LookUpRefused */
export async function requireScope(
  { tx, who }: Reading,
  report: ReportName,
  from: string,
  to: string | null,
): Promise<ReportScope> {
  const grant = who.grantOf(report);
  if (grant === null) throw new LookUpRefused(report);
  if (grant === 'whole') return WHOLE_FIRM;
  const own = await readOwnCodes(tx, who.asker, { from, to });
  return scopeOf(grant.rights, grant.withoutColumns, who.asker, own);
}

/** Without any right on the list as a whole, one still has one's own. */
export function orNobody(error: unknown): null {
  if (error instanceof LookUpRefused) return null;
  throw error;
}

export const euros = (cents: number | null): number | null => (cents === null ? null : cents / 100);

export const numbered = z.coerce.number();

/** The people whose leave and CRAs a manager follows, and themselves. */
export async function readManaged({ tx, who }: Reading): Promise<Set<string>> {
  const { consultantCode } = who.asker;
  const rows = await tx<{ code: string }[]>`
    select c.code from consultants c left join consultants m on m.id = c.manager_id
    where m.code = ${consultantCode} or c.code = ${consultantCode}`;
  return new Set(rows.map(({ code }) => code));
}
