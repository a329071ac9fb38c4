// A person's CRA of a month, as the commands of its life see it.
import { absentQuarters, presentDaysOf, type Person } from '../../presence.ts';
import { earlier, type CivilDate } from '../../civil-dates.ts';
import { firstDayOf, lastDayOf, type Month } from '../../periods.ts';
import type { Role } from '../../roles.ts';
import type { Asker, LockKey } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import type { AbsenceRow, ConsultantRow, ProjectCommandRow, TimeRow, TimesheetRow } from '../rows.ts';

export type CraRow = TimeRow & { readonly billed: boolean };

export type CraFacts = {
  readonly consultant: ConsultantRow | null;
  readonly rows: readonly CraRow[];
  readonly absences: readonly AbsenceRow[];
  readonly timesheets: readonly TimesheetRow[];
  readonly projects: ReadonlyMap<string, ProjectCommandRow>;
  readonly closed: boolean;
};

export type CraAsked = { readonly consultant: string; readonly month: Month };

/** The person and the month; the projects of their rows too, whose budgets may not be revalued meanwhile. */
export async function lockCra(asked: CraAsked, read: FirmReader): Promise<LockKey[]> {
  const rows = await read.timeBetween(asked.consultant, firstDayOf(asked.month), lastDayOf(asked.month));
  return [
    { kind: 'consultant', key: asked.consultant },
    { kind: 'month', key: asked.month, shared: true },
    ...[...new Set(rows.map(({ project }) => project))].map((key) => ({ kind: 'project' as const, key, shared: true })),
  ];
}

export async function loadCra(asked: CraAsked, read: FirmReader): Promise<CraFacts> {
  const [start, end] = [firstDayOf(asked.month), lastDayOf(asked.month)];
  const rows = await read.timeBetween(asked.consultant, start, end);
  const codes = [...new Set(rows.map(({ project }) => project))];
  const projects = await Promise.all(codes.map((code) => read.get('project', { code })));
  return {
    consultant: await read.get('consultant', { code: asked.consultant }),
    rows,
    absences: await read.absencesBetween(asked.consultant, start, end),
    timesheets: await read.find('timesheet', { consultant: asked.consultant, month: start }),
    projects: new Map(projects.flatMap((project) => (project ? [[project.code, project] as const] : []))),
    closed: await read.isMonthClosed(asked.month),
  };
}

export function plainRow({ billed: _billed, ...row }: CraRow): TimeRow {
  return row;
}

/** The timesheet of one project in the month, as stored or as new. */
export function timesheetOf(
  facts: CraFacts,
  asked: CraAsked,
  project: string,
): { before: TimesheetRow | null; row: TimesheetRow } {
  const before = facts.timesheets.find((sheet) => sheet.project === project) ?? null;
  const fresh: TimesheetRow = {
    consultant: asked.consultant,
    month: firstDayOf(asked.month),
    project,
    state: 'brouillon',
    submittedAt: null,
    decidedAt: null,
    decidedBy: null,
    reason: null,
    contentSha: null,
    clientValidation: null,
    clientValidationBefore: null,
  };
  return { before, row: before ?? fresh };
}

function personOf(consultant: ConsultantRow, absences: readonly AbsenceRow[]): Person {
  return { ...consultant, absences: absences.filter(({ status }) => status === 'validee') };
}

/** Days that lack something up to the day (rule 8 of the CRA); empty where the person's working days are not known. */
export function missingDays(
  facts: CraFacts,
  month: Month,
  today: CivilDate,
): { date: CivilDate; quarterDays: number }[] {
  const { consultant } = facts;
  if (!consultant?.productive || (Number(consultant.quota) !== 1 && consultant.daysOff === null)) return [];
  const person = personOf(consultant, facts.absences);
  return presentDaysOf(person, firstDayOf(month), earlier(lastDayOf(month), today)).flatMap((date) => {
    const worked = facts.rows.filter((row) => row.workedOn === date).reduce((total, row) => total + row.quarterDays, 0);
    const quarterDays = 4 - worked - absentQuarters(person, date);
    return quarterDays > 0 ? [{ date, quarterDays }] : [];
  });
}

/**
 * Who validates (COMMANDS.md, CRA): a project's responsable for its days; the person's manager for internal days.
 * With no manager, direction alone.
 */
export function validates(facts: CraFacts, project: string, asker: Asker, role: Role | 'self'): boolean {
  const row = facts.projects.get(project);
  if (!row) return false;
  if (role === 'responsable') return row.manager !== null && row.manager === asker.consultantCode;
  if (role === 'self' && row.contractKind === 'interne') {
    const manager = facts.consultant?.manager ?? null;
    return manager !== null && manager === asker.consultantCode;
  }
  return false;
}
