// The database's passwords of one VIGIE_HOME, made once, in one file that its owner alone can read: they are lost
// or restored together.

import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PlainError } from './plain-error.ts';

const passwordFile = z.object({
  superuser: z.string(),
  owner: z.string(),
  app: z.string(),
  reader: z.string(),
  /** Tells the logins of this VIGIE_HOME from those of another on a shared server. */
  suffix: z.string().regex(/^[0-9a-f]{8}$/),
});
export type Passwords = z.output<typeof passwordFile>;

/** Reads the passwords of this home, after making them if there are none. */
export function keepPasswords(home: string): Passwords {
  const file = join(home, 'database-passwords.json');
  return readPasswords(file) ?? createPasswords(file);
}

function readPasswords(file: string): Passwords | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new PlainError(
      'passwords_unreadable',
      `Impossible de lire ${file} (${(error as NodeJS.ErrnoException).code ?? 'erreur'}) : vérifiez à qui il appartient.`,
      { cause: error },
    );
  }
  const parsed = passwordFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new PlainError('passwords_unreadable', `Le fichier ${file} est abîmé : reprenez-le d'une sauvegarde.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: refused by the shape check of the caller, with the file's name.
    return null;
  }
}

/** Written aside, then linked: the file appears whole, and of two commands the first one's passwords stand. */
function createPasswords(file: string): Passwords {
  const make = (): string => randomBytes(24).toString('base64url');
  const passwords: Passwords = {
    superuser: make(),
    owner: make(),
    app: make(),
    reader: make(),
    suffix: randomBytes(4).toString('hex'),
  };
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600 });
    linkSync(draft, file);
    return passwords;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'erreur';
    const first = code === 'EEXIST' ? readPasswords(file) : null;
    if (first !== null) return first;
    throw new PlainError(
      'folder_not_writable',
      `Impossible d'écrire ${file} (${code}) : vérifiez les droits du dossier et la place sur le disque.`,
      { cause: error },
    );
  } finally {
    rmSync(draft, { force: true });
  }
}
