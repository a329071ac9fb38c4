// Working time, leave and papers of people (rules 11, 19, 20, 21): judged where the facts are held, silent where not.
import { addDays, daysBetween, weekdayOf, type CivilDate } from '../civil-dates.ts';
import { compare, fraction, parseDecimal, sum } from '../fraction.ts';
import { sayDate, sayDays, sayNumber } from '../french.ts';
import { firstDayOf, isWithin, lastDayOf, monthOf } from '../periods.ts';
import { absentQuarters, presentDaysOf } from '../presence.ts';
import type { CraCheckFacts } from './facts.ts';
import { makeFinding, timeKey, type CraFinding } from './finding.ts';

/** Code du travail, art. L3121-18 (10 h a day), L3121-20 (48 h a week), L3121-22 (44 h over 12 weeks), L3131-1 (11 h of rest). */
const MOST_HOURS_A_DAY = 10;
const MOST_HOURS_A_WEEK = 48;
const MOST_MEAN_HOURS = 44;
const MEAN_WEEKS = 12;
const LEAST_REST_MINUTES = 11 * 60;
const MINUTES_A_DAY = 24 * 60;

type Day = CraCheckFacts['told']['hours'][number];

function mondayOf(date: CivilDate): CivilDate {
  return addDays(date, 1 - weekdayOf(date));
}

function breachesOf(days: readonly Day[]): { date: CivilDate; why: string }[] {
  const sorted = days.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const breaches = sorted.flatMap((day, rank) => {
    const why: string[] = [];
    if (day.hours > MOST_HOURS_A_DAY) why.push(`${sayNumber(day.hours)} h dans la journée (10 h au plus)`);
    const before = sorted[rank - 1];
    const rest = before
      ? daysBetween(before.date, day.date) * MINUTES_A_DAY + day.startsAt - before.endsAt
      : LEAST_REST_MINUTES;
    if (rest < LEAST_REST_MINUTES) why.push(`${sayNumber(rest / 60)} h de repos (11 h au moins)`);
    return why.map((one) => ({ date: day.date, why: one }));
  });
  const weeks = new Map<CivilDate, number>();
  for (const day of sorted) weeks.set(mondayOf(day.date), (weeks.get(mondayOf(day.date)) ?? 0) + day.hours);
  for (const [monday, hours] of weeks) {
    if (hours > MOST_HOURS_A_WEEK)
      breaches.push({ date: monday, why: `${sayNumber(hours)} h dans la semaine (48 h au plus)` });
    const twelve = Array.from({ length: MEAN_WEEKS }, (_, back) => weeks.get(addDays(monday, -7 * back)));
    const known = twelve.filter((one) => one !== undefined);
    const mean = known.reduce((total, one) => total + one, 0) / MEAN_WEEKS;
    if (known.length === MEAN_WEEKS && mean > MOST_MEAN_HOURS)
      breaches.push({ date: monday, why: `${sayNumber(mean)} h en moyenne sur 12 semaines (44 h au plus)` });
  }
  return breaches;
}

export function checkWorkingTime(facts: CraCheckFacts): CraFinding[] {
  const byPerson = Map.groupBy(facts.told.hours, ({ consultant }) => consultant);
  return [...byPerson].flatMap(([consultant, days]) =>
    breachesOf(days)
      .filter(({ date }) => monthOf(date) === facts.month || monthOf(addDays(date, 6)) === facts.month)
      .map(({ date, why }) =>
        makeFinding('working_time', {
          consultant,
          date,
          quarterDays: 0,
          sentence: `Le ${sayDate(date)} : ${why}.`,
          evidence: facts.rows.filter((row) => row.consultant === consultant && row.date === date).map(timeKey),
          fix: null,
        }),
      ),
  );
}

/** Beyond three days, an illness has its paper (the employer tops up the sick pay on it: Code du travail, art. L1226-1). */
const SICKNESS_DAYS_WITHOUT_PAPER = 3;

export function checkLeave(facts: CraCheckFacts): CraFinding[] {
  const { sicknessPapers, leaveBalances } = facts.told;
  const sick =
    sicknessPapers === null
      ? []
      : facts.anomalies.people.flatMap((person) =>
          person.absences
            .filter(
              ({ kind, startsOn, endsOn }) =>
                kind === 'maladie' &&
                daysBetween(startsOn, endsOn) + 1 > SICKNESS_DAYS_WITHOUT_PAPER &&
                startsOn <= lastDayOf(facts.month) &&
                endsOn >= firstDayOf(facts.month) &&
                !sicknessPapers.some((paper) => paper.consultant === person.code && paper.startsOn === startsOn),
            )
            .map(({ startsOn, endsOn }) => {
              const quarterDays = 4 * (daysBetween(startsOn, endsOn) + 1);
              return makeFinding('sickness_paper', {
                consultant: person.code,
                date: startsOn,
                quarterDays,
                sentence: `Maladie du ${sayDate(startsOn)} au ${sayDate(endsOn)} sans arrêt de travail.`,
                evidence: [`absence/${person.code}/maladie/${startsOn}`],
                fix: null,
              });
            }),
        );
  const negative = leaveBalances
    .filter(({ quarterDays }) => quarterDays < 0)
    .map(({ consultant, kind, quarterDays }) =>
      makeFinding('leave_balance', {
        consultant,
        quarterDays: -quarterDays,
        sentence: `Solde de ${kind === 'cp' ? 'congés payés' : 'RTT'} à ${sayDays(quarterDays / 4)}.`,
        evidence: [`solde/${consultant}/${kind}`],
        fix: null,
      }),
    );
  return [...sick, ...negative];
}

/** Days a year under a forfait en jours, solidarity day included (Code du travail, art. L3121-64; Syntec, accord du 22 juin 1999). */
export const DAYS_CONTRACT_QUARTERS = 218 * 4;

/** Worked since 1 January and booked to 31 December, absences taken out. Employees at full time alone have the whole 218. */
export function checkDaysContract(facts: CraCheckFacts): CraFinding[] {
  const { daysContract, asOf } = facts;
  if (daysContract === null) return [];
  const yearEnd = `${asOf.slice(0, 4)}-12-31`;
  return daysContract.people.flatMap((person) => {
    if (person.employment !== 'salarie' || person.quota !== '1' || !person.productive) return [];
    const worked = daysContract.workedQuarters.get(person.code) ?? 0;
    const own = daysContract.bookings.filter(({ consultant }) => consultant === person.code);
    const planned = presentDaysOf(person, addDays(asOf, 1), yearEnd).reduce((total, date) => {
      const load = sum(
        own.filter((one) => isWithin(date, one.startsOn, one.endsOn)).map(({ quota }) => parseDecimal(quota)),
      );
      return total + (compare(load, fraction(0n)) > 0 ? 4 - absentQuarters(person, date) : 0);
    }, 0);
    if (worked + planned <= DAYS_CONTRACT_QUARTERS) return [];
    return [
      makeFinding('days_contract', {
        consultant: person.code,
        quarterDays: worked + planned - DAYS_CONTRACT_QUARTERS,
        sentence: `${sayDays(worked / 4)} travaillé(s) et ${sayDays(planned / 4)} prévu(s) d'ici au ${sayDate(yearEnd)} : plus de 218 j.`,
        evidence: own.map(({ code }) => `affectation/${code}`),
        fix: null,
      }),
    ];
  });
}

export function checkOnCallAndExpenses(facts: CraCheckFacts): CraFinding[] {
  const onCall = facts.told.onCall
    .filter(({ date, planned }) => !planned && monthOf(date) === facts.month)
    .map(({ consultant, date }) =>
      makeFinding('on_call_unplanned', {
        consultant,
        date,
        quarterDays: 0,
        sentence: `Astreinte facturée la nuit du ${sayDate(date)} sans planning d'astreinte.`,
        evidence: [`astreinte/${consultant}/${date}`],
        fix: null,
      }),
    );
  const sent = new Set(facts.rows.filter(({ state }) => state !== 'brouillon').map(({ consultant }) => consultant));
  const expenses = facts.expenses
    // Without a CRA nobody knows which days were worked.
    .filter(
      ({ consultant, spentOn }) =>
        sent.has(consultant) && !facts.rows.some((row) => row.consultant === consultant && row.date === spentOn),
    )
    .map(({ id, consultant, project, spentOn, label, pending }) =>
      makeFinding('expense_on_day_off', {
        consultant,
        project,
        date: spentOn,
        quarterDays: 0,
        sentence: `Frais du ${sayDate(spentOn)} (${label}), un jour sans travail saisi.`,
        evidence: [`frais/${id}`],
        fix: pending
          ? {
              command: 'approve_expense',
              input: { id, decision: 'refusee', reason: `Aucun travail saisi le ${sayDate(spentOn)}` },
            }
          : null,
      }),
    );
  return [...onCall, ...expenses];
}
