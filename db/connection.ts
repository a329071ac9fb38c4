// How Vigie speaks to PostgreSQL: money and quarter days as safe integers, civil dates and instants as text.
// A JS Date would shift a civil day with the machine's time zone, and a float would lose cents.

import postgres from 'postgres';
import { openSocket } from './open-socket.ts';

export type Sql = postgres.Sql<{ bigint: number; civilDate: string; instant: string }>;
export type Transaction = postgres.TransactionSql<{
  bigint: number;
  civilDate: string;
  instant: string;
}>;
/** What a query needs: a connection pool, or the transaction that is under way. */
export type Queryable = Sql | Transaction;

const OID_INT8 = 20;
const OID_DATE = 1082;
const OID_TIMESTAMP = 1114;
const OID_TIMESTAMPTZ = 1184;

/** PostgreSQL's bigint text to a number. @throws RangeError beyond 2^53, where a number would lie. */
export function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53`);
  return value;
}

/** '2026-10-31 08:30:00.25+00' (the session's zone is UTC) to '2026-10-31T08:30:00.25Z'. */
export function parseInstant(text: string): string {
  return text.replace(' ', 'T').replace(/\+00$/, 'Z');
}

export type OpenOptions = {
  /** Connections at most. */
  max?: number;
  /** Seen in pg_stat_activity, so that an operator knows who holds a lock. */
  name: string;
  /** A statement that runs longer is ended; 0: no limit (migrations, imports). */
  statementTimeoutMs?: number;
  /** A transaction left open without a statement is ended, so that its locks are given back; 0: no limit. */
  idleInTransactionMs?: number;
  onNotice?: (notice: postgres.Notice) => void;
  /** Called for each statement sent, `begin` and `commit` included (the bench counts them). */
  onStatement?: (statement: string) => void;
};

// In the driver's manual, and not in its types.
const CONNECTING = { socket: openSocket };

/**
 * Opens a pool (connections are made when first used). Close it with `sql.end({ timeout: 5 })`.
 * bigint → number (refused beyond 2^53), numeric → text, date → 'YYYY-MM-DD', timestamptz → ISO text in UTC.
 */
export function openDatabase(url: string, options: OpenOptions): Sql {
  const { address, socketFolder } = readAddress(url);
  return postgres(address, {
    ...(socketFolder !== null && { host: socketFolder }),
    max: options.max ?? 4,
    // A server that does not answer within this is away: the caller says so instead of hanging.
    connect_timeout: 10,
    ...CONNECTING,
    // A connection costs the server 10 MB; after half a minute of quiet it is given back, and made again in 3 ms.
    idle_timeout: 30,
    onnotice: options.onNotice ?? (() => {}),
    debug: options.onStatement ? (_connection, statement) => options.onStatement?.(statement) : false,
    connection: {
      application_name: options.name,
      TimeZone: 'UTC',
      DateStyle: 'ISO, YMD',
      // Thirty seconds: the longest report allowed takes 0.1 s; what runs on is a mistake, not work.
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 60_000,
    },
    types: {
      bigint: {
        to: OID_INT8,
        from: [OID_INT8],
        parse: parseBigint,
        serialize: (value: number) => String(value),
      },
      civilDate: { to: OID_DATE, from: [OID_DATE], parse: keepText, serialize: keepText },
      instant: {
        to: OID_TIMESTAMPTZ,
        from: [OID_TIMESTAMP, OID_TIMESTAMPTZ],
        parse: parseInstant,
        serialize: (instant: string | Date) => (typeof instant === 'string' ? instant : instant.toISOString()),
      },
    },
  });
}

/** `?host=/folder` names the folder of the server's socket, as for PostgreSQL's own programs; the driver does not read it. */
function readAddress(url: string): { address: string; socketFolder: string | null } {
  const [address = url, query] = url.split('?');
  const parameters = new URLSearchParams(query);
  const socketFolder = parameters.get('host');
  parameters.delete('host');
  return { address: parameters.size > 0 ? `${address}?${String(parameters)}` : address, socketFolder };
}

/** One more connection to the same database, as the same user: for what cannot wait until the pool has one free. */
export function openBeside(sql: Sql): Sql {
  // The options as the driver resolved them: it takes them as they are, and its types do not know.
  return postgres({ ...sql.options, max: 1 } as unknown as postgres.Options<Record<string, never>>) as unknown as Sql;
}

function keepText(text: string): string {
  return text;
}

/** The same server, user and options, another database (or another user). */
export function changeUrl(url: string, change: { database?: string; user?: string; password?: string }): string {
  const changed = new URL(url);
  if (change.database !== undefined) changed.pathname = `/${encodeURIComponent(change.database)}`;
  if (change.user !== undefined) changed.username = encodeURIComponent(change.user);
  if (change.password !== undefined) changed.password = encodeURIComponent(change.password);
  return changed.href;
}
