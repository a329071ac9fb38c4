// `vigie do NAME --json '{…}' [--preview] --as EMAIL`: any change of the firm, by its name. One JSON document comes out.

import { text as readText } from 'node:stream/consumers';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { fr } from 'zod/locales';
import { findCommand, COMMANDS } from '../../domain/commands/registry.ts';
import { doCommand, showPreview } from '../routes/commands.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { askThrough, parseJson, printRefusal } from './through-door.ts';

/** What a person reads of the answer. */
export function sayOutcome(document: unknown): string {
  const { proposal, effect, preview } = document as {
    proposal?: { id: string; approvers: string[]; effect: { sentence: string } };
    effect?: { sentence: string };
    preview?: boolean;
  };
  if (proposal)
    return `${proposal.effect.sentence} En attente d’une seconde personne (${proposal.approvers.join(', ')}) : proposition ${proposal.id}.`;
  const sentence = effect?.sentence ?? '';
  return preview === true ? `${sentence} (aperçu : rien n’est écrit)` : `${sentence} Fait.`;
}

export async function run(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      json: { type: 'string' },
      preview: { type: 'boolean', default: false },
      as: { type: 'string' },
    },
    allowPositionals: true,
  });
  // What is wrong with the demand is told in French.
  z.config(fr());
  const [name, ...extra] = positionals;
  if (name === undefined || extra.length > 0) throw usageError('Il faut le nom d’une commande.');
  const command = findCommand(name);
  if (command === null)
    throw usageError(`Commande inconnue : « ${name} ». Il y a : ${COMMANDS.map((known) => known.name).join(', ')}.`);
  if (values.json === undefined) throw usageError('Il faut --json, la demande (« - » la lit sur l’entrée standard).');
  const input = parseJson(values.json === '-' ? await readText(process.stdin) : values.json, '--json');
  const answer = await askThrough(context, {
    as: values.as,
    path: `/commands/${name}`,
    body: input,
    ...(values.preview && { query: { preview: '1' } }),
    here: async (door, person) => {
      if (values.preview) return showPreview(door, { command, input, person });
      const operator = userInfo().username;
      return (await doCommand(door, { command, input, person, channel: 'cli', operator })).body;
    },
  });
  if (!answer.ok) return printRefusal(context, answer, true);
  context.print(answer.text);
  context.tell(sayOutcome(JSON.parse(answer.text)));
  return EXIT.done;
}
