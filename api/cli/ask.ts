// `vigie ask "…" [--as EMAIL] [--chat ID] [--as-of DAY] [--json]`: one turn with the assistant, in the name of a person,
// or read as the machine's operator, who proposes nothing.

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { fr } from 'zod/locales';
import type { Answer } from '../../agents/turn.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { isCivilDate } from '../../domain/civil-dates.ts';
import { answerTurn } from '../assistant/answer-turn.ts';
import { openConfiguredAssistant } from '../assistant/assistant.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { callRemote, findRemote } from './remote.ts';
import { answerHere, printRefusal, refuseNameElsewhere, requireNamed, type DoorAnswer } from './through-door.ts';

type Call = {
  readonly text: string;
  readonly as: string | undefined;
  readonly chat: string | undefined;
  readonly asOf: string | undefined;
  readonly json: boolean;
};

function readCall(args: string[]): Call {
  const { values, positionals } = parseArgs({
    args,
    options: {
      as: { type: 'string' },
      chat: { type: 'string' },
      'as-of': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const text = positionals.join(' ').trim();
  if (text === '') throw usageError('Il faut une question.');
  const asOf = values['as-of'];
  if (asOf !== undefined && !isCivilDate(asOf)) throw usageError('--as-of est un jour AAAA-MM-JJ.');
  return { text, as: values.as, chat: values.chat, asOf, json: values.json };
}

async function askHere(context: CommandContext, { text, as, chat, asOf }: Call): Promise<DoorAnswer> {
  const { app, reader } = await context.openInstance();
  const today = (): string => context.today;
  const asker = as === undefined ? 'operator' : await requireNamed({ appSql: app, today }, as);
  const assistant = openConfiguredAssistant(context.config);
  return answerHere(() =>
    answerTurn(
      { appSql: app, readerSql: reader, readReport, today, assistant },
      { asker, chatId: chat ?? null, text, channel: 'cli', ...(asOf !== undefined && { asOf }) },
    ),
  );
}

const opened = z.object({ id: z.string() });

async function askElsewhere(remote: NonNullable<ReturnType<typeof findRemote>>, call: Call): Promise<DoorAnswer> {
  refuseNameElsewhere(call.as);
  let { chat } = call;
  if (chat === undefined) {
    const made = await callRemote(remote, '/chats', { body: '{}' });
    if (!made.ok) return made;
    chat = opened.parse(JSON.parse(made.text)).id;
  }
  const body = JSON.stringify({ text: call.text, asOf: call.asOf });
  return callRemote(remote, `/chats/${encodeURIComponent(chat)}/turns`, { body });
}

function tellAnswer({ answer, choices, proposals, chat }: Answer): string {
  return [
    answer,
    ...choices.map((choice, index) => `  ${index + 1}. ${choice}`),
    ...proposals.map(({ id, effect }) => `→ Proposition ${id} : ${effect}`),
    `(suite : --chat ${chat})`,
  ].join('\n');
}

export async function run(args: string[], context: CommandContext): Promise<number> {
  const call = readCall(args);
  // What is wrong with a demand is told in French.
  z.config(fr());
  const remote = findRemote(context.config);
  const answered = remote === null ? await askHere(context, call) : await askElsewhere(remote, call);
  if (!answered.ok) return printRefusal(context, answered, call.json);
  context.print(call.json ? answered.text : tellAnswer(JSON.parse(answered.text) as Answer));
  return EXIT.done;
}
