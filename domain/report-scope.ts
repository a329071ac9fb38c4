// What part of a report a person reads: the rows that are theirs (COMMANDS.md, "Own"). Facts out of reach are taken out
// before anything is added up, so that a total is the sum of what is shown, and tells nothing of the rest.
import type { Reach, ReportRight } from './report-rights.ts';

export type ScopeAsker = { readonly email: string; readonly consultantCode: string | null };

/** What is a person's own, as of the snapshot; codes. */
export type OwnCodes = {
  /** Theirs as a commercial, or nobody's. */
  readonly clients: ReadonlySet<string>;
  /** Projects of those clients. */
  readonly clientProjects: ReadonlySet<string>;
  /** Projects that they are the responsable of. */
  readonly managedProjects: ReadonlySet<string>;
  readonly opportunities: ReadonlySet<string>;
  /** With a firm assignment on a project that they manage, in the period read. */
  readonly people: ReadonlySet<string>;
};

/** A finding of the CRAs, as far as its reach goes. */
type ScopedFinding = { readonly rule: string; readonly consultant: string; readonly project: string | null };

export type ReportScope = {
  readonly project: (code: string) => boolean;
  readonly client: (code: string) => boolean;
  readonly person: (code: string) => boolean;
  readonly opportunity: (code: string) => boolean;
  readonly order: (order: { readonly client: string | null; readonly project: string | null }) => boolean;
  readonly finding: (finding: ScopedFinding) => boolean;
  /** The firm's own figures: targets. */
  readonly firm: boolean;
  readonly withheldColumns: readonly string[];
};

const everything = () => true;

/** The machine's operator, direction and DAF. */
export const WHOLE_FIRM: ReportScope = {
  project: everything,
  client: everything,
  person: everything,
  opportunity: everything,
  order: everything,
  finding: everything,
  firm: true,
  withheldColumns: [],
};

/** Several roles see what any of them sees. */
export function scopeOf(
  rights: readonly ReportRight[],
  withheldColumns: ReadonlySet<string>,
  asker: ScopeAsker,
  own: OwnCodes,
): ReportScope {
  const any = (sees: (reach: Reach, right: ReportRight) => boolean): boolean =>
    rights.some((right) => right.reach === 'all' || sees(right.reach, right));
  const isMyself = (code: string): boolean => asker.consultantCode !== null && asker.consultantCode === code;
  const seesProject = (reach: Reach, code: string): boolean =>
    (reach === 'own_clients' && own.clientProjects.has(code)) ||
    (reach === 'own_projects' && own.managedProjects.has(code));
  return {
    project: (code) => any((reach) => seesProject(reach, code)),
    client: (code) => any((reach) => reach === 'own_clients' && own.clients.has(code)),
    person: (code) =>
      any(
        (reach) =>
          reach === 'all_people' ||
          (reach === 'own_people' && own.people.has(code)) ||
          (reach === 'own_line' && isMyself(code)),
      ),
    opportunity: (code) => any((reach) => reach === 'own_opportunities' && own.opportunities.has(code)),
    order: ({ client, project }) =>
      any(
        (reach) =>
          (reach === 'own_clients' && client !== null && own.clients.has(client)) ||
          (project !== null && seesProject(reach, project)),
      ),
    // One right must show both the row and its rule: two halves of two rights show nothing.
    finding: ({ rule, consultant, project }) =>
      rights.some(({ reach, withoutRules = [] }) => {
        if (withoutRules.includes(rule)) return false;
        if (reach === 'all') return true;
        if (reach === 'own_line') return isMyself(consultant);
        // A missing day is on no project: it concerns those on whose projects the person works.
        return project === null ? reach === 'own_projects' && own.people.has(consultant) : seesProject(reach, project);
      }),
    firm: any(() => false),
    withheldColumns: [...withheldColumns],
  };
}

/** The rows without the columns that the reader does not see; `withheld` names them. */
export function withholdColumns<Row extends object>(
  rows: readonly Row[],
  { withheldColumns }: ReportScope,
): { rows: Row[]; withheld?: string[] } {
  if (withheldColumns.length === 0) return { rows: [...rows] };
  const blank = Object.fromEntries(withheldColumns.map((name) => [name, null]));
  return { rows: rows.map((row) => ({ ...row, ...blank })), withheld: [...withheldColumns] };
}
