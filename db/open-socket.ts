// The driver's connection to PostgreSQL, with what Vigie needs of it: statements given together leave together, a
// transaction begins with its first statement, and a connection that ends in the middle of one ends no process.
import { connect, type Socket } from 'node:net';
import { BEGUN, FROM_SERVER, isBegin, makeMessageReader, takeOutBegun, TO_SERVER } from './wire-messages.ts';

/** A batch of statements that reaches this is sent in pieces by the driver, the last of them below it. */
const DRIVER_PIECE_BYTES = 1024;
/** What follows a failed statement (`rollback`) is written by then. */
const TELL_CLOSE_AFTER_MS = 250;
/** The last byte of ReadyForQuery: I outside of a transaction, T in one, E in one that failed. */
const IDLE = 'I'.charCodeAt(0);
const IN_TRANSACTION = 'T'.charCodeAt(0);
const FAILED_ANSWER = Buffer.from('Z\0\0\0\x05E', 'latin1');
const NOTHING = Buffer.alloc(0);

type Address = { readonly host: readonly string[]; readonly port: readonly number[]; readonly path?: string | false };
type Write = (...args: readonly unknown[]) => boolean;
type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

/** The driver's `socket` option: its first host and port, or its path. */
export function openSocket({ host, port, path }: Address): Socket {
  const socket =
    typeof path === 'string'
      ? connect(path)
      : connect({ host: host[0] ?? 'localhost', port: port[0] ?? 5432, noDelay: true });
  joinPieces(socket);
  followTransactions(socket);
  return socket;
}

/**
 * A transaction's `begin` leaves with its first statement: its answer says nothing that the answers behind it do not.
 * The driver waits for that answer; here it is given at once, and the server's own is taken out of what comes back. A
 * trip to the database saved for each transaction. (A `begin` that the server refuses without ending the connection,
 * cancelled by hand at that very moment, would leave its statements to stand alone: the guard refuses their rows.)
 *
 * And the driver (postgres 3.4.9) does not survive the end of a connection in the middle of a transaction: the
 * `rollback` that follows is written to a socket that it has forgotten, which ends the process (porsager/postgres issue
 * 1208), and the server's last words answer the first query of the next connection. Here such an end is told in the
 * order that the driver understands: the answer is over, the statement failed, and only then the connection is closed.
 */
function followTransactions(socket: Socket): void {
  const write = socket.write.bind(socket) as Write;
  const emit = socket.emit.bind(socket) as Emit;
  // Null until the server has let us in; with TLS it stays so, and the driver is left as it is.
  let state: number | null = null;
  let unanswered = 0;
  let isAnswerOpen = false;
  let held: Buffer | null = null;
  /** What has come since `begin` left, until its answer is whole; null: it is not waited for. */
  let sinceBegin: Buffer | null = null;

  const readRequests = makeMessageReader((type) => {
    if (type === TO_SERVER.query || type === TO_SERVER.sync) unanswered += 1;
  });
  let lastType = 0;
  const readAnswers = makeMessageReader((type, last) => {
    lastType = type;
    if (type !== FROM_SERVER.ready) return;
    // The first one lets us in, and answers no request.
    if (state !== null) unanswered -= 1;
    state = last;
  });

  const receive = (piece: Buffer): boolean => {
    const rest = sinceBegin === null ? piece : takeOutBegun(Buffer.concat([sinceBegin, piece]));
    if (sinceBegin !== null) sinceBegin = rest === null ? Buffer.concat([sinceBegin, piece]) : null;
    if (rest === null || rest.length === 0) return true;
    const isWhole = readAnswers(rest);
    isAnswerOpen = !isWhole || lastType !== FROM_SERVER.ready;
    return emit('data', rest);
  };
  const hold = (begin: Buffer): true => {
    held = begin;
    state = IN_TRANSACTION;
    // Once the driver has noted that it wrote.
    queueMicrotask(() => emit('data', BEGUN));
    return true;
  };

  socket.write = (...args: readonly unknown[]): boolean => {
    const [piece, ...rest] = args;
    if (state === IDLE && unanswered === 0 && isBegin(piece)) return hold(piece);
    if (state === null || !(piece instanceof Uint8Array)) return write(...args);
    readRequests(piece);
    if (held === null) return write(...args);
    const together = Buffer.concat([held, piece]);
    held = null;
    sinceBegin = NOTHING;
    return write(together, ...rest);
  };
  socket.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (event === 'data') return receive(args[0] as Buffer);
    if (event !== 'close' || state === null) return emit(event, ...args);
    const wasInTransaction = state !== IDLE;
    if (isAnswerOpen) emit('data', FAILED_ANSWER);
    if (!wasInTransaction) return emit(event, ...args);
    emit('error', Object.assign(new Error('the server closed the connection'), { code: 'CONNECTION_CLOSED' }));
    setTimeout(() => emit(event, ...args), TELL_CLOSE_AFTER_MS);
    return true;
  };
}

/**
 * Statements that the driver was given together leave together: each write costs as much as the statement it carries.
 * The last piece of a batch is small; where there is none, the batch leaves within the same turn of the loop.
 */
function joinPieces(socket: Socket): void {
  const write = socket.write.bind(socket) as (...args: readonly unknown[]) => boolean;
  let isHeld = false;
  const release = (): void => {
    if (!isHeld) return;
    isHeld = false;
    socket.uncork();
  };
  socket.write = (...args: readonly unknown[]): boolean => {
    const [piece] = args;
    const isLast = !(piece instanceof Uint8Array) || piece.length < DRIVER_PIECE_BYTES;
    if (!isLast && !isHeld) {
      isHeld = true;
      socket.cork();
      // After the driver's own last piece, which it writes at the end of this turn.
      setImmediate(() => setImmediate(release));
    }
    const isFlowing = write(...args);
    if (isLast) release();
    return isFlowing;
  };
}
