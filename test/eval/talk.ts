// A conversation with a desk whose answers a test judges by itself.
import type { Answer } from '../../agents/turn.ts';
import type { AskingDesk } from './asking-desk.ts';

/** The last answer. @param person the consultant whose address the asking person has. @throws when the turn failed. */
export async function talk(
  desk: AskingDesk,
  turns: readonly string[],
  role = 'direction',
  person?: string,
): Promise<Answer> {
  const asked = await desk.ask({
    id: turns.join(' / '),
    class: 'F',
    lang: 'fr',
    role,
    ...(person !== undefined && { person }),
    turns: [...turns],
    expect: { outcome: 'answered' },
  });
  if (asked.answer === null) throw new Error(`no answer: ${String(asked.failure)}`);
  return asked.answer;
}

/** Figures of a name, by what they are about. */
export function figuresOf(answer: Answer, name: string): Record<string, number | string> {
  return Object.fromEntries(
    answer.figures.filter((one) => one.name === name).map(({ subject, value }) => [subject, value]),
  );
}
