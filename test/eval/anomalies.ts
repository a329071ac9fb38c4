// `npm run eval -- anomalies`: faults of every rule of a CRA planted in demo firms, how many are found and how many of the
// findings are planted; and how often a firm in order is disturbed.
import type { Sql } from '../../db/connection.ts';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import { openInstance } from '../../db/instance.ts';
import { readReport } from '../../db/reports/read-report.ts';
import type { CheckedFinding } from '../../domain/cra-checks/check-month.ts';
import { CRA_CHECK_CODES, CRA_CHECKS, type CraCheckCode } from '../../domain/cra-checks/rules.ts';
import { addMonths, firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import { loadFirm } from '../db/load-firm.ts';
import { makeTemporaryHome } from '../temporary-home.ts';
import type { Fault } from './fault-ground.ts';
import { plantInDatabase } from './faults-in-database.ts';
import { plantFaults } from './planted-faults.ts';
import { printTable } from './score-table.ts';

export type Ground = { readonly app: Sql; readonly reader: Sql };

const TODAY = '2026-11-20';
/** The demo firm plants faults of its own in its last complete month: ours go into the one before. */
const MONTH: Month = '2026-09';
/** Enough people that each fault has one of its own, in a firm of the size that Vigie is for. */
const CONSULTANTS = 80;

export type CodeScore = { readonly code: CraCheckCode; planted: number; found: number; flagged: number; right: number };
export type FirmScore = { readonly scores: readonly CodeScore[]; readonly unplanted: readonly CheckedFinding[] };
export type CleanScore = { readonly findings: readonly CheckedFinding[]; readonly months: number };

async function readChecks(reader: Sql, month: Month): Promise<CheckedFinding[]> {
  const args = { month, 'as-of': lastDayOf(month) };
  const report: { findings: (Omit<CheckedFinding, 'code'> & { check: CraCheckCode })[] } = JSON.parse(
    await readReport(reader, { name: 'cra_checks', args, today: TODAY, costs: 'real' }),
  );
  return report.findings.map(({ check, ...finding }) => ({ ...finding, code: check }));
}

function isOf(finding: CheckedFinding, fault: Fault): boolean {
  return (
    finding.code === fault.code &&
    (fault.consultant === null || fault.consultant === finding.consultant) &&
    (fault.project === null || fault.project === finding.project) &&
    (fault.date === null || fault.date === finding.date)
  );
}

/** Another rightful name of the same fault, on its person or its project. */
function isAlso(finding: CheckedFinding, fault: Fault): boolean {
  return (
    fault.also.includes(finding.code) && (finding.consultant === fault.consultant || finding.project === fault.project)
  );
}

function keyOf({ code, consultant, project, date }: CheckedFinding): string {
  return JSON.stringify([code, consultant, project, date]);
}

const demoFiles = (seed: number): Map<string, string> =>
  generateDemoFirm({ seed, consultants: CONSULTANTS, months: 14, today: TODAY }).files;

/** What the checks say of a firm in which nothing was planted, in the three months before its own faults. */
export async function measureClean({ app, reader }: Ground, seed: number): Promise<CleanScore> {
  await loadFirm(app, demoFiles(seed));
  const months = [0, -1, -2].map((back) => addMonths(MONTH, back));
  const findings = [];
  for (const month of months) findings.push(...(await readChecks(reader, month)));
  const [row] = await app<{ months: number }[]>`
    select count(distinct (consultant_id, date_trunc('month', worked_on)))::int as months from time_rows
    where worked_on between ${firstDayOf(months.at(-1) ?? MONTH)} and ${lastDayOf(MONTH)}`;
  return { findings, months: row?.months ?? 0 };
}

/** @param before what the checks said of the same firm before: it is not held against them twice. */
export async function measurePlanted(
  { app, reader }: Ground,
  seed: number,
  before: readonly CheckedFinding[],
): Promise<FirmScore> {
  const { files, faults: inFiles, ground } = plantFaults(demoFiles(seed), MONTH, seed);
  await loadFirm(app, files);
  const faults = [...inFiles, ...(await plantInDatabase(app, MONTH, ground.used))];
  const known = new Set(before.map(keyOf));
  const findings = (await readChecks(reader, MONTH)).filter((finding) => !known.has(keyOf(finding)));
  const isPlanted = (finding: CheckedFinding): boolean => faults.some((fault) => isOf(finding, fault));
  const told = findings.filter((finding) => isPlanted(finding) || !faults.some((fault) => isAlso(finding, fault)));
  return {
    unplanted: told.filter((finding) => !isPlanted(finding)),
    scores: CRA_CHECK_CODES.map((code) => {
      const own = told.filter((finding) => finding.code === code);
      const planted = faults.filter((fault) => fault.code === code);
      return {
        code,
        planted: planted.length,
        found: planted.filter((fault) => own.some((finding) => isOf(finding, fault))).length,
        flagged: own.length,
        right: own.filter(isPlanted).length,
      };
    }),
  };
}

const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)} %`);

export function printCodeScores(firms: readonly FirmScore[]): string {
  const total = (code: CraCheckCode | null, of: keyof Omit<CodeScore, 'code'>): number =>
    firms
      .flatMap(({ scores }) => scores)
      .filter((score) => code === null || score.code === code)
      .reduce((sum, score) => sum + score[of], 0);
  const rowOf = (label: string, rule: string, code: CraCheckCode | null): string[] => [
    rule,
    label,
    String(total(code, 'planted')),
    share(total(code, 'found'), total(code, 'planted')),
    share(total(code, 'right'), total(code, 'flagged')),
  ];
  const codes = CRA_CHECK_CODES.toSorted((a, b) => CRA_CHECKS[a].rule - CRA_CHECKS[b].rule).filter(
    (code) => total(code, 'planted') + total(code, 'flagged') > 0,
  );
  return printTable('Planted faults', [
    ['rule', 'code', 'planted', 'recall', 'precision'],
    ...codes.map((code) => rowOf(code, String(CRA_CHECKS[code].rule), code)),
    rowOf('all', '', null),
  ]);
}

async function onFreshDatabase<Answer>(work: (ground: Ground) => Promise<Answer>): Promise<Answer> {
  const home = makeTemporaryHome();
  const instance = await openInstance(home.settings);
  try {
    return await work(instance);
  } finally {
    await instance.close();
    await home.remove();
  }
}

const SEEDS = [1, 2, 3, 4];

export async function evaluateAnomalies({ failures }: { readonly failures: boolean }): Promise<void> {
  const firms: FirmScore[] = [];
  const clean: CleanScore[] = [];
  for (const seed of SEEDS) {
    const before = await onFreshDatabase((ground) => measureClean(ground, seed));
    clean.push(before);
    firms.push(await onFreshDatabase((ground) => measurePlanted(ground, seed, before.findings)));
  }
  console.log(`The checks of the CRAs, on ${SEEDS.length} demo firms of ${CONSULTANTS} people\n`);
  console.log(printCodeScores(firms));
  const disturbed = clean.reduce((sum, { findings }) => sum + findings.length, 0);
  const months = clean.reduce((sum, one) => sum + one.months, 0);
  console.log(
    `Nothing planted: ${disturbed} findings in ${months} consultant-months (${(disturbed / months).toFixed(3)}).`,
  );
  console.log('Not planted, for want of the facts: working_time, sickness_paper, leave_balance, on_call_unplanned;');
  console.log('days_contract: see test/rules/cra-checks.test.ts.\n');
  if (!failures) return;
  for (const [rank, { scores, unplanted }] of firms.entries()) {
    for (const { code, planted, found } of scores)
      if (found < planted) console.log(`firm ${SEEDS[rank] ?? ''}: ${code} planted ${planted}, found ${found}`);
    for (const { code, sentence, consultant } of unplanted)
      console.log(`firm ${SEEDS[rank] ?? ''}: not planted, ${code} ${consultant}: ${sentence}`);
  }
}
