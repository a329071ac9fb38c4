// Facts of staffing: people with what they know, cost and are booked on; deals, projects and requests with what they
// still need. What is out of the reader's reach is left out here.
import { z } from 'zod';
import { later, type CivilDate } from '../../domain/civil-dates.ts';
import { OPPORTUNITY_STAGES } from '../../domain/pipeline.ts';
import type { ReportScope } from '../../domain/report-scope.ts';
import type { OpportunityFact, ProjectFact, RequestFact, StaffingFacts } from '../../domain/staffing/find-needs.ts';
import { shareOf } from '../../domain/staffing/free-time.ts';
import type { StaffBooking, StaffPerson } from '../../domain/staffing/staff-person.ts';
import { matchText, type NearPerson } from '../../domain/staffing/text-match.ts';
import { readWeights, type StaffingWeights } from '../../domain/staffing/weights.ts';
import type { Transaction } from '../connection.ts';
import type { CostBasis } from './counted-time.ts';
import { readDailyCosts } from './look-ups.ts';
import { readBookings, readPeople, type BookingFact } from './people-facts.ts';
import { rankPeopleByText, readSkillUses } from './skill-facts.ts';
import { groupBy, readProjects, readProjectsAt, type ProjectAtDay } from './project-facts.ts';

const sheetRow = z.object({
  code: z.string(),
  name: z.string(),
  agency: z.string().nullable(),
  target_daily_rate_cents: z.number().nullable(),
});
const skillRow = z.object({ consultant: z.string(), skill: z.string(), level: z.number() });
const wishRow = z.object({
  consultant: z.string(),
  wishes: z.array(z.string()),
  remote_days: z.number().nullable(),
});
const clientRow = z.object({ consultant: z.string(), client: z.string(), last_on: z.string() });

async function readSheets(tx: Transaction, asOf: CivilDate) {
  const [sheets, skills, wishes, clients] = await Promise.all([
    tx`select c.code, c.first_name || ' ' || c.last_name as name, nullif(c.agency, '') as agency, p.target_daily_rate_cents
      from consultants c join profiles p on p.id = c.profile_id`,
    tx`select c.code as consultant, s.skill, s.level from consultant_skills s join consultants c on c.id = s.consultant_id
      order by c.code, s.rank`,
    tx`select c.code as consultant, w.wishes, w.remote_days
      from staffing_wishes w join consultants c on c.id = w.consultant_id`,
    tx`select c.code as consultant, k.code as client,
        max(least(coalesce(a.ends_on, p.ends_on, ${asOf}::date), coalesce(p.ends_on, ${asOf}::date), ${asOf}::date)) as last_on
      from assignments a join consultants c on c.id = a.consultant_id join projects p on p.id = a.project_id
        join clients k on k.id = p.client_id
      where a.status = 'ferme' and a.starts_on <= ${asOf} group by 1, 2`,
  ]);
  return {
    sheets: new Map(
      z
        .array(sheetRow)
        .parse([...sheets])
        .map((row) => [row.code, row]),
    ),
    wishes: new Map(
      z
        .array(wishRow)
        .parse([...wishes])
        .map((row) => [row.consultant, row]),
    ),
    skills: groupBy(z.array(skillRow).parse([...skills]), (row) => row.consultant),
    clients: groupBy(z.array(clientRow).parse([...clients]), (row) => row.consultant),
  };
}

function earliest(a: CivilDate | null, b: CivilDate | null): CivilDate | null {
  if (a === null || b === null) return a ?? b;
  return a <= b ? a : b;
}

function bookingOf(row: BookingFact, rateOf: (target: string, profile: string) => number | null): StaffBooking {
  return {
    code: row.code,
    target: row.target,
    status: row.status,
    profile: row.profile,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    worksFrom: row.projectStartsOn === null ? row.startsOn : later(row.startsOn, row.projectStartsOn),
    worksUntil: earliest(row.endsOn, row.projectEndsOn),
    share: shareOf(row.quota),
    dailyRateCents: row.dailyRateCents ?? rateOf(row.target, row.profile),
    ...(row.dailyRateCents !== null && { ownRateCents: row.dailyRateCents }),
  };
}

const workplace = {
  place: z.string().nullable(),
  place_required: z.boolean(),
  remote_days: z.number().nullable(),
};

const opportunityRow = z.object({
  id: z.number(),
  code: z.string(),
  client: z.string(),
  city: z.string().nullable(),
  title: z.string().nullable(),
  stage: z.enum(OPPORTUNITY_STAGES),
  probability_percent: z.string().nullable(),
  starts_on: z.string().nullable(),
  ends_on: z.string().nullable(),
  has_project: z.boolean(),
  ...workplace,
});
const needRow = z.object({ opportunity_id: z.number(), profile: z.string(), quarter_days: z.number() });
const quoteRow = z.object({ opportunity_id: z.number(), profile: z.string(), daily_rate_cents: z.number() });

async function readOpportunities(tx: Transaction, scope: ReportScope): Promise<OpportunityFact[]> {
  const [opportunities, needs, quotes] = await Promise.all([
    tx`select o.id, o.code, c.code as client, nullif(c.city, '') as city, o.title, o.stage, o.probability_percent::text,
        o.planned_start_on as starts_on, o.planned_end_on as ends_on,
        exists (select 1 from projects p where p.opportunity_id = o.id) as has_project, w.place,
        coalesce(w.place_required, false) as place_required, w.remote_days
      from opportunities o join clients c on c.id = o.client_id left join workplaces w on w.opportunity_id = o.id
      order by o.code`,
    tx`select n.opportunity_id, f.name as profile, n.quarter_days
      from opportunity_needs n join profiles f on f.id = n.profile_id order by n.opportunity_id, n.rank`,
    tx`select distinct on (q.opportunity_id, f.name) q.opportunity_id, f.name as profile, l.daily_rate_cents
      from quotes q join quote_lines l on l.quote_id = q.id join profiles f on f.id = l.profile_id
      where l.daily_rate_cents is not null and (q.signed_version is null or l.version = q.signed_version)
      order by q.opportunity_id, f.name, q.id desc, l.version desc`,
  ]);
  const needsOf = groupBy(z.array(needRow).parse([...needs]), (row) => row.opportunity_id);
  const quotesOf = groupBy(z.array(quoteRow).parse([...quotes]), (row) => row.opportunity_id);
  return z
    .array(opportunityRow)
    .parse([...opportunities])
    .filter(({ code }) => scope.opportunity(code))
    .map((row) => ({
      code: row.code,
      client: row.client,
      city: row.place ?? row.city,
      title: row.title,
      placeRequired: row.place_required,
      remoteDays: row.remote_days,
      stage: row.stage,
      probabilityPercent: row.probability_percent === null ? null : Number(row.probability_percent),
      startsOn: row.starts_on,
      endsOn: row.ends_on,
      hasProject: row.has_project,
      needs: (needsOf.get(row.id) ?? []).map((need) => ({ profile: need.profile, quarterDays: need.quarter_days })),
      rates: new Map((quotesOf.get(row.id) ?? []).map((line) => [line.profile, line.daily_rate_cents])),
    }));
}

const dealRow = z.object({ code: z.string(), title: z.string().nullable(), city: z.string().nullable(), ...workplace });

async function readStaffedProjects(tx: Transaction, projects: readonly ProjectAtDay[]): Promise<ProjectFact[]> {
  const rows = await tx`
    select p.code, p.title, nullif(c.city, '') as city, w.place, coalesce(w.place_required, false) as place_required,
      w.remote_days
    from projects p left join clients c on c.id = p.client_id left join workplaces w on w.opportunity_id = p.opportunity_id`;
  const deals = new Map(
    z
      .array(dealRow)
      .parse([...rows])
      .map((row) => [row.code, row]),
  );
  return projects.map(({ code, client, row, project }) => ({
    code,
    client,
    city: deals.get(code)?.place ?? deals.get(code)?.city ?? null,
    title: deals.get(code)?.title ?? null,
    placeRequired: deals.get(code)?.place_required ?? false,
    remoteDays: deals.get(code)?.remote_days ?? null,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    running: row.status !== 'clos' && row.contract_kind !== 'interne',
    remaining: project.remaining.map(({ profile, quarterDays, dailyRateCents }) => ({
      profile,
      quarterDays,
      dailyRateCents,
    })),
  }));
}

const requestRow = z.object({
  id: z.number(),
  project: z.string().nullable(),
  opportunity: z.string().nullable(),
  profile: z.string(),
  starts_on: z.string(),
  ends_on: z.string().nullable(),
  quota: z.string(),
});

async function readRequests(tx: Transaction, scope: ReportScope): Promise<RequestFact[]> {
  const rows = await tx`
    select r.id, p.code as project, o.code as opportunity, f.name as profile, r.starts_on, r.ends_on, r.quota::text
    from staffing_requests r join profiles f on f.id = r.profile_id left join projects p on p.id = r.project_id
      left join opportunities o on o.id = r.opportunity_id
    where r.state = 'ouverte' order by r.id`;
  return z
    .array(requestRow)
    .parse([...rows])
    .filter(
      ({ project, opportunity }) =>
        (project !== null && scope.project(project)) || (opportunity !== null && scope.opportunity(opportunity)),
    )
    .map((row) => ({
      id: row.id,
      project: row.project,
      opportunity: row.opportunity,
      profile: row.profile,
      startsOn: row.starts_on,
      endsOn: row.ends_on,
      quota: row.quota,
    }));
}

/** What people are searched for, and those whose documents mean something near. */
type SoughtText = { readonly text: string | null; readonly near: readonly NearPerson[] };

const targetRow = z.object({ name: z.string(), cents: z.number() });

/** Bookings from the day on, whatever their target: a load is a load, even on what the reader does not see. */
async function readStaff(
  tx: Transaction,
  asOf: CivilDate,
  costs: CostBasis,
  { text, near }: SoughtText,
  rateOf: (target: string, profile: string) => number | null,
): Promise<StaffPerson[]> {
  const [people, sheets, bookings, dailyCosts, uses, byWords] = await Promise.all([
    readPeople(tx, asOf, '9999-12-31'),
    readSheets(tx, asOf),
    readBookings(tx, asOf, null),
    readDailyCosts(tx, asOf, costs),
    readSkillUses(tx, asOf),
    text === null ? new Map<string, number>() : rankPeopleByText(tx, text, asOf),
  ]);
  const matches = matchText(byWords, near);
  const bookingsOf = groupBy(bookings, ({ consultant }) => consultant);
  return people.map((person) => {
    const sheet = sheets.sheets.get(person.code);
    if (!sheet) throw new Error(`consultant ${person.code} is not in the snapshot`);
    return {
      ...person,
      name: sheet.name,
      agency: sheet.agency,
      skills: (sheets.skills.get(person.code) ?? []).map(({ skill, level }) => ({ skill, level })),
      dailyCostCents: dailyCosts.get(person.code) ?? 0,
      targetRateCents: sheet.target_daily_rate_cents,
      bookings: (bookingsOf.get(person.code) ?? []).map((row) => bookingOf(row, rateOf)),
      uses: uses.get(person.code) ?? new Map(),
      wishes: sheets.wishes.get(person.code)?.wishes ?? [],
      remoteDays: sheets.wishes.get(person.code)?.remote_days ?? null,
      textMatch: matches.get(person.code) ?? null,
      clients: new Map((sheets.clients.get(person.code) ?? []).map(({ client, last_on }) => [client, last_on])),
    };
  });
}

export async function readStaffingFacts(
  tx: Transaction,
  { asOf, costs, text = null, near = [] }: { asOf: CivilDate; costs: CostBasis } & Partial<SoughtText>,
  scope: ReportScope,
): Promise<StaffingFacts> {
  const [projects, opportunities, requests, targets] = await Promise.all([
    readProjects(tx).then((rows) => readProjectsAt(tx, rows, asOf, 'standard', null)),
    readOpportunities(tx, scope),
    readRequests(tx, scope),
    tx`select name, target_daily_rate_cents as cents from profiles where target_daily_rate_cents is not null`,
  ]);
  const targetRates = new Map(
    z
      .array(targetRow)
      .parse([...targets])
      .map(({ name, cents }) => [name, cents]),
  );
  const sold = new Map(
    projects.map(({ code, project }) => [
      code,
      new Map(project.budget.map((line) => [line.profile, line.dailyRateCents])),
    ]),
  );
  const people = await readStaff(
    tx,
    asOf,
    costs,
    { text, near },
    (target, profile) => sold.get(target)?.get(profile) ?? targetRates.get(profile) ?? null,
  );
  return {
    people: people.filter(({ code }) => scope.person(code)),
    opportunities,
    projects: (await readStaffedProjects(tx, projects)).filter(({ code }) => scope.project(code)),
    requests,
    targetRates,
    asOf,
  };
}

export async function readStaffingWeights(tx: Transaction): Promise<StaffingWeights> {
  const [row] = await tx`select settings->'staffing_weights' as weights from firm`;
  return readWeights(row?.['weights'] ?? null);
}
