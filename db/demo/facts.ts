// What the demo firm is made of while it is being invented: people, teams, projects, days.
// Money is in cents, time in quarter days, as everywhere in Vigie.
import type { CivilDate } from '../../domain/civil-dates.ts';
import type { Month } from '../../domain/periods.ts';

export type Contract = 'regie' | 'regie_plafonnee' | 'forfait' | 'hybride' | 'forfait_agile' | 'tma' | 'interne';

export type Client = {
  code: string;
  name: string;
  sector: string;
  siren: string | null;
  vatNumber: string;
  street: string;
  postcode: string;
  city: string;
  country: string;
  paymentDays: number;
  endOfMonth: boolean;
  needsOrder: boolean;
  salesMail: string;
  invoiceMail: string;
  /** What this client pays, against the firm's target rates. */
  priceFactor: number;
  /** Mean days from the due date to the payment: some pay before it, some after. */
  meanDelayDays: number;
};

export type Person = {
  matricule: string;
  firstName: string;
  lastName: string;
  email: string;
  profile: string;
  isEmployee: boolean;
  entry: CivilDate;
  exit: CivilDate | null;
  /** As written in the file: '1', '0.8', '0.5'. */
  quota: string;
  /** What a full day of theirs holds: 4, or 2 for someone who works every morning. */
  dayQuarters: number;
  /** Fixed days off, 1 Monday … 5 Friday. */
  daysOff: number[];
  skills: string;
  agency: string;
  isProductive: boolean;
  manager: string | null;
  /** Oldest first. */
  costs: { from: CivilDate; cents: number }[];
};

/** Why a seat exists in the demo's story, beyond filling a team. */
export type SeatStory = 'newcomer' | 'negative_margin' | 'no_timesheet' | 'rolls_off' | 'outlasts_order';

/** A place in one or two teams, held by one person after another. */
export type Seat = {
  profile: string;
  isIndependent: boolean;
  stories: SeatStory[];
  occupants: { person: Person; from: CivilDate }[];
};

export type TeamStory =
  | 'drifts'
  | 'begins_to_drift'
  | 'outgrows_ceiling'
  | 'order_nearly_used'
  | 'order_expires'
  | 'ended';
export type TeamKind = 'regie' | 'regie_plafonnee' | 'squad' | 'tma';

export type Team = {
  number: number;
  kind: TeamKind;
  story: TeamStory | null;
  /** Which fixed-price contract a squad runs now; the ones before follow in turn. */
  turn: number;
  seats: { seat: Seat; quarters: number }[];
  startsAt: CivilDate;
  projects: Project[];
};

export type Project = {
  code: string;
  client: Client | null;
  title: string;
  contract: Contract;
  status: 'prevu' | 'en_cours' | 'clos';
  start: CivilDate | null;
  end: CivilDate | null;
  team: Team | null;
  manager: Person | null;
  opportunity: string | null;
  fixedPriceCents: number | null;
  ceilingCents: number | null;
  monthlyFeeCents: number | null;
  includedUnits: number | null;
  unitPriceCents: number | null;
  carryMonths: number | null;
  plannedPurchasesCents: number | null;
  budget: BudgetRow[];
  /** Days at the end over days sold. */
  overrun: number;
};

export type BudgetRow = { profile: string; quarters: number; rateCents: number | null; costCents: number };

export type Assignment = {
  code: string;
  project: Project;
  person: Person;
  profile: string;
  start: CivilDate;
  end: CivilDate | null;
  quarters: number;
  rateCents: number | null;
  /** The price agreed for this mission (independents). */
  costCents: number | null;
  isFirm: boolean;
};

export type Absence = {
  person: Person;
  kind: string;
  start: CivilDate;
  end: CivilDate;
  startsAtNoon: boolean;
  endsAtNoon: boolean;
  status: 'demandee' | 'validee' | 'refusee';
};

export type TimeStatus = 'brouillon' | 'soumis' | 'valide';
export type TimeRow = {
  person: Person;
  date: CivilDate;
  project: Project;
  quarters: number;
  status: TimeStatus;
  comment: string;
  assignment: Assignment | null;
};

export type Purchase = {
  project: Project;
  date: CivilDate;
  label: string;
  cents: number;
  isRebilled: boolean;
  rebilledPercent: number | null;
};

export type Milestone = {
  project: Project;
  code: string;
  label: string;
  due: CivilDate;
  cents: number;
  accepted: CivilDate | null;
};

export type Units = { project: Project; month: Month; units: number };

export type Order = {
  number: string;
  client: Client;
  project: Project;
  cents: number;
  start: CivilDate;
  end: CivilDate;
};

export type Finding = {
  rule: string;
  consultant: string;
  date: CivilDate | null;
  project: string | null;
  days: number;
};
