// A living ESN, invented from a seed: enough history for every report to say something, one project that drifts
// badly, two that begin to, two people on the bench, invoices paid late, CRA anomalies with their truth. It is
// imported like any customer's files.
import { isCivilDate, type CivilDate } from '../../domain/civil-dates.ts';
import type { Month } from '../../domain/periods.ts';
import { planAbsences } from './absences.ts';
import { budgetProjects } from './budgets.ts';
import { drawClients } from './clients.ts';
import { compareText } from './csv.ts';
import { buyForProjects, deliverUnits, planAllMilestones } from './deliveries.ts';
import type { Finding, Person, Project, Team } from './facts.ts';
import { writeFirm } from './files.ts';
import { issueInvoices, receivePayments } from './invoices.ts';
import { placeOrders } from './orders.ts';
import { WOMEN_NAMES } from './names.ts';
import { hirePeople, type Staff } from './people.ts';
import { drawPipeline, signProjects } from './pipeline.ts';
import { plantAnomalies } from './planted-anomalies.ts';
import { internalProjects, layProjects, numberProjects, placeProjects } from './projects.ts';
import { seededRandom, type Random } from './random.ts';
import { benchAt, numberAssignments, staffTeams } from './staffing.ts';
import { planFirm } from './teams.ts';
import { fillTimesheets, sumWork } from './timesheets.ts';
import { openWindow, type Window } from './window.ts';

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

type Dice = (stream: string) => Random;

/** Who works there, in which teams, for which clients. */
function foundFirm({ consultants }: DemoOptions, window: Window, dice: Dice) {
  const plan = planFirm(consultants, window, dice('teams'));
  const { teams } = plan;
  const random = dice('projects');
  for (const team of teams) layProjects(team, window, random);
  const staff = hirePeople(plan, window, dice('people'));
  const clients = drawClients(consultants, [staff.sales.email, staff.director.email], dice('clients'));
  placeProjects(teams, clients, dice('places'));
  chooseProjectManagers(teams, staff, dice('managers'));
  const staffed = staffTeams(teams, window, dice('staffing'));
  const bench = benchAt(staff.people, staffed.assignments, window.today);
  const signed = signProjects(bench, staffed.assignments, clients, window, dice('signed'));
  const projects = numberProjects([...teams.flatMap((team) => team.projects), ...signed.projects]);
  for (const project of signed.projects) project.manager = staff.sales;
  return { staff, clients, staffed, bench, signed, projects, internal: internalProjects(staff.director) };
}

type Founded = ReturnType<typeof foundFirm>;

/** Their days, with the faults planted in them. */
function fillDays(founded: Founded, window: Window, dice: Dice) {
  const { staff, staffed, bench, projects, internal } = founded;
  const spared = new Set<Person>([...bench, ...[...staffed.byStory.values()].map((one) => one.person)]);
  // In a firm of some size, someone was on maternity leave.
  const isMother = (one: Person): boolean => one.isEmployee && one.isProductive && WOMEN_NAMES.includes(one.firstName);
  const mother = staff.people.length < 30 ? undefined : staff.people.find((one) => isMother(one) && !spared.has(one));
  const calendar = planAbsences(staff.people, spared, mother ?? null, window, dice('absences'));
  const book = fillTimesheets(staff.people, staffed.assignments, calendar, internal, spared, window, dice('time'));
  const ground = { book, staffed, calendar, internal, projects, bench, window, random: dice('anomalies') };
  return { book, absences: calendar.absences, planted: plantAnomalies(ground), sums: sumWork(book) };
}

/** What was sold, delivered, invoiced and paid, from the days worked. */
function sellAndBill(founded: Founded, days: ReturnType<typeof fillDays>, window: Window, dice: Dice) {
  const { staff, clients, staffed, signed, projects } = founded;
  const { planted, sums } = days;
  const purchases = buyForProjects(projects, window, dice('purchases'));
  const assignments = [...staffed.assignments, ...signed.assignments];
  numberAssignments(assignments);
  const rafs = budgetProjects(projects, assignments, sums, window, dice('budgets'));
  const milestones = planAllMilestones(projects, window, dice('milestones'));
  const units = deliverUnits(projects, window, dice('units'));
  const orders = placeOrders(projects, planted.exhaustedOrder, purchases, sums, window, dice('orders'));
  const opportunities = drawPipeline(projects, clients, staff.people.length, window, dice('pipeline'));
  const delivered = { milestones, units, purchases };
  const invoices = issueInvoices(projects, delivered, sums, planted.held, window, dice('invoices'));
  const payments = receivePayments(invoices, window, dice('payments'));
  return { assignments, rafs, milestones, units, orders, opportunities, purchases, invoices, payments };
}

/** The same options give the same bytes. Throws a RangeError for options that no firm fits. */
export function generateDemoFirm(options: DemoOptions): DemoFirm {
  checkOptions(options);
  const dice: Dice = (stream) => seededRandom(options.seed, stream);
  const window = openWindow(options.today, options.months);
  const founded = foundFirm(options, window, dice);
  const days = fillDays(founded, window, dice);
  const business = sellAndBill(founded, days, window, dice);

  const { staff, clients, bench, internal } = founded;
  const projects = [...founded.projects, ...Object.values(internal)];
  const beginning = [...codesOf(projects, 'begins_to_drift'), ...codesOf(projects, 'outgrows_ceiling')];
  return {
    files: writeFirm({ ...business, ...days, clients, people: staff.people, projects }),
    truth: {
      month: window.month,
      findings: days.planted.findings,
      drifting: codesOf(projects, 'drifts'),
      beginningToDrift: beginning.sort(compareText),
      bench: bench.map((person) => person.matricule).sort(compareText),
    },
  };
}
