// The report `staffing` as it is asked for on the doors: its options read, its facts, its answer.
import { parseWantedSkills } from '../../domain/staffing/skills.ts';
import type { StaffingQuestion } from '../../domain/staffing/asked-needs.ts';
import { shareOf } from '../../domain/staffing/free-time.ts';
import { reportSkills } from '../../domain/staffing/report-skills.ts';
import { reportStaffing } from '../../domain/staffing/report-staffing.ts';
import { reportWhatIf } from '../../domain/staffing/report-what-if.ts';
import type { Scenario } from '../../domain/staffing/scenario.ts';
import type { NearPerson } from '../../domain/staffing/text-match.ts';
import type { ReportScope } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';
import type { CostBasis } from './counted-time.ts';
import { ReportOptionError } from './report-option.ts';
import { readStaffingFacts, readStaffingWeights } from './staffing-facts.ts';

const isCode = (text: string): boolean => text !== '' && text.length <= 100;

export const STAFFING_OPTIONS: Record<string, { readonly test: (text: string) => boolean; readonly expected: string }> =
  {
    opportunity: { test: isCode, expected: "le code d'une opportunité" },
    project: { test: isCode, expected: "le code d'un projet" },
    replace: { test: isCode, expected: "le code d'un consultant" },
    share: {
      test: (text) => /^(1|0?[.,]\d{1,6})$/.test(text) && Number(text.replace(',', '.')) > 0,
      expected: 'une part de journée entre 0 et 1',
    },
    skills: { test: (text) => parseWantedSkills(text) !== null, expected: 'des compétences, TypeScript:4|AWS' },
    leaves: { test: isCode, expected: "le code d'un consultant" },
    slips: { test: isCode, expected: "le code d'un client" },
    client: { test: isCode, expected: "le code d'un client" },
    wins: { test: isCode, expected: "le code d'une opportunité" },
    rate: { test: (text) => /^[+-]?\d{1,2}([.,]\d{1,2})?$/.test(text), expected: 'un pourcentage, -5' },
    place: { test: (text) => text.trim() !== '' && text.length <= 100, expected: 'une agence, Lyon' },
    text: { test: (text) => text.trim() !== '' && text.length <= 300, expected: 'des mots à chercher' },
    tjm: { test: (text) => /^\d{1,7}([.,]\d{1,2})?$/.test(text), expected: 'un montant en euros' },
  };

type Args = Readonly<Record<string, string>>;

function readQuestion(args: Args): StaffingQuestion {
  const [from, to] = [args['from'] ?? null, args['to'] ?? null];
  if (from !== null && to !== null && to < from)
    throw new ReportOptionError(`--from : ${from} est après --to : ${to}.`);
  const [share, tjm] = [args['share']?.replace(',', '.'), args['tjm']?.replace(',', '.')];
  return {
    opportunity: args['opportunity'] ?? null,
    project: args['project'] ?? null,
    replace: args['replace'] ?? null,
    profile: args['profile'] ?? null,
    from,
    to,
    share: share === undefined ? null : shareOf(share),
    skills: args['skills'] === undefined ? null : parseWantedSkills(args['skills']),
    dailyRateCents: tjm === undefined ? null : Math.round(Number(tjm) * 100),
    place: args['place']?.trim() ?? null,
    text: args['text']?.trim() ?? null,
  };
}

export async function readStaffingReport(
  tx: Transaction,
  { asOf, args, costs, near }: { asOf: string; args: Args; costs: CostBasis; near: readonly NearPerson[] },
  scope: ReportScope,
): Promise<object> {
  const question = readQuestion(args);
  const [facts, weights] = await Promise.all([
    readStaffingFacts(tx, { asOf, costs, text: question.text, near }, scope),
    readStaffingWeights(tx),
  ]);
  const report = reportStaffing(facts, question, weights);
  if ('refusal' in report) throw new ReportOptionError(report.refusal);
  return report;
}

function readScenario(args: Args): Scenario {
  const rate = args['rate']?.replace(',', '.');
  return {
    leaves: args['leaves'] ?? null,
    slips: args['slips'] ?? null,
    months: Number(args['months'] ?? 1),
    ratePercent: rate === undefined ? null : Number(rate),
    client: args['client'] ?? null,
    project: args['project'] ?? null,
    wins: args['wins'] ?? null,
    from: args['from'] ?? null,
  };
}

export async function readWhatIfReport(
  tx: Transaction,
  { asOf, args, costs }: { asOf: string; args: Args; costs: CostBasis },
  scope: ReportScope,
): Promise<object> {
  const [facts, weights] = await Promise.all([readStaffingFacts(tx, { asOf, costs }, scope), readStaffingWeights(tx)]);
  const report = reportWhatIf(facts, readScenario(args), weights);
  if ('refusal' in report) throw new ReportOptionError(report.refusal);
  return report;
}

export async function readSkillsReport(
  tx: Transaction,
  { asOf }: { asOf: string },
  scope: ReportScope,
): Promise<object> {
  const { people } = await readStaffingFacts(tx, { asOf, costs: 'standard' }, scope);
  return reportSkills(people, asOf);
}
