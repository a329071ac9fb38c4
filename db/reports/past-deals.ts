// The past that forecasts are made of: every deal with what was said of it day by day, when it was decided, and the days
// counted on its project, week by week.
import { z } from 'zod';
import { addDays, earlier, type CivilDate } from '../../domain/civil-dates.ts';
import { OPEN_STAGES, OPPORTUNITY_STAGES } from '../../domain/pipeline.ts';
import type { DealWork, PastDeal } from '../../domain/staffing/past-deals.ts';
import type { Transaction } from '../connection.ts';
import { groupBy } from './project-facts.ts';

const dealRow = z.object({
  code: z.string(),
  stage: z.enum(OPPORTUNITY_STAGES),
  created_on: z.string().nullable(),
  expected_close_on: z.string().nullable(),
  starts_on: z.string().nullable(),
  ends_on: z.string().nullable(),
  began_on: z.string().nullable(),
});
const stateRow = z.object({
  code: z.string(),
  told_on: z.string(),
  stage: z.enum(OPPORTUNITY_STAGES),
  probability: z.number().nullable(),
  starts_on: z.string().nullable(),
  ends_on: z.string().nullable(),
});
const needRow = z.object({ code: z.string(), profile: z.string(), quarter_days: z.number() });
const workRow = z.object({ deal: z.string(), profile: z.string(), week: z.string(), quarter_days: z.number() });

type Deal = z.infer<typeof dealRow>;
type State = z.infer<typeof stateRow>;

const isOpen = (stage: string): boolean => (OPEN_STAGES as readonly string[]).includes(stage);

/**
 * The day on which it was won or lost: the one that was kept; of a deal that came decided, the closing day of its card,
 * and its project's start when that is sooner. Undefined: it does not say.
 */
function decidedOn(deal: Deal, states: readonly State[], asOf: CivilDate): CivilDate | null | undefined {
  if (isOpen(deal.stage)) return null;
  const opened = states.findIndex(({ stage }) => isOpen(stage));
  const kept = opened === -1 ? undefined : states.slice(opened).find(({ stage }) => !isOpen(stage));
  if (kept) return kept.told_on;
  const days = [deal.expected_close_on, deal.stage === 'gagnee' ? deal.began_on : null].filter((day) => day !== null);
  return days.length === 0 ? undefined : [...days, asOf].reduce(earlier);
}

/** @returns the deals, and how many do not say when they were made or decided. */
export async function readPastDeals(tx: Transaction, asOf: CivilDate): Promise<{ deals: PastDeal[]; undated: number }> {
  const [cards, states, needs] = await Promise.all([
    tx`select o.code, o.stage, o.created_on, o.expected_close_on, o.planned_start_on as starts_on, o.planned_end_on as ends_on,
        min(p.starts_on) as began_on
      from opportunities o left join projects p on p.opportunity_id = o.id group by o.id order by o.code`,
    tx`select o.code, s.told_on, s.stage, s.probability_percent::float8 as probability, s.planned_start_on as starts_on,
        s.planned_end_on as ends_on
      from opportunity_states s join opportunities o on o.id = s.opportunity_id where s.told_on <= ${asOf}
      order by o.code, s.told_on`,
    tx`select o.code, f.name as profile, n.quarter_days
      from opportunity_needs n join opportunities o on o.id = n.opportunity_id join profiles f on f.id = n.profile_id
      order by o.code, n.rank`,
  ]);
  const statesOf = groupBy(z.array(stateRow).parse([...states]), ({ code }) => code);
  const needsOf = groupBy(z.array(needRow).parse([...needs]), ({ code }) => code);
  let undated = 0;
  const deals = z
    .array(dealRow)
    .parse([...cards])
    .flatMap((card): PastDeal[] => {
      const told = statesOf.get(card.code) ?? [];
      const decided = decidedOn(card, told, asOf);
      const created = card.created_on ?? told.find(({ stage }) => isOpen(stage))?.told_on ?? null;
      if (created === null || decided === undefined) undated += 1;
      if (decided === undefined) return [];
      return [
        {
          code: card.code,
          createdOn: created,
          decidedOn: decided,
          won: card.stage === 'gagnee',
          startsOn: card.starts_on,
          endsOn: card.ends_on,
          beganOn: card.began_on,
          needs: (needsOf.get(card.code) ?? []).map(({ profile, quarter_days: quarterDays }) => ({
            profile,
            quarterDays,
          })),
          states: told.map(({ told_on, probability, starts_on, ends_on }) => ({
            toldOn: told_on,
            probabilityPercent: probability,
            startsOn: starts_on,
            endsOn: ends_on,
          })),
        },
      ];
    });
  return { deals, undated };
}

/** Half a year more than the year of forecasts is not looked at: no work of it is in their weeks. */
const LOOKED_AT_DAYS = 366 + 14;

export async function readDealWork(tx: Transaction, asOf: CivilDate): Promise<DealWork[]> {
  const rows = await tx`
    select o.code as deal, f.name as profile, to_char(date_trunc('week', r.worked_on::timestamp), 'YYYY-MM-DD') as week,
      sum(r.quarter_days)::float8 as quarter_days
    from time_rows r join projects p on p.id = r.project_id join opportunities o on o.id = p.opportunity_id
      join profiles f on f.id = r.profile_id
    where r.state <> 'brouillon' and r.worked_on between ${addDays(asOf, -LOOKED_AT_DAYS)} and ${asOf} group by 1, 2, 3`;
  return z
    .array(workRow)
    .parse([...rows])
    .map(({ deal, profile, week, quarter_days: quarterDays }) => ({ deal, profile, week, quarterDays }));
}
