// The thread in which HiGHS solves: its calls block, so that they never run where the doors are answered.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Highs } from 'highs';
import { packBetter } from '../../domain/staffing/pack.ts';
import type { SolverAnswer, SolverTask } from './solve-model.ts';

function tell(answer: SolverAnswer): void {
  parentPort?.postMessage(answer, [answer.chosen.buffer]);
}

const { model, seconds, gap, rounds, heuristicEffort, nodes } = workerData as SolverTask;

// A plan before the solver is even loaded: whatever happens next, there is one.
const start = packBetter(model, rounds);
tell({ finished: false, chosen: Uint8Array.from(start), bound: null });

// Its types are those of its CommonJS build: that build is the one that is loaded.
const loadHighs = createRequire(import.meta.url)('highs') as () => Promise<Highs>;
const highs = await loadHighs();

const [columns, rows] = [model.worth.length, model.rows.length];
const starts = new Int32Array(rows + 1);
for (const [i, row] of model.rows.entries()) starts[i + 1] = (starts[i] ?? 0) + row.columns.length;

// Worth in thousands of euros: the solver's tolerances are made for numbers near one.
const SCALE = 100_000;

const answer = highs.withModel(
  {
    numCols: columns,
    numRows: rows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: Float64Array.from(model.worth, (cents) => cents / SCALE),
    colLower: new Float64Array(columns),
    colUpper: new Float64Array(columns).fill(1),
    rowLower: new Float64Array(rows).fill(-highs.infinity),
    rowUpper: Float64Array.from(model.rows, ({ most }) => most),
    matrix: {
      format: 'csr',
      numRows: rows,
      numCols: columns,
      starts,
      indices: Int32Array.from(model.rows.flatMap((row) => row.columns)),
      values: Float64Array.from(model.rows.flatMap(({ coefficients }) => coefficients)),
    },
    integrality: new Int32Array(columns).fill(1),
  },
  (solver): SolverAnswer => {
    solver.options.set({
      output_flag: false,
      time_limit: seconds,
      mip_rel_gap: gap,
      mip_max_nodes: nodes,
      mip_heuristic_effort: heuristicEffort,
      mip_detect_symmetry: heuristicEffort > 0,
      // One seed (and the package has one thread): the same model gives the same plan.
      random_seed: 0,
    });
    solver.setSolution({ colValue: Float64Array.from(start) });
    solver.run();
    // What is counted stops the same search at the same place everywhere; the clock does not.
    const { optimal, solutionLimit } = highs.constants.modelStatus;
    const status = solver.getModelStatus();
    const finished = status === optimal || status === solutionLimit;
    const bound = Number(solver.info.get('mip_dual_bound'));
    const { colValue } = solver.getSolution();
    return {
      finished,
      chosen: Uint8Array.from(colValue, (value) => (value > 0.5 ? 1 : 0)),
      bound: Number.isFinite(bound) ? bound * SCALE : null,
    };
  },
);
tell(answer);
