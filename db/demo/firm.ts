// A living ESN, invented from a seed: enough history for every report to say something, one project that drifts
// badly, two that begin to, two people on the bench, invoices paid late, CRA anomalies with their truth. It is
// imported like any customer's files.
import { isCivilDate, type CivilDate } from '../../domain/civil-dates.ts';
import type { Month } from '../../domain/periods.ts';
import { planAbsences } from './absences.ts';
import { budgetProjects } from './budgets.ts';
import { drawClients } from './clients.ts';
import { buyForProjects, deliverUnits, planAllMilestones } from './deliveries.ts';
import type { Finding, Person, Project, Team } from './facts.ts';
import { writeFirm } from './files.ts';
import { issueInvoices, receivePayments } from './invoices.ts';
import { placeOrders } from './orders.ts';
import { hirePeople, type Staff } from './people.ts';
import { drawPipeline, signProjects } from './pipeline.ts';
import { plantAnomalies } from './planted-anomalies.ts';
import { internalProjects, layProjects, numberProjects, placeProjects } from './projects.ts';
import { seededRandom, type Random } from './random.ts';
import { benchAt, numberAssignments, staffTeams } from './staffing.ts';
import { planFirm } from './teams.ts';
import { fillTimesheets, sumWork } from './timesheets.ts';
import { openWindow } from './window.ts';

export type DemoOptions = {
  seed: number;
  /** How many people the firm has, office and leavers included. */
  consultants: number;
  /** How many months of history, the current one included. */
  months: number;
  today: CivilDate;
};

export type DemoFirm = {
  /** File name of the import format → CSV text (UTF-8, ';'). */
  files: Map<string, string>;
  truth: {
    /** The last complete month: the findings are its whole anomalies report. */
    month: Month;
    findings: Finding[];
    /** Codes of the projects that drift badly (red). */
    drifting: string[];
    /** Codes of the projects that begin to drift (amber). */
    beginningToDrift: string[];
    /** Matricules of the people without a mission today. */
    bench: string[];
  };
};

// Below these, the story's teams and the projects before theirs do not fit.
const FEWEST_CONSULTANTS = 12;
const FEWEST_MONTHS = 12;

function checkOptions({ consultants, months, today }: DemoOptions): void {
  if (!Number.isInteger(consultants) || consultants < FEWEST_CONSULTANTS || consultants > 900) {
    throw new RangeError(`a demo firm has ${FEWEST_CONSULTANTS} to 900 consultants: ${consultants}`);
  }
  if (!Number.isInteger(months) || months < FEWEST_MONTHS || months > 120)
    throw new RangeError(`a demo firm has ${FEWEST_MONTHS} to 120 months: ${months}`);
  if (!isCivilDate(today)) throw new RangeError(`not a date: ${today}`);
}

/** Each project answers to its squad's project manager, else to sales. */
function chooseProjectManagers(teams: readonly Team[], staff: Staff, random: Random): void {
  const leads = staff.people.filter((person) => person.profile === 'Chef de projet' && person.exit === null);
  for (const team of teams) {
    const own = team.seats
      .flatMap(({ seat }) => seat.occupants.map(({ person }) => person))
      .find((person) => leads.includes(person));
    const other = team.kind === 'tma' ? random.pick(leads) : staff.sales;
    for (const project of team.projects) project.manager = own ?? other;
  }
}

function codesOf(projects: readonly Project[], story: string): string[] {
  return projects.filter((one) => one.team?.story === story && one.status === 'en_cours').map((one) => one.code);
}

/** The same options give the same bytes. Throws a RangeError for options that no firm fits. */
export function generateDemoFirm(options: DemoOptions): DemoFirm {
  checkOptions(options);
  const { seed, consultants, months, today } = options;
  const random = (stream: string): Random => seededRandom(seed, stream);
  const window = openWindow(today, months);

  const plan = planFirm(consultants, window, random('teams'));
  const { teams } = plan;
  const dice = random('projects');
  for (const team of teams) layProjects(team, window, dice);
  const staff = hirePeople(plan, window, random('people'));
  const clients = drawClients(consultants, [staff.sales.email, staff.director.email], random('clients'));
  placeProjects(teams, clients, random('places'));
  chooseProjectManagers(teams, staff, random('managers'));
  const internal = internalProjects(staff.director);

  const staffed = staffTeams(teams, window, random('staffing'));
  const bench = benchAt(staff.people, staffed.assignments, today);
  const signed = signProjects(bench, staffed.assignments, clients, window, random('signed'));
  const projects = numberProjects([...teams.flatMap((team) => team.projects), ...signed.projects]);
  for (const project of signed.projects) project.manager = staff.sales;

  const spared = new Set<Person>([...bench, ...[...staffed.byStory.values()].map((one) => one.person)]);
  const mother =
    consultants < 30
      ? null
      : (staff.people.find((person) => person.isEmployee && person.isProductive && !spared.has(person)) ?? null);
  const calendar = planAbsences(staff.people, spared, mother, window, random('absences'));
  const book = fillTimesheets(staff.people, staffed.assignments, calendar, internal, spared, window, random('time'));
  const planted = plantAnomalies({
    book,
    staffed,
    calendar,
    internal,
    projects,
    bench,
    window,
    random: random('anomalies'),
  });

  const sums = sumWork(book);
  const purchases = buyForProjects(projects, window, random('purchases'));
  const assignments = [...staffed.assignments, ...signed.assignments];
  const rafs = budgetProjects(projects, assignments, sums, window, random('budgets'));
  const milestones = planAllMilestones(projects, window, random('milestones'));
  const units = deliverUnits(projects, window, random('units'));
  const orders = placeOrders(projects, planted.exhaustedOrder, purchases, sums, window, random('orders'));
  const opportunities = drawPipeline(projects, clients, consultants, window, random('pipeline'));
  const invoices = issueInvoices(
    projects,
    { milestones, units, purchases },
    sums,
    planted.held,
    window,
    random('invoices'),
  );
  const payments = receivePayments(invoices, window, random('payments'));
  numberAssignments(assignments);

  const everyProject = [...projects, ...Object.values(internal)];
  const facts = {
    clients,
    people: staff.people,
    opportunities,
    assignments,
    milestones,
    units,
    rafs,
    orders,
    absences: calendar.absences,
  };
  return {
    files: writeFirm({ ...facts, projects: everyProject, book, purchases, invoices, payments }),
    truth: {
      month: window.month,
      findings: planted.findings,
      drifting: codesOf(projects, 'drifts'),
      beginningToDrift: [...codesOf(projects, 'begins_to_drift'), ...codesOf(projects, 'outgrows_ceiling')].sort(),
      bench: bench.map((person) => person.matricule).sort(),
    },
  };
}
