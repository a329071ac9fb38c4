// `vigie cra 2026-11`: a person's month in the terminal, day by day, with what is missing and what is wrong. With
// --prefill, the suggested days as the entry that would take them over; it is written once a person says yes.

import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { readKeptCatalogue } from '../../db/catalogue.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { isMonth, monthOf } from '../../domain/periods.ts';
import { reachOf, type Asker } from '../assistant/asker.ts';
import { makeLookUpTools } from '../assistant/look-up-tools.ts';
import { doCommand, showPreview } from '../routes/commands.ts';
import { refuse } from '../routes/problems.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { renderCra, type CraDays } from './cra-table.ts';
import { findRemote } from './remote.ts';
import { answerHere, askThrough, printRefusal, type DoorAnswer } from './through-door.ts';

type Call = {
  readonly month: string;
  readonly person: string | undefined;
  readonly as: string | undefined;
  readonly json: boolean;
  readonly prefill: boolean;
  readonly confirm: boolean;
};

function readCall(args: string[], today: string): Call {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      person: { type: 'string' },
      as: { type: 'string' },
      json: { type: 'boolean', default: false },
      prefill: { type: 'boolean', default: false },
      confirm: { type: 'boolean', default: false },
    },
  });
  const [month = monthOf(today), ...extra] = positionals;
  if (extra.length > 0 || !isMonth(month)) throw usageError('Il faut un mois : AAAA-MM.');
  if (values.confirm && !values.prefill) throw usageError('--confirm va avec --prefill.');
  const { person, as, json, prefill, confirm } = values;
  return { month, person, as, json, prefill, confirm };
}

/** By the named person's rights; the operator reads anybody's month. */
async function readMonth(context: CommandContext, call: Call): Promise<DoorAnswer> {
  const options = { month: call.month, ...(call.person !== undefined && { consultant: call.person }) };
  const here = async (asker: Asker): Promise<unknown> => {
    const { app, reader } = await context.openInstance();
    const catalogue = await readKeptCatalogue(reader, reachOf(asker));
    const source = { appSql: app, readerSql: reader, today: () => context.today };
    const tool = makeLookUpTools(source, asker, context.today, catalogue).find(({ name }) => name === 'list_cra_days');
    const read = await tool?.read(options);
    if (read === undefined) throw new Error('the look-up of a CRA is not listed');
    if (read.state === 'refused') throw refuse(read.rights ? 403 : 404, read.code, read.sentence);
    return read.document;
  };
  if (call.as === undefined && findRemote(context.config) === null) return answerHere(() => here('operator'));
  return askThrough(context, {
    as: call.as,
    path: '/look-ups/list_cra_days',
    query: options,
    here: (_door, person) => here(person),
  });
}

const ENTER_TIME = findCommand('enter_time');

/** The entry that takes the suggested days over: shown, or done. */
function enterSuggested(context: CommandContext, call: Call, cra: CraDays, preview: boolean): Promise<DoorAnswer> {
  const command = ENTER_TIME;
  if (command === null) throw new Error('enter_time is not registered');
  const entries = cra.suggestions.map((suggested) => ({ consultant: cra.consultant, ...suggested }));
  return askThrough(context, {
    as: call.as,
    path: '/commands/enter_time',
    body: { entries },
    ...(preview && { query: { preview: '1' } }),
    here: async (door, person) => {
      const asked = { command, input: { entries }, person };
      if (preview) return showPreview(door, asked);
      return (await doCommand(door, { ...asked, channel: 'cli', operator: userInfo().username })).body;
    },
  });
}

/** Asked where somebody can answer; elsewhere --confirm says it. */
async function agrees(context: CommandContext, call: Call): Promise<boolean> {
  if (call.confirm) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    context.tell('Rien n’est écrit : relancez avec --confirm pour enregistrer ces jours.');
    return false;
  }
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await dialogue.question('Enregistrer ces jours ? (o/N) ').finally(() => dialogue.close());
  return /^o(ui)?$/i.test(answer.trim());
}

function readEffect(text: string): string {
  return (JSON.parse(text) as { effect: { sentence: string } }).effect.sentence;
}

async function takeOver(context: CommandContext, call: Call, cra: CraDays): Promise<number> {
  if (cra.suggestions.length === 0) {
    context.tell(
      cra.prefill
        ? 'Rien à proposer : aucun jour vide n’est couvert par une affectation ferme.'
        : 'Rien à proposer : la maison ne propose pas les CRA d’après les affectations (set_policy, prefillFromAssignments).',
    );
    return EXIT.done;
  }
  const preview = await enterSuggested(context, call, cra, true);
  if (!preview.ok) return printRefusal(context, preview, call.json);
  context.tell(`${readEffect(preview.text)} (aperçu : rien n’est écrit)`);
  if (!(await agrees(context, call))) return EXIT.done;
  const done = await enterSuggested(context, call, cra, false);
  if (!done.ok) return printRefusal(context, done, call.json);
  if (call.json) context.print(done.text);
  context.tell(`${readEffect(done.text)} Fait.`);
  return EXIT.done;
}

export async function run(args: string[], context: CommandContext): Promise<number> {
  const call = readCall(args, context.today);
  const answer = await readMonth(context, call);
  if (!answer.ok) return printRefusal(context, answer, call.json);
  const cra = JSON.parse(answer.text) as CraDays;
  // With --prefill, the one document is what was done.
  if (!(call.json && call.prefill)) context.print(call.json ? answer.text : renderCra(cra));
  if (cra.consultant === null) {
    context.tell(
      call.person === undefined && call.as === undefined
        ? 'Dites de qui : --person C002, ou --as EMAIL pour le vôtre.'
        : 'Aucun CRA de cette personne à votre portée.',
    );
    return EXIT.failed;
  }
  return call.prefill ? takeOver(context, call, cra) : EXIT.done;
}
