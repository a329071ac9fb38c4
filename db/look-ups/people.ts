// The look-ups of who works: people, absences, timesheets, assignments.

import { z } from 'zod';
import { firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import { readFirmThrough } from '../firm-reader.ts';
import { euros, numbered, orNobody, readManaged, requireScope, type Reading } from './reading.ts';

export async function listConsultants({ tx, asOf, who }: Reading) {
  // Entry, exit and kind of contract are the firm's and each one's own.
  const grant = who.grantOf('bench');
  const all = grant === 'whole' || grant?.rights.some(({ reach }) => reach === 'all') === true;
  const rows = await tx`
    select c.code, f.name as profile, m.code as manager, nullif(c.agency, '') as team, c.employment, c.entered_on, c.left_on,
      c.entered_on <= ${asOf} and (c.left_on is null or c.left_on >= ${asOf}) as present
    from consultants c join profiles f on f.id = c.profile_id left join consultants m on m.id = c.manager_id order by c.code`;
  return {
    consultants: rows
      .filter(({ code }) => who.names.has(`consultant:${code}`))
      .map((row) =>
        all || row['code'] === who.asker.consultantCode
          ? row
          : { ...row, employment: null, entered_on: null, left_on: null },
      ),
  };
}

const timeRow = z.object({
  code: z.string(),
  project: z.string(),
  draft_days: numbered,
  submitted_days: numbered,
  validated_days: numbered,
});

type TimeOfProject = z.infer<typeof timeRow>;

function stateOf(time: readonly TimeOfProject[]): 'absent' | 'brouillon' | 'soumis' | 'valide' {
  const total = (field: 'draft_days' | 'submitted_days' | 'validated_days'): number =>
    time.reduce((sum, row) => sum + row[field], 0);
  if (total('submitted_days') + total('validated_days') === 0) return total('draft_days') > 0 ? 'brouillon' : 'absent';
  if (total('draft_days') > 0) return 'brouillon';
  return total('submitted_days') > 0 ? 'soumis' : 'valide';
}

export async function listAbsences(reading: Reading) {
  const { tx, asOf, options } = reading;
  const [from, to] = [options['from'] ?? '0001-01-01', options['to'] ?? '9999-12-31'];
  const scope = await requireScope(reading, 'occupancy', asOf, null).catch(orNobody);
  const managed = await readManaged(reading);
  const rows = await tx<{ consultant: string }[]>`
    select a.id, c.code as consultant, a.kind, a.starts_on, a.ends_on, a.starts_afternoon, a.ends_morning, a.status
    from absences a join consultants c on c.id = a.consultant_id
    where a.starts_on <= ${to} and a.ends_on >= ${from} order by a.starts_on, c.code, a.id`;
  return { absences: rows.filter(({ consultant }) => managed.has(consultant) || scope?.person(consultant) === true) };
}

export async function listTimesheets(reading: Reading) {
  const { tx, asOf, options } = reading;
  const month = options['month'] ?? monthOf(asOf);
  const [start, end] = [firstDayOf(month), lastDayOf(month)];
  const scope = await requireScope(reading, 'anomalies', start, end).catch(orNobody);
  const managed = await readManaged(reading);
  const rows = await tx`
    select c.code, p.code as project,
      coalesce(sum(r.quarter_days) filter (where r.state = 'brouillon'), 0) / 4.0 as draft_days,
      coalesce(sum(r.quarter_days) filter (where r.state = 'soumis'), 0) / 4.0 as submitted_days,
      coalesce(sum(r.quarter_days) filter (where r.state = 'valide'), 0) / 4.0 as validated_days
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
    where r.worked_on between ${start} and ${end} group by 1, 2 order by 1, 2`;
  const time = z.array(timeRow).parse([...rows]);
  const expected = await readFirmThrough(tx).expectedTimesheets(month);
  const sees = (consultant: string, project: string | null): boolean =>
    managed.has(consultant) || scope?.finding({ rule: 'missing', consultant, project }) === true;
  const codes = [...new Set([...expected.map(({ consultant }) => consultant), ...time.map(({ code }) => code)])];
  return {
    month,
    consultants: codes.toSorted().flatMap((code) => {
      const own = time.filter((row) => row.code === code && sees(code, row.project));
      if (own.length === 0 && !sees(code, null)) return [];
      const add = (field: 'draft_days' | 'submitted_days' | 'validated_days'): number =>
        own.reduce((sum, row) => sum + row[field], 0);
      const [draft, submitted, validated] = [add('draft_days'), add('submitted_days'), add('validated_days')];
      return [
        {
          code,
          state: stateOf(own),
          days: draft + submitted + validated,
          draft_days: draft,
          submitted_days: submitted,
          validated_days: validated,
          timesheets: own.map(({ code: _same, ...row }) => row),
        },
      ];
    }),
  };
}

const assignmentRow = z.object({
  code: z.string(),
  consultant: z.string(),
  project: z.string().nullable(),
  opportunity: z.string().nullable(),
  client: z.string().nullable(),
  assigned_profile: z.string().nullable(),
  starts_on: z.string(),
  ends_on: z.string().nullable(),
  quota: numbered,
  cents: z.number().nullable(),
  firm: z.boolean(),
});

export async function listAssignments(reading: Reading) {
  const { tx, asOf, who } = reading;
  const scope = await requireScope(reading, 'missions', asOf, null).catch(orNobody);
  const managed = await readManaged(reading);
  // Sold rates are for who sells, runs and bills.
  const rated = who.grantOf('billing') !== null;
  const rows = await tx`
    select a.code, c.code as consultant, p.code as project, o.code as opportunity, k.code as client, f.name as assigned_profile,
      a.starts_on, coalesce(a.ends_on, p.ends_on) as ends_on, a.quota, a.daily_rate_cents as cents, a.status = 'ferme' as firm
    from assignments a join consultants c on c.id = a.consultant_id left join projects p on p.id = a.project_id
      left join opportunities o on o.id = a.opportunity_id left join clients k on k.id = coalesce(p.client_id, o.client_id)
      left join profiles f on f.id = a.profile_id
    order by c.code, a.starts_on, a.code`;
  return {
    assignments: z
      .array(assignmentRow)
      .parse([...rows])
      .filter(
        ({ consultant, project }) =>
          managed.has(consultant) ||
          scope?.person(consultant) === true ||
          (project !== null && scope?.project(project) === true),
      )
      .map(({ cents, ...row }) => ({
        ...row,
        daily_rate: rated ? euros(cents) : null,
        current: row.starts_on <= asOf && (row.ends_on === null || row.ends_on >= asOf),
      })),
  };
}
