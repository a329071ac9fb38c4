// `npm run check:staffing`: fifty firms drawn from seeds, each staffed by Vigie's solver (HiGHS) and by another one
// (OR-tools' CP-SAT, in Python, installed once in the user's cache): the same optimum. Needs Python, and the network once.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { solveModel } from '../../api/staffing/solve-model.ts';
import { findCacheFolder } from '../../db/system-user.ts';
import { STAFFING_AIMS } from '../../domain/staffing/alternatives.ts';
import { FULL_SHARE } from '../../domain/staffing/free-time.ts';
import { holds, worthOf } from '../../domain/staffing/pack.ts';
import { buildPlanModel, type PlanModel } from '../../domain/staffing/plan-model.ts';
import { DEFAULT_PLAN_SETTINGS, posePlan } from '../../domain/staffing/plan-problem.ts';
import { randomStaffing } from '../bench/staffing-firm.ts';

const ORTOOLS = '9.15.6755';
const FIRMS = 50;
/** Thirty megabytes on a slow line; then fifty models of seconds each. */
const INSTALL_TIMEOUT_MS = 20 * 60_000;
const SOLVE_TIMEOUT_MS = 60 * 60_000;

const IS_WINDOWS = process.platform === 'win32';
const PYTHON = IS_WINDOWS ? 'python' : 'python3';

function run(command: string, args: readonly string[], what: string): void {
  const done = spawnSync(command, [...args], { encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS });
  if (done.status !== 0) throw new Error(`${what}\n${(done.stderr ?? '') + (done.stdout ?? '')}`.trim().slice(-2000));
}

/** Made whole or not at all: a draft beside, renamed once it is complete. */
function installSolver(): string {
  const folder = join(findCacheFolder(), `ortools-${ORTOOLS}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const environment = join(draft, 'environment');
  console.log(`Installation de ortools ${ORTOOLS} dans ${folder}…`);
  run(PYTHON, ['-m', 'venv', environment], 'Python 3 et son module venv manquent (Debian : apt install python3-venv).');
  const pip = join(environment, IS_WINDOWS ? 'Scripts' : 'bin', IS_WINDOWS ? 'python.exe' : 'python');
  run(
    pip,
    ['-m', 'pip', 'install', '--quiet', '--target', join(draft, 'packages'), `ortools==${ORTOOLS}`],
    'ortools ne s’est pas installé :',
  );
  rmSync(environment, { recursive: true, force: true });
  renameSync(draft, folder);
  return folder;
}

/** CP-SAT counts in whole numbers: shares are millionths of a day. */
function inWholeNumbers({ worth, rows }: PlanModel) {
  const whole = (value: number): number => Math.round(value * FULL_SHARE);
  return {
    worth,
    rows: rows.map(({ columns, coefficients, most }) => ({
      columns,
      coefficients: coefficients.map(whole),
      most: whole(most),
    })),
  };
}

const verdict = z.object({ proven: z.boolean(), worth: z.number() });

function solveElsewhere(models: readonly PlanModel[], packages: string): z.infer<typeof verdict>[] {
  const done = spawnSync(PYTHON, [join(import.meta.dirname, 'solve_cp_sat.py')], {
    input: models.map((model) => JSON.stringify(inWholeNumbers(model))).join('\n'),
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: packages },
    timeout: SOLVE_TIMEOUT_MS,
    maxBuffer: 1 << 26,
  });
  if (done.status !== 0) throw new Error(`CP-SAT a échoué : ${done.stderr.slice(-2000)}`);
  return done.stdout
    .trim()
    .split('\n')
    .map((line) => verdict.parse(JSON.parse(line)));
}

const packages = join(installSolver(), 'packages');
const models = Array.from({ length: FIRMS }, (_, i) => {
  const facts = randomStaffing({ people: 8 + (i % 23), needs: 5 + (i % 13), seed: 1000 + i });
  return buildPlanModel(posePlan(facts, DEFAULT_PLAN_SETTINGS), STAFFING_AIMS[i % 3] ?? 'balance');
});
const others = solveElsewhere(models, packages);
let wrong = 0;
for (const [i, model] of models.entries()) {
  const other = others[i];
  const { chosen, state } = await solveModel(model, 120, {
    gap: 1e-9,
    rounds: 500,
    heuristicEffort: 0.05,
    nodes: 100_000,
  });
  const worth = worthOf(model, chosen);
  const same = other?.proven === true && state === 'optimal' && worth === other.worth && holds(model, chosen);
  if (!same) wrong += 1;
  console.log(
    `${same ? 'ok ' : 'NON'} firme ${i + 1} : ${model.worth.length} choix, ${model.rows.length} contraintes, HiGHS ${worth / 100} €, CP-SAT ${(other?.worth ?? 0) / 100} €`,
  );
}
console.log(`${FIRMS - wrong} sur ${FIRMS} ont le même optimum.`);
process.exitCode = wrong === 0 ? 0 : 1;
