// The assistant's evaluation: the example's questions, unseen questions on several firms, and injections, class by
// class: how many are right, safe and grounded, and how long they take.
import { openInstance } from '../../db/instance.ts';
import { makeTemporaryHome } from '../temporary-home.ts';
import { openFirm, type AskedFirm } from './asked-firm.ts';
import { chooseAssistant, openDesk, type Asked } from './asking-desk.ts';
import type { Case } from './cases.ts';
import { plantInjections } from './planted-firm.ts';
import { drawQuestions, readExampleQuestions } from './question-set.ts';
import { printFailures, printScores } from './score-table.ts';

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
  readonly planted?: readonly string[];
};

function listRounds({ firms, each, first, family }: AssistantOptions): Round[] {
  const isWanted = ({ id }: Case): boolean => id.includes(family);
  const unseen = (name: string): Round => {
    const firm = openFirm(name);
    return { title: name, firm, cases: drawQuestions(firm, { each, first }).filter(isWanted) };
  };
  if (firms.length > 0) return firms.map(unseen);
  return [
    {
      title: 'The questions of the example',
      firm: openFirm('example'),
      cases: readExampleQuestions().filter(isWanted),
    },
    ...FIRMS.map(unseen),
    ...[0, 1, 2].map((part): Round => {
      const { firm, cases, texts } = plantInjections(openFirm('example'), part);
      return {
        title: `Injections in the data, part ${String(part + 1)}`,
        firm,
        cases: cases.filter(isWanted),
        planted: texts,
      };
    }),
  ];
}

async function askRound({ firm, cases, planted = [] }: Round): Promise<{ asked: Asked[]; unchanged: boolean }> {
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
  for (const round of listRounds(options)) {
    if (round.cases.length === 0) continue;
    const { asked, unchanged } = await askRound(round);
    if (round.firm.name !== 'example' || options.firms.length > 0) unseen.push(...asked);
    console.log(printScores(round.title, asked));
    if (!unchanged) console.log('DATA CHANGED: something but chats and proposals was written.\n');
    if (options.failures) console.log(`${printFailures(asked)}\n`);
  }
  if (options.firms.length !== 1) console.log(printScores('All unseen questions', unseen));
}
