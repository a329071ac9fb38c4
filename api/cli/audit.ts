// `vigie audit verify`: makes the chain of seals again from the acts, and says where it no longer holds. Exit 0 when
// it is whole, 1 when something was altered, removed or slipped in.

import { parseArgs } from 'node:util';
import { verifyClosings, type ClosingFault } from '../../db/day-closings.ts';
import { sayCount } from '../../domain/french.ts';
import { GENESIS, openSealer, verifySeals, type Audit, type AuditFault } from '../../db/seals.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';

const SHA256 = /^[0-9a-f]{64}$/;

export async function run(args: string[], { print, openInstance }: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { json: { type: 'boolean', default: false }, head: { type: 'string' } },
    allowPositionals: true,
    strict: true,
  });
  if (positionals.length !== 1 || positionals[0] !== 'verify')
    throw usageError('Il faut dire quoi : « audit verify ».');
  if (values.head !== undefined && !SHA256.test(values.head)) {
    throw usageError('--head attend un sceau : 64 chiffres hexadécimaux.');
  }
  const { app } = await openInstance();
  // With Vigie stopped, nobody else seals the last acts.
  await openSealer(app).seal();
  const audit = await verifySeals(app, values.head ?? null);
  const closings = await verifyClosings(app);
  const ok = audit.fault === null && closings.fault === null;
  if (values.json) {
    print(JSON.stringify({ ok, ...audit, closings: closings.closings, closing_fault: closings.fault }, null, 2));
  } else {
    print(showAudit(audit));
    if (closings.fault !== null) print(`✗ ${explainClosingFault(closings.fault)}`);
    else if (closings.closings > 0) print(`✔ Clôtures des jours : ${closings.closings}, liées l’une à l’autre.`);
  }
  return ok ? EXIT.done : EXIT.failed;
}

function explainClosingFault({ kind, day }: ClosingFault): string {
  switch (kind) {
    case 'altered_closing':
      return `La clôture du ${day} ne suit plus celle d’avant : une clôture a été modifiée ou retirée.`;
    case 'closing_head':
      return `Le sceau noté à la clôture du ${day} n’est plus dans la chaîne : ses derniers actes ont été retirés.`;
    case 'closing_count':
      return `La clôture du ${day} comptait un autre nombre d’actes : des actes ont été retirés ou ajoutés.`;
  }
}

function showAudit(audit: Audit): string {
  if (audit.fault !== null) return `✗ ${explainFault(audit.fault)}`;
  const lines = [
    `✔ Chaîne entière : ${sayCount(audit.acts, 'acte')} sous ${sayCount(audit.seals, 'sceau', 'sceaux')}.`,
  ];
  if (audit.erased > 0) lines.push(`  Contenu effacé (personne effacée) : ${sayCount(audit.erased, 'acte')}.`);
  if (audit.unsealed > 0) lines.push(`  Pas encore scellés : ${sayCount(audit.unsealed, 'acte')}.`);
  lines.push(`  Tête : ${audit.head === GENESIS ? 'aucun sceau' : audit.head}`);
  return lines.join('\n');
}

function explainFault({ kind, seal, actId, sealedAt }: AuditFault): string {
  const where = sealedAt === null ? '' : ` du ${sealedAt.slice(0, 19).replace('T', ' à ')} UTC`;
  const named = actId === null ? '' : ` (acte ${actId})`;
  switch (kind) {
    case 'broken_seal':
      return `Le sceau ${seal}${where} ne correspond plus à ses actes${named} : un acte ou une décision a été modifié après coup.`;
    case 'missing_act':
      return `Le sceau ${seal}${where} n’a plus tous ses actes : il en manque, ou il y en a en trop.`;
    case 'altered_payload':
      return `Le contenu d’un acte${named} du sceau ${seal}${where} a été modifié après coup.`;
    case 'stray_seal':
      return `Le sceau ${seal}${where} n’est plus relié à la chaîne : un sceau a été retiré ou modifié avant lui.`;
    case 'unknown_head':
      return `Le sceau ${seal} n’est pas dans la chaîne : elle a été coupée ou refaite depuis qu’il a été noté.`;
  }
}
