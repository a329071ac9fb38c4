// `vigie archive ANNÉE --out FICHIER`: a year's books, invoices and journal in one file that proves itself; `vigie archive
// verify FICHIER` makes every hash again, without a database. Exit 0 when it is whole, 1 when it is not.

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { PlainError } from '../../db/plain-error.ts';
import { checkArchive, type ArchiveFault } from '../archive/check-archive.ts';
import { MANIFEST, type Manifest } from '../archive/format.ts';
import { writeArchive } from '../archive/write-archive.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { requireLocal } from './local-only.ts';

const SHA256 = /^[0-9a-f]{64}$/;

export async function run(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { out: { type: 'string' }, head: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
    strict: true,
  });
  const [what, file, ...extra] = positionals;
  if (what === 'verify' && file !== undefined && extra.length === 0)
    return verify(file, values.head ?? null, values.json, context);
  if (what === undefined || !/^(19|20|21)\d{2}$/.test(what) || file !== undefined || values.out === undefined)
    throw usageError(
      'Il faut une année et un fichier : « archive 2026 --out FICHIER », ou « archive verify FICHIER ».',
    );
  return make(Number(what), values.out, values.json, context);
}

async function make(year: number, out: string, json: boolean, context: CommandContext): Promise<number> {
  requireLocal(context, 'archive');
  const { app } = await context.openInstance();
  const { manifest, sha256 } = await writeArchive(app, out, year, context.today);
  if (json) {
    context.print(JSON.stringify({ file: out, sha256, ...manifest }));
    return EXIT.done;
  }
  context.print(
    [
      `Archive ${year} : ${out}`,
      `  ${tellContent(manifest)}, FEC ${manifest.fec}`,
      `  Tête des sceaux : ${manifest.seal_head}`,
      `  Empreinte : ${sha256}`,
      '  À noter ailleurs : elles prouvent que rien n’a été retiré depuis.',
    ].join('\n'),
  );
  return EXIT.done;
}

async function verify(file: string, head: string | null, json: boolean, { print }: CommandContext): Promise<number> {
  if (head !== null && !SHA256.test(head)) throw usageError('--head attend un sceau : 64 chiffres hexadécimaux.');
  const { manifest, faults } = checkArchive(await readArchive(file), head);
  const ok = faults.length === 0;
  if (json) {
    print(JSON.stringify({ ok, faults, manifest }));
  } else if (ok && manifest !== null) {
    print(
      `✔ Archive ${manifest.year} entière : ${tellContent(manifest)}, ${manifest.files.length} fichiers.\n  Tête des sceaux : ${manifest.seal_head}`,
    );
  } else {
    print(faults.map((fault) => `✗ ${explainFault(fault)}`).join('\n'));
  }
  return ok ? EXIT.done : EXIT.failed;
}

function tellContent({ acts, seals, invoices }: Manifest): string {
  const count = (number: number, one: string, several: string) => `${number} ${number > 1 ? several : one}`;
  return `${count(acts, 'acte', 'actes')} sous ${count(seals, 'sceau', 'sceaux')}, ${count(invoices, 'facture ou avoir', 'factures et avoirs')}`;
}

async function readArchive(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error;
    throw new PlainError('archive_unreadable', `Le fichier ${file} ne se lit pas.`, { cause: error });
  }
}

function explainFault({ kind, about }: ArchiveFault): string {
  switch (kind) {
    case 'altered_file':
      return 'Le fichier n’est plus celui qui a été écrit : au moins un octet a changé.';
    case 'altered_wrapping':
      return 'Ses contenus sont tous entiers : l’octet changé est dans l’enveloppe du fichier (en-têtes, table des matières ou empreinte).';
    case 'unreadable':
      return about === MANIFEST
        ? `${about} ne se lit plus : rien d’autre ne se vérifie sans lui.`
        : `L’archive ne se lit plus : sa table des matières est abîmée, ou le fichier coupé (${about}).`;
    case 'missing_file':
      return `${about} manque.`;
    case 'extra_file':
      return `${about} a été ajouté.`;
    case 'altered_content':
      return `${about} a été modifié.`;
    case 'broken_seal':
      return `Le sceau ${about} ne correspond plus à ses actes : un acte a été modifié ou retiré.`;
    case 'missing_act':
      return `Les sceaux ne mènent pas à la tête ${about} : des actes manquent, ou il y en a en trop.`;
    case 'altered_closing':
      return `La clôture du ${about} ne s’accorde plus avec les sceaux, ou avec celle d’avant.`;
    case 'unknown_head':
      return `Le sceau ${about} n’est pas dans cette archive : elle a été écourtée ou refaite depuis qu’il a été noté.`;
  }
}
