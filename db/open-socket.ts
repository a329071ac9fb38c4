// The driver (postgres 3.4.9) does not survive the end of a connection in the middle of a transaction: the `rollback`
// that follows is written to a socket that it has forgotten, which ends the process (porsager/postgres issue 1208), and
// the server's last words answer the first query of the next connection. Here such an end is told in the order that the
// driver understands: the answer is over, the statement failed, and only then the connection is closed.
import { connect, type Socket } from 'node:net';

/** A batch of statements that reaches this is sent in pieces by the driver, the last of them below it. */
const DRIVER_PIECE_BYTES = 1024;
/** What follows a failed statement (`rollback`) is written by then. */
const TELL_CLOSE_AFTER_MS = 250;
/** ReadyForQuery ends each answer; its last byte: I outside of a transaction, T in one, E in one that failed. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5]);
const IDLE = 'I'.charCodeAt(0);
const FAILED = 'E'.charCodeAt(0);

type Address = { readonly host: readonly string[]; readonly port: readonly number[]; readonly path?: string | false };

/** The driver's `socket` option: its first host and port, or its path. */
export function openSocket({ host, port, path }: Address): Socket {
  const socket =
    typeof path === 'string'
      ? connect(path)
      : connect({ host: host[0] ?? 'localhost', port: port[0] ?? 5432, noDelay: true });
  // Null until the server has let us in; with TLS it stays so, and the driver is left as it is.
  let state: number | null = null;
  let isAnswerOpen = false;
  socket.on('data', (chunk) => {
    const end = chunk.subarray(-READY.length - 1);
    isAnswerOpen = !end.subarray(0, READY.length).equals(READY);
    if (!isAnswerOpen) state = end.at(-1) ?? IDLE;
  });
  joinPieces(socket);
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...args: unknown[]) => boolean;
  socket.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (event !== 'close' || state === null) return emit(event, ...args);
    const wasInTransaction = state !== IDLE;
    if (isAnswerOpen) emit('data', Buffer.from([...READY, FAILED]));
    if (!wasInTransaction) return emit(event, ...args);
    emit('error', Object.assign(new Error('the server closed the connection'), { code: 'CONNECTION_CLOSED' }));
    setTimeout(() => emit(event, ...args), TELL_CLOSE_AFTER_MS);
    return true;
  };
  return socket;
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
