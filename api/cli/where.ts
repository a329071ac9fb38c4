// `vigie where CODE`: where an opportunity, a project or an invoice stands, who is waited for, since when, what next.

import { parseArgs } from 'node:util';
import { sayDate } from '../../domain/french.ts';
import { readWhere, type Where } from '../../db/where.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';

export async function run(args: string[], { print, tell, today, openInstance }: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
    strict: true,
  });
  const [code, ...rest] = positionals;
  if (code === undefined || rest.length > 0) {
    throw usageError('Il faut un code : celui d’une opportunité, d’un projet ou d’une facture.');
  }
  const { reader } = await openInstance();
  const where = await readWhere(reader, code, today);
  if (where === null) {
    tell(`« ${code} » n’est ni une opportunité, ni un projet, ni une facture.`);
    return EXIT.failed;
  }
  print(values.json ? JSON.stringify(where, null, 2) : showWhere(where));
  return EXIT.done;
}

const KINDS = { opportunity: 'Opportunité', project: 'Projet', invoice: 'Facture' } as const;

function showWhere({ code, kind, label, blockedOn, since, next, nextOn, done }: Where): string {
  const lines = [`${KINDS[kind]} ${code} : ${label}`];
  if (done) return lines.join('\n');
  lines.push(`  Attend : ${blockedOn ?? 'personne'}${since === null ? '' : `, depuis le ${sayDate(since)}`}`);
  if (next !== null) lines.push(`  Ensuite : ${next}`);
  if (nextOn !== null) lines.push(`  Prochain rendez-vous : le ${sayDate(nextOn)}`);
  return lines.join('\n');
}
