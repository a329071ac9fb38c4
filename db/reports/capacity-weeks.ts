// What the weeks to come are made of: people and bookings as `capacity` reads them, the open deals with their needs, and
// how the deals won so far went: by how many weeks they began late, and how much of what was planned was worked.
import { z } from 'zod';
import { addDays } from '../../domain/civil-dates.ts';
import { listWeeks, reportCapacityWeeks, type OpenDeal } from '../../domain/staffing/capacity-weeks.ts';
import { indexWork, listPaces, listSlips } from '../../domain/staffing/past-deals.ts';
import type { Transaction } from '../connection.ts';
import { readDealWork, readPastDeals } from './past-deals.ts';
import { readBookings, readPeople } from './people-facts.ts';

const needRow = z.object({
  code: z.string(),
  probability: z.number(),
  starts_on: z.string(),
  ends_on: z.string(),
  profile: z.string(),
  quarter_days: z.number(),
});

/** Open deals with both dates and a probability, as `capacity` counts them. */
async function readOpenDeals(tx: Transaction): Promise<OpenDeal[]> {
  const rows = await tx`
    select o.code, o.probability_percent::float8 as probability, o.planned_start_on as starts_on, o.planned_end_on as ends_on,
      f.name as profile, n.quarter_days
    from opportunity_needs n join opportunities o on o.id = n.opportunity_id join profiles f on f.id = n.profile_id
    where o.stage in ('piste', 'qualifiee', 'proposition', 'negociation')
      and o.planned_start_on is not null and o.planned_end_on is not null and o.probability_percent is not null
    order by o.code, n.rank`;
  const byDeal = Map.groupBy(z.array(needRow).parse([...rows]), ({ code }) => code);
  return [...byDeal].flatMap(([code, needs]) => {
    const [first] = needs;
    if (!first) return [];
    return {
      code,
      probabilityPercent: first.probability,
      startsOn: first.starts_on,
      endsOn: first.ends_on,
      needs: needs.map(({ profile, quarter_days: quarterDays }) => ({ profile, quarterDays })),
    };
  });
}

/** @param weeks how many, from the next Monday on. */
export async function readCapacityWeeksReport(tx: Transaction, { asOf, weeks }: { asOf: string; weeks: number }) {
  const mondays = listWeeks(asOf, weeks);
  const [start, end] = [mondays[0] ?? asOf, addDays(mondays.at(-1) ?? asOf, 6)];
  const [people, bookings, deals, past, work, profiles] = await Promise.all([
    readPeople(tx, start, end),
    readBookings(tx, start, end),
    readOpenDeals(tx),
    readPastDeals(tx, asOf),
    readDealWork(tx, asOf),
    tx<{ name: string }[]>`select name from profiles`,
  ]);
  const learnt = {
    pastSlips: listSlips(past.deals, asOf),
    pastPaces: listPaces(past.deals, indexWork(work), asOf),
  };
  return reportCapacityWeeks(
    { asOf, people, bookings, deals, ...learnt, profiles: profiles.map(({ name }) => name) },
    weeks,
  );
}
