// Staffing all needs at once, each plan solved in its thread: how long, how near the best there can be, and what a plan
// made greedily loses. Then one need ranked. Facts are drawn from seeds: no database.

import { solveModel } from '../../api/staffing/solve-model.ts';
import { STAFFING_AIMS } from '../../domain/staffing/alternatives.ts';
import { rankCandidates, readyPeople } from '../../domain/staffing/candidates.ts';
import { findNeeds } from '../../domain/staffing/find-needs.ts';
import { placeOf } from '../../domain/staffing/need.ts';
import { packGreedily, worthOf } from '../../domain/staffing/pack.ts';
import { buildPlanModel } from '../../domain/staffing/plan-model.ts';
import { DEFAULT_PLAN_SETTINGS, posePlan } from '../../domain/staffing/plan-problem.ts';
import { DEFAULT_WEIGHTS } from '../../domain/staffing/weights.ts';
import { medianOf, percentileOf, timeOnce } from './samples.ts';
import { randomStaffing, type StaffingSize } from './staffing-firm.ts';
import { rowOfTimes, showMillis, type Family, type Row } from './table.ts';

/** Longer than the aim: what is over it is shown, not cut. */
const SECONDS = 60;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

async function benchSize(size: Omit<StaffingSize, 'seed'>, firms: number, aim: string): Promise<Row> {
  const [times, cpu, gaps, losses]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let seed = 1; seed <= firms; seed += 1) {
    const facts = randomStaffing({ ...size, seed });
    for (const kind of STAFFING_AIMS) {
      const before = process.cpuUsage();
      times.push(
        await timeOnce(async () => {
          const model = buildPlanModel(posePlan(facts, DEFAULT_PLAN_SETTINGS), kind);
          const { chosen, gap } = await solveModel(model, SECONDS);
          const worth = worthOf(model, chosen);
          gaps.push(gap ?? 1);
          losses.push((worth - worthOf(model, packGreedily(model))) / worth);
        }),
      );
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1000);
    }
  }
  return {
    what: `${size.people} people × ${size.needs} needs × 26 weeks (${times.length} plans): gap ${percent(medianOf(gaps))}, at most ${percent(Math.max(...gaps))}; greedy loses ${percent(medianOf(losses))}, at most ${percent(Math.max(...losses))}`,
    result: showMillis(medianOf(times)),
    p95: showMillis(percentileOf(times, 95)),
    cpu: showMillis(medianOf(cpu)),
    aim,
  };
}

async function benchRanking(): Promise<Row> {
  const facts = randomStaffing({ people: 100, needs: 60, seed: 1 });
  const placed = findNeeds(facts).flatMap((need) => {
    const { place } = placeOf(need, facts.asOf);
    return place ? [{ need, place }] : [];
  });
  const times: number[] = [];
  for (const { need, place } of placed) {
    times.push(
      await timeOnce(async () => {
        const people = readyPeople(facts.people, { startsOn: place.startsOn, endsOn: place.endsOn });
        rankCandidates(people, need, { place, weights: DEFAULT_WEIGHTS });
      }),
    );
  }
  return rowOfTimes('one need ranked among 100 people', times, { aim: '≤ 50 ms' });
}

export async function benchStaffing(): Promise<Family> {
  return {
    title: 'Staffing, solved by HiGHS in a thread from a plan made without it',
    rows: [
      await benchRanking(),
      await benchSize({ people: 100, needs: 60 }, 3, '≤ 2 s, gap ≤ 1 %'),
      await benchSize({ people: 300, needs: 150 }, 2, '≤ 20 s, gap ≤ 3 %'),
    ],
  };
}
