// The world failing, in a sentence: the database is away, the disk is full, a statement ran too long. What is not
// in this list is a bug and keeps its stack.

import { PlainError } from './plain-error.ts';

const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  // PostgreSQL: stopped by its administrator, crashed, starting or stopping.
  '57P01',
  '57P02',
  '57P03',
]);

const SENTENCES: Record<string, [code: string, sentence: string]> = {
  ENOSPC: [
    'disk_full',
    'Le disque est plein : libérez de la place, puis relancez. Rien de cette commande n’a été écrit.',
  ],
  '53100': [
    'disk_full',
    'Le disque de la base de données est plein : libérez de la place, puis relancez. Rien de cette commande n’a été écrit.',
  ],
  '53300': [
    'database_busy',
    'La base de données n’accepte plus de connexions : réessayez dans un instant, ou augmentez max_connections.',
  ],
  '53200': ['database_busy', 'La base de données manque de mémoire : réessayez dans un instant.'],
  '57014': [
    'database_slow',
    'La base de données a interrompu une requête trop longue : réessayez ; si cela dure, lancez vigie doctor.',
  ],
  '25P03': [
    'database_slow',
    'La base de données a fermé une transaction restée ouverte trop longtemps : relancez la commande.',
  ],
  '25P04': ['database_slow', 'La base de données a fermé une transaction trop longue : relancez la commande.'],
  '28P01': [
    'database_refused',
    'La base de données refuse le mot de passe : vérifiez DATABASE_URL, DATABASE_APP_URL et DATABASE_READER_URL.',
  ],
  '28000': [
    'database_refused',
    'La base de données refuse cette connexion : vérifiez l’utilisateur de DATABASE_URL et le pg_hba.conf du serveur.',
  ],
  '3D000': [
    'database_missing',
    'La base de données nommée par DATABASE_URL n’existe pas : créez-la (create database …), puis relancez.',
  ],
};

/** The sentence for an error of the world; null when the error is something else. An error already in a sentence is returned as it is. */
export function explainOutage(error: unknown): PlainError | null {
  if (error instanceof PlainError) return error;
  if (!(error instanceof Error)) return null;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code === 'string') {
    const known = SENTENCES[code];
    if (known !== undefined) return new PlainError(known[0], known[1], { cause: error });
    // Class 08 is PostgreSQL's own "connection exception".
    if (AWAY.has(code) || /^08...$/.test(code)) return sayAway(error);
    // A server that stopped has taken its socket away.
    if (code === 'ENOENT' && syscall === 'connect') return sayAway(error);
  }
  // Several addresses were tried (localhost in IPv4 and IPv6): each refused.
  if (error instanceof AggregateError) return explainOutage(error.errors[0]);
  return error.cause === undefined ? null : explainOutage(error.cause);
}

function sayAway(error: Error): PlainError {
  const { address, port } = error as { address?: string | string[]; port?: number | number[] };
  const where = address === undefined ? '' : ` (${String(address)}${port === undefined ? '' : `:${String(port)}`})`;
  return new PlainError(
    'database_away',
    `La base de données ne répond pas${where} : vérifiez qu'elle tourne, puis relancez. Ce qui était en cours n'a pas été écrit.`,
    { cause: error },
  );
}
