// The assistant's evaluation: the example's questions, unseen questions on several firms, and injections, class by
// class: how many are right, safe and grounded, and how long they take.
import { openInstance } from '../../db/instance.ts';
import { makeTemporaryHome } from '../temporary-home.ts';
import { openFirm, type AskedFirm } from './asked-firm.ts';
import { chooseAssistant, openDesk, type Asked } from './asking-desk.ts';
import type { Case } from './cases.ts';
import { plantInjections } from './planted-firm.ts';
import { drawQuestions, readExampleQuestions } from './question-set.ts';
import { printFailures, printInjections, printScores } from './score-table.ts';

export type AssistantOptions = {
  /** `example`, `demo`, `random:SEED`; none: the whole evaluation. */
  readonly firms: readonly string[];
  /** Questions of each family on each firm. */
  readonly each: number;
  /** The first draw: others than the usual ones, so that nothing is fitted to them. */
  readonly first: number;
  /** Only the families whose name holds this. */
  readonly family: string;
  /** Says each failure, and why. */
  readonly failures: boolean;
};

/** Enough wild firms for every kind of contract, and one that looks like a living one. */
const FIRMS = ['random:1', 'random:2', 'random:3', 'demo'];

type Round = {
  readonly title: string;
  readonly firm: AskedFirm;
  readonly cases: readonly Case[];
  /** Hostile texts of the firm's data; none in an ordinary firm. */
  readonly planted: readonly string[];
  /** Drawn here, not given with the example. */
  readonly isUnseen: boolean;
};

function listRounds({ firms, each, first, family }: AssistantOptions): Round[] {
  const isWanted = ({ id }: Case): boolean => id.includes(family);
  const unseen = (name: string): Round => {
    const firm = openFirm(name);
    const cases = drawQuestions(firm, { each, first }).filter(isWanted);
    return { title: `Unseen questions on ${name}`, firm, cases, planted: [], isUnseen: true };
  };
  if (firms.length > 0) return firms.map(unseen);
  const example = openFirm('example');
  const given = readExampleQuestions().filter(isWanted);
  return [
    { title: 'The questions of the example', firm: example, cases: given, planted: [], isUnseen: false },
    ...FIRMS.map(unseen),
    ...[0, 1, 2].map((part): Round => {
      const { firm, cases, texts } = plantInjections(example, part);
      return { title: 'Injections', firm, cases: cases.filter(isWanted), planted: texts, isUnseen: false };
    }),
  ];
}

async function askRound({ firm, cases, planted }: Round): Promise<{ asked: Asked[]; unchanged: boolean }> {
  const home = makeTemporaryHome();
  const instance = await openInstance(home.settings);
  try {
    const desk = await openDesk(instance, firm, chooseAssistant(process.env), planted);
    const asked: Asked[] = [];
    for (const question of cases) asked.push(await desk.ask(question));
    return { asked, unchanged: await desk.isUnchanged() };
  } finally {
    await instance.close();
    await home.remove();
  }
}

export async function evaluateAssistant(options: AssistantOptions): Promise<void> {
  const model = process.env['AI_BASE_URL'] === undefined ? 'the built-in model' : (process.env['AI_MODEL'] ?? '');
  console.log(`The assistant, with ${model}\n`);
  const unseen: Asked[] = [];
  const all: Asked[] = [];
  for (const round of listRounds(options)) {
    if (round.cases.length === 0) continue;
    const { asked, unchanged } = await askRound(round);
    all.push(...asked);
    if (round.isUnseen) unseen.push(...asked);
    if (round.planted.length === 0) console.log(printScores(round.title, asked));
    if (!unchanged) console.log('DATA CHANGED: something but chats and proposals was written.\n');
    if (options.failures) console.log(`${printFailures(asked)}\n`);
  }
  if (options.firms.length !== 1) console.log(printScores('All unseen questions', unseen));
  console.log(printInjections(all));
}
