// How the demo firm is organised: squads that deliver fixed prices, small teams placed at clients, maintenance
// desks. A few teams carry the story (the project that drifts, the order that runs out…); the rest fills the firm.
import { addDays } from '../../domain/civil-dates.ts';
import type { Random } from './random.ts';
import type { Seat, SeatStory, Team, TeamKind, TeamStory } from './facts.ts';
import { mondayOnOrBefore, type Window } from './window.ts';

export type FirmPlan = {
  teams: Team[];
  /** Every seat once, in the order they are filled. */
  seats: Seat[];
  /** People who are never sold: direction and sales. */
  officeCount: number;
  /** People who left and were replaced during the window. */
  leaverCount: number;
};

/** A squad's tech lead keeps a quarter of their time for a maintenance desk. */
const LEAD_SHARE_FOR_MAINTENANCE = 1;

type Staffing = { teams: Team[]; seats: Seat[]; random: Random; window: Window };

function newSeat(staffing: Staffing, profile: string, ...stories: SeatStory[]): Seat {
  const isIndependent = stories.some((story) => story !== 'rolls_off' && story !== 'outlasts_order');
  const seat = { profile, isIndependent, stories, occupants: [] };
  staffing.seats.push(seat);
  return seat;
}

function newTeam(staffing: Staffing, kind: TeamKind, story: TeamStory | null, turn: number, startsAt: string): Team {
  const team: Team = { number: staffing.teams.length + 1, kind, story, turn, seats: [], startsAt, projects: [] };
  staffing.teams.push(team);
  return team;
}

/** Two filler teams in ten were created since the window began: the firm grows. */
function someStart(staffing: Staffing): string {
  const { random, window } = staffing;
  if (!random.chance(0.2)) return window.start;
  const half = Math.floor(window.workingDays.length / 2);
  return mondayOnOrBefore(window.workingDays[random.int(10, half)] ?? window.start);
}

function sit(team: Team, seat: Seat, quarters = 4): void {
  team.seats.push({ seat, quarters });
}

function maintenanceDesk(staffing: Staffing): Team | undefined {
  return staffing.teams.filter((team) => team.kind === 'tma').at(-1);
}

/** A tech lead, and below them the squad's other profiles; the lead also helps the last maintenance desk. */
function seatSquad(staffing: Staffing, squad: Team, profiles: string[]): void {
  for (const profile of profiles) {
    const seat = newSeat(staffing, profile);
    const desk = profile === 'Tech lead' ? maintenanceDesk(staffing) : undefined;
    sit(squad, seat, desk ? 4 - LEAD_SHARE_FOR_MAINTENANCE : 4);
    if (desk) sit(desk, seat, LEAD_SHARE_FOR_MAINTENANCE);
  }
}

/** People who work half and half for two squads. */
function shareBetween(staffing: Staffing, first: Team, second: Team, profiles: string[]): void {
  for (const profile of profiles) {
    const seat = newSeat(staffing, profile);
    sit(first, seat, 2);
    sit(second, seat, 2);
  }
}

/** The teams that every size of the demo has: 11 seats in the smallest firm, 17 in the others. */
function planStory(staffing: Staffing, isSmall: boolean): void {
  const { window } = staffing;
  const desk = newTeam(staffing, 'tma', 'order_expires', 0, window.start);
  const drifting = newTeam(staffing, 'squad', 'drifts', 0, window.start);
  const beginning = newTeam(staffing, 'squad', 'begins_to_drift', 1, window.start);
  sit(desk, newSeat(staffing, 'Développeur senior'));
  if (!isSmall) sit(desk, newSeat(staffing, 'Développeur'));
  seatSquad(staffing, drifting, isSmall ? ['Développeur senior'] : ['Tech lead', 'Développeur senior', 'Développeur']);
  sit(drifting, newSeat(staffing, 'Développeur', 'no_timesheet'));
  seatSquad(
    staffing,
    beginning,
    isSmall ? ['Tech lead', 'Développeur'] : ['Tech lead', 'Développeur senior', 'Développeur'],
  );
  shareBetween(staffing, drifting, beginning, isSmall ? ['Chef de projet'] : ['Chef de projet', 'Ops / SRE']);

  const capped = newTeam(staffing, 'regie_plafonnee', 'outgrows_ceiling', 0, window.start);
  sit(capped, newSeat(staffing, 'Architecte', 'outlasts_order'));
  const large = newTeam(staffing, 'regie', 'order_nearly_used', 0, window.start);
  sit(large, newSeat(staffing, 'Développeur senior'));
  if (isSmall) sit(large, newSeat(staffing, 'Consultant data', 'newcomer', 'negative_margin'));
  else {
    sit(large, newSeat(staffing, 'Consultant data', 'negative_margin'));
    sit(large, newSeat(staffing, 'Développeur senior', 'newcomer'));
  }
  sit(large, newSeat(staffing, 'Product owner', 'rolls_off'));
  const ended = newTeam(staffing, 'regie', 'ended', 0, window.start);
  sit(ended, newSeat(staffing, 'Développeur'));
}

const REGIE_PROFILES = [
  'Développeur senior',
  'Développeur',
  'Consultant data',
  'Ops / SRE',
  'Développeur senior',
  'Product owner',
  'Architecte',
  'Tech lead',
];

function seatRegie(staffing: Staffing, kind: 'regie' | 'regie_plafonnee', size: number): void {
  const team = newTeam(staffing, kind, null, 0, someStart(staffing));
  for (let i = 0; i < size; i += 1) sit(team, newSeat(staffing, staffing.random.pick(REGIE_PROFILES)));
}

/** Two squads that share their project manager; the first one's senior lends the second a quarter of their time. */
function seatSquadPair(staffing: Staffing, turn: number, isLarge: boolean): void {
  const startsAt = someStart(staffing);
  const first = newTeam(staffing, 'squad', null, turn, startsAt);
  const second = newTeam(staffing, 'squad', null, turn + 1, startsAt);
  const extra = isLarge ? ['Développeur'] : [];
  const other = staffing.random.chance(0.5) ? 'Consultant data' : 'Développeur senior';
  seatSquad(staffing, first, ['Tech lead', 'Développeur', ...extra]);
  seatSquad(staffing, second, ['Tech lead', other, 'Développeur', ...extra]);
  const senior = newSeat(staffing, 'Développeur senior');
  sit(first, senior, 3);
  sit(second, senior, 1);
  shareBetween(staffing, first, second, isLarge ? ['Chef de projet', 'Ops / SRE'] : ['Chef de projet']);
}

function seatDesk(staffing: Staffing): void {
  const desk = newTeam(staffing, 'tma', null, 0, staffing.window.start);
  sit(desk, newSeat(staffing, 'Développeur senior'));
  sit(desk, newSeat(staffing, 'Développeur'));
}

/** Fills the firm with ordinary teams until every seat is given. */
function fillFirm(staffing: Staffing, seatCount: number): void {
  // Seats that each kind of block takes, in the turn in which they come.
  const blocks: { seats: number; open: (turn: number) => void }[] = [
    { seats: 7, open: (turn) => seatSquadPair(staffing, turn + 2, false) },
    { seats: 2, open: () => seatRegie(staffing, 'regie', 2) },
    { seats: 1, open: () => seatRegie(staffing, 'regie_plafonnee', 1) },
    { seats: 2, open: () => seatDesk(staffing) },
    { seats: 3, open: () => seatRegie(staffing, 'regie', 3) },
    { seats: 10, open: (turn) => seatSquadPair(staffing, turn, true) },
    { seats: 1, open: () => seatRegie(staffing, 'regie', 1) },
    { seats: 2, open: () => seatRegie(staffing, 'regie', 2) },
  ];
  for (let turn = 0; staffing.seats.length < seatCount; turn += 1) {
    const left = seatCount - staffing.seats.length;
    const block = blocks[turn % blocks.length];
    if (block && block.seats <= left) block.open(turn);
    else seatRegie(staffing, 'regie', Math.min(left, 3));
  }
}

export function planFirm(consultants: number, window: Window, random: Random): FirmPlan {
  const officeCount = consultants < 30 ? 1 : Math.min(8, 1 + Math.round(consultants / 30));
  const leaverCount = consultants < 30 ? 0 : Math.floor(consultants / 15);
  const staffing: Staffing = { teams: [], seats: [], random, window };
  planStory(staffing, consultants < 30);
  fillFirm(staffing, consultants - officeCount - leaverCount);
  // One productive person in five is independent (those of the story are among them).
  const independents = Math.round(staffing.seats.length / 5);
  const candidates = random.shuffle(staffing.seats.filter((seat) => canBeIndependent(staffing, seat)));
  const already = staffing.seats.filter((seat) => seat.isIndependent).length;
  for (const seat of candidates.slice(0, Math.max(0, independents - already))) seat.isIndependent = true;
  return { teams: staffing.teams, seats: staffing.seats, officeCount, leaverCount };
}

function canBeIndependent(staffing: Staffing, seat: Seat): boolean {
  const teams = staffing.teams.filter((team) => team.seats.some((one) => one.seat === seat));
  return teams.every((team) => team.story === null) && seat.profile !== 'Chef de projet' && !seat.isIndependent;
}

/** The first day of a newcomer's mission, in the second week of the month where the anomalies are; they sign the day after. */
export function newcomerArrival(window: Window): { mission: string; contract: string } {
  const days = window.workingDays.filter((day) => day >= addDays(window.monthStart, 7));
  const [mission, contract] = days;
  if (!mission || !contract) throw new Error(`no working day in the second week of ${window.month}`);
  return { mission, contract };
}
