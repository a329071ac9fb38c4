// The answer before, word for word, answers no other question: what is asked beside it was not understood, and is said so.

import { abstain, inLanguage, say, type Asking, type Call, type End, type Plan } from '../plan.ts';
import type { EarlierTurn } from '../read-prompt.ts';
import type { Reading } from '../reading.ts';

const LOOK_UP = 'find_subjects';

/** The keys of what a chat keeps come back in another order. */
function inOrder(_key: string, value: unknown): unknown {
  const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isPlain ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b))) : value;
}

/** What was read and filed, in its order: names that were looked for tell nothing. */
function keyOf(calls: readonly Call[]): string {
  return JSON.stringify(
    calls.filter(({ tool }) => tool !== LOOK_UP).map(({ tool, args }) => [tool, args]),
    inOrder,
  );
}

/** Is it that answer, whatever its references stand for? */
function isSameText(text: string, answer: string): boolean {
  const parts = text
    .split(/\[\[[^\]]*\]\]/)
    .map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(String.raw`[\s\S]{0,400}?`)}$`, 'u').test(answer.trim());
}

/** « répète », « redis-moi ça » */
const AGAIN = /(?<!\p{L})(?:r[ée]p[èe]te|redis|redonne|remontre|refais|encore une fois|repeat|again)(?!\p{L})/iu;

/** @param plan of a question that leans on the one before. */
export function* notTwice(plan: Plan, reading: Reading, before: EarlierTurn | undefined, asking: Asking): Plan {
  const calls: Call[] = [];
  let turn = plan.next();
  while (turn.done !== true) {
    calls.push(...turn.value);
    turn = plan.next(yield turn.value);
  }
  const end = turn.value;
  if (before === undefined || !reading.isFollowUp || AGAIN.test(reading.text) || !('text' in end)) return end;
  if (keyOf(calls) !== keyOf(before.calls) || !isSameText(end.text, before.answer)) return end;
  // The reasons were told with the figure: asked for, they are what is told.
  if (WHY.test(reading.text) && !WHY.test(before.question)) return sayReasonsAgain(end.text, asking);
  return WHICH.test(reading.text) && !WHICH.test(before.question) ? sayThemAgain(end.text, asking) : saySaid(asking);
}

const WHICH = /^\W*(?:et |and )?(?:c['’]est )?(?:qui|lesquel(?:le)?s|which ones?|who)\W*$/iu;

function sayThemAgain(text: string, { language }: Asking): End {
  return say(inLanguage(language, `Comme dit : ${text}`, `As told: ${text}`));
}

const WHY =
  /(?<!\p{L})(?:pourquoi|pour quelles? raisons?|raisons?|causes?|comment ça se fait|d['’]où|why|how come|reasons?)(?!\p{L})/iu;

function sayReasonsAgain(text: string, { language }: Asking): End {
  return say(inLanguage(language, `Voici pourquoi. ${text}`, `Here is why. ${text}`));
}

function saySaid({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Ma réponse précédente dit tout ce que j’en sais. Dites autrement ce que vous cherchez : de quoi, de qui, sur quelle période.',
      'My previous answer is all that I know of it. Say in other words what you are looking for: of what, of whom, over which period.',
    ),
  );
}
