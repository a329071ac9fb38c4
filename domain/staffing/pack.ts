// A plan made without a solver: the best choice first, then parts of it undone and made again, as long as it gets better.
// It gives the solver a plan to start from, and the firm one when time runs out before the solver has any.
import type { PlanModel } from './plan-model.ts';

/** Load and days are compared to this: shares are millionths. */
const TOLERANCE = 1e-7;

type Packing = {
  readonly model: PlanModel;
  /** Rows of each column, and its coefficient in each. */
  readonly rowsOf: readonly (readonly number[])[];
  readonly coefficientsOf: readonly (readonly number[])[];
  readonly used: Float64Array;
  readonly chosen: Uint8Array;
};

function openPacking(model: PlanModel): Packing {
  const rowsOf: number[][] = model.worth.map(() => []);
  const coefficientsOf: number[][] = model.worth.map(() => []);
  for (const [i, row] of model.rows.entries()) {
    for (const [k, column] of row.columns.entries()) {
      rowsOf[column]?.push(i);
      coefficientsOf[column]?.push(row.coefficients[k] ?? 0);
    }
  }
  return {
    model,
    rowsOf,
    coefficientsOf,
    used: new Float64Array(model.rows.length),
    chosen: new Uint8Array(model.worth.length),
  };
}

function fits({ model, rowsOf, coefficientsOf, used }: Packing, column: number): boolean {
  const [rows = [], coefficients = []] = [rowsOf[column], coefficientsOf[column]];
  return rows.every((row, k) => (used[row] ?? 0) + (coefficients[k] ?? 0) <= (model.rows[row]?.most ?? 0) + TOLERANCE);
}

function move({ rowsOf, coefficientsOf, used, chosen }: Packing, column: number, sign: 1 | -1): void {
  const [rows = [], coefficients = []] = [rowsOf[column], coefficientsOf[column]];
  for (const [k, row] of rows.entries()) used[row] = (used[row] ?? 0) + sign * (coefficients[k] ?? 0);
  chosen[column] = sign === 1 ? 1 : 0;
}

/** Columns by what they bring, the most first; those that bring nothing are never chosen. */
function byWorth(model: PlanModel): number[] {
  return [...model.worth.keys()]
    .filter((column) => (model.worth[column] ?? 0) > 0)
    .sort((a, b) => (model.worth[b] ?? 0) - (model.worth[a] ?? 0) || a - b);
}

function fill(packing: Packing, order: Iterable<number>): number {
  let gained = 0;
  for (const column of order) {
    if (packing.chosen[column] === 1 || !fits(packing, column)) continue;
    move(packing, column, 1);
    gained += packing.model.worth[column] ?? 0;
  }
  return gained;
}

/** What a careful planner does: the most profitable first, each where it fits. 1 a chosen column. */
export function packGreedily(model: PlanModel): Uint8Array {
  const packing = openPacking(model);
  fill(packing, byWorth(model));
  return packing.chosen;
}

/** Xorshift (Marsaglia, 2003): the same rounds each time. */
function drawFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** The part undone in a round: one choice in so many, around a row. */
const UNDONE_AT_LEAST = 3;
const UNDONE_SPREAD = 8;

/**
 * Undoes what is chosen around some rows and fills it again, another choice first; keeps what is not worse.
 * @param rounds how many times: a number and no time, so that the plan is the same on every machine.
 */
export function packBetter(model: PlanModel, rounds: number): Uint8Array {
  const packing = openPacking(model);
  const order = byWorth(model);
  fill(packing, order);
  const draw = drawFrom(2_463_534_242);
  const rank = new Int32Array(model.worth.length);
  for (const [i, column] of order.entries()) rank[column] = i;
  for (let round = 0; round < rounds && order.length > 0; round += 1) tryRound(packing, order, rank, draw);
  return packing.chosen;
}

function tryRound(packing: Packing, order: readonly number[], rank: Int32Array, draw: (below: number) => number): void {
  const { model, rowsOf, chosen } = packing;
  const first = order[draw(order.length)] ?? 0;
  if (chosen[first] === 1) return;
  const around = new Set<number>();
  const undone: number[] = [];
  const target = UNDONE_AT_LEAST + draw(UNDONE_SPREAD);
  let lost = 0;
  // What stands in the way of the new choice goes; then what stands beside, until enough is undone.
  const rows = [...(rowsOf[first] ?? [])];
  for (let i = 0; i < rows.length && (undone.length < target || !fits(packing, first)); i += 1) {
    for (const column of model.rows[rows[i] ?? 0]?.columns ?? []) {
      around.add(column);
      if (chosen[column] !== 1) continue;
      move(packing, column, -1);
      undone.push(column);
      lost += model.worth[column] ?? 0;
      for (const row of rowsOf[column] ?? []) rows.push(row);
    }
  }
  for (const column of undone)
    for (const row of rowsOf[column] ?? []) for (const other of model.rows[row]?.columns ?? []) around.add(other);
  const again = [
    first,
    ...[...around].filter((column) => (model.worth[column] ?? 0) > 0).sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0)),
  ];
  // One choice in five waits: the same order would make the same plan again.
  const [now, then]: [number[], number[]] = [[], []];
  for (const column of again) (column !== first && draw(5) === 0 ? then : now).push(column);
  const added: number[] = [];
  let gained = 0;
  for (const column of [...now, ...then]) {
    if (chosen[column] === 1 || !fits(packing, column)) continue;
    move(packing, column, 1);
    added.push(column);
    gained += model.worth[column] ?? 0;
  }
  if (gained >= lost) return;
  for (const column of added) move(packing, column, -1);
  for (const column of undone) move(packing, column, 1);
}

/** Worth of what is chosen. */
export function worthOf(model: PlanModel, chosen: ArrayLike<number>): number {
  return model.worth.reduce((total, worth, column) => total + ((chosen[column] ?? 0) > 0.5 ? worth : 0), 0);
}

/** Whether every row holds. */
export function holds(model: PlanModel, chosen: ArrayLike<number>): boolean {
  return model.rows.every(
    ({ columns, coefficients, most }) =>
      columns.reduce((total, column, k) => total + ((chosen[column] ?? 0) > 0.5 ? (coefficients[k] ?? 0) : 0), 0) <=
      most + 1e-6,
  );
}
