// What clients signed for in a month, against what its rows say now: the digest of record_client_validation, made again.
import { z } from 'zod';
import type { ClientSignature } from '../../domain/cra-checks/facts.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import { canonicalJson, sha256 } from '../acts.ts';
import type { Transaction } from '../connection.ts';

const validation = z.object({
  by: z.string(),
  on: z.string(),
  quarterDays: z.number(),
  contentSha: z.string(),
  contest: z
    .object({ days: z.array(z.object({ date: z.string(), quarterDays: z.number() })), comment: z.string() })
    .optional(),
});

const sheetRow = z.object({
  consultant: z.string(),
  project: z.string(),
  signed: validation.nullable(),
  before: validation.nullable(),
  /** [day, occurrence, quarter days] of what is submitted or validated, in the order that was signed. */
  content: z.array(z.tuple([z.string(), z.number(), z.number()])),
});

/** Signed by the day. A signature that a correction took away counts as changed until there is another. */
export async function readSignatures(
  tx: Transaction,
  { month, asOf }: { readonly month: string; readonly asOf: string },
): Promise<ClientSignature[]> {
  const rows = await tx`
    select c.code as consultant, p.code as project, t.client_validation as signed, t.client_validation_before as before,
      coalesce((
        select json_agg(json_build_array(r.worked_on, r.occurrence, r.quarter_days) order by r.worked_on, r.occurrence)
        from time_rows r
        where r.consultant_id = t.consultant_id and r.project_id = t.project_id and r.state <> 'brouillon'
          and r.worked_on between ${firstDayOf(month)} and ${lastDayOf(month)}), '[]'::json) as content
    from timesheets t join consultants c on c.id = t.consultant_id join projects p on p.id = t.project_id
    where t.month = ${firstDayOf(month)} and (t.client_validation is not null or t.client_validation_before is not null)
    order by c.code collate "C", p.code collate "C"`;
  return z
    .array(sheetRow)
    .parse([...rows])
    .flatMap(({ consultant, project, signed, before, content }) => {
      const signature = signed ?? before;
      if (signature === null || signature.on > asOf) return [];
      return [
        {
          consultant,
          project,
          by: signature.by,
          on: signature.on,
          quarterDays: signature.quarterDays,
          currentQuarterDays: content.reduce((total, [, , quarterDays]) => total + quarterDays, 0),
          contest: signature.contest ?? null,
          changed: signed === null || signed.contentSha !== sha256(canonicalJson(content)),
        },
      ];
    });
}
