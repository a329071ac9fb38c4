// A person's month on a client's project, as the client is asked to validate it: what it holds now, what they signed, what
// they were asked last.
import { z } from 'zod';
import {
  stateOfValidation,
  type ClientValidation,
  type ClientValidationState,
} from '../../domain/client-validation.ts';
import { firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import { canonicalJson, sha256 } from '../acts.ts';
import type { Transaction } from '../connection.ts';

const sheetRow = z.object({
  consultant: z.string(),
  project: z.string(),
  client: z.string(),
  month: z.string(),
  validation: z.custom<ClientValidation>().nullable(),
  lostValidation: z.boolean(),
  asked: z
    .object({
      on: z.string(),
      sentTo: z.string().nullable(),
      expiresOn: z.string(),
      contentSha: z.string(),
    })
    .nullable(),
  /** [day, occurrence, quarter days] of what is submitted or validated, in the order that is signed. */
  content: z.array(z.tuple([z.string(), z.number(), z.number()])),
});

export type ValidationSheet = Omit<z.infer<typeof sheetRow>, 'content'> & {
  readonly quarterDays: number;
  readonly state: ClientValidationState;
};

type Asked = {
  readonly from: Month;
  readonly to: Month;
  /** Codes; null: every project of a client. */
  readonly projects: readonly string[] | null;
  /** Requests that are over count no more. */
  readonly asOf: string;
};

/** In (month, project, consultant) order. */
export async function readValidationSheets(
  tx: Transaction,
  { from, to, projects, asOf }: Asked,
): Promise<ValidationSheet[]> {
  const rows = await tx`
    with sheets as (
      select r.consultant_id, r.project_id, date_trunc('month', r.worked_on)::date as month,
        json_agg(json_build_array(r.worked_on, r.occurrence, r.quarter_days) order by r.worked_on, r.occurrence) as content
      from time_rows r join projects p on p.id = r.project_id
      where r.worked_on between ${firstDayOf(from)} and ${lastDayOf(to)} and r.state <> 'brouillon'
        and p.client_id is not null and p.contract_kind <> 'interne'
        and (${projects === null} or p.code = any(${[...(projects ?? [])]}))
      group by 1, 2, 3)
    select c.code as consultant, p.code as project, l.code as client, to_char(s.month, 'YYYY-MM') as month, s.content,
      t.client_validation as validation, t.client_validation is null and t.client_validation_before is not null as "lostValidation",
      (select json_build_object('on', q.asked_on, 'sentTo', q.sent_to, 'expiresOn', q.expires_on,
          'contentSha', e.sheet ->> 'contentSha')
        from client_requests q cross join lateral jsonb_array_elements(q.sheets) as e (sheet)
        where q.project_id = s.project_id and q.month = s.month and e.sheet ->> 'consultant' = c.code
          and ${asOf} between q.asked_on and q.expires_on
        order by q.asked_on desc, q.key desc limit 1) as asked
    from sheets s join consultants c on c.id = s.consultant_id join projects p on p.id = s.project_id
      join clients l on l.id = p.client_id
      left join timesheets t on t.consultant_id = s.consultant_id and t.project_id = s.project_id and t.month = s.month
    order by s.month, p.code collate "C", c.code collate "C"`;
  return z
    .array(sheetRow)
    .parse([...rows])
    .map(({ content, ...sheet }) => {
      const quarterDays = content.reduce((total, [, , quarters]) => total + quarters, 0);
      const contentSha = sha256(canonicalJson(content));
      return { ...sheet, quarterDays, state: stateOfValidation({ ...sheet, quarterDays, contentSha }) };
    });
}
