// What PostgreSQL says in its log when it does not start, to a sentence with what to do; its own words stay there.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { PlainError } from './plain-error.ts';

/** The end of the log since this start, at most its last 20 kB. */
export function readFrom(file: string, start: number): string {
  const size = statSync(file).size;
  const from = Math.max(start, size - 20_000);
  const buffer = Buffer.alloc(Math.max(0, size - from));
  const handle = openSync(file, 'r');
  try {
    readSync(handle, buffer, 0, buffer.length, from);
  } finally {
    closeSync(handle);
  }
  return buffer.toString('utf8');
}

/** @param output of initdb, or the server's part of the log. */
export function explainClusterFailure(
  output: string,
  cluster: { readonly dataFolder: string; readonly logFile: string },
  cause: unknown,
): PlainError {
  const say = (code: string, sentence: string): PlainError => new PlainError(code, sentence, { cause });
  if (/Address already in use|could not bind/.test(output)) {
    return say(
      'port_taken',
      'Le port de la base de données vient d’être pris par un autre programme : relancez la commande.',
    );
  }
  if (/No space left on device/.test(output)) {
    return say('disk_full', `Le disque de ${cluster.dataFolder} est plein : libérez de la place, puis relancez.`);
  }
  if (/database files are incompatible with server/.test(output)) {
    return say(
      'database_newer',
      `Les fichiers de ${cluster.dataFolder} ont été faits par une autre version majeure de PostgreSQL : reprenez la version de Vigie qui les a faits, exportez (vigie export), puis réimportez.`,
    );
  }
  if (/Permission denied/.test(output)) {
    return say(
      'folder_not_reachable',
      `La base de données n'a pas le droit de lire ou d'écrire ${cluster.dataFolder} : vérifiez à qui il appartient et ses droits.`,
    );
  }
  const reason =
    output.split('\n').find((line) => /FATAL|PANIC|initdb: error/.test(line)) ?? output.trim().split('\n').at(-1);
  return say(
    'database_failed',
    `La base de données n'a pas démarré (${reason ?? 'sans message'}) : lisez ${cluster.logFile}.`,
  );
}
