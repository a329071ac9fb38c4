// The driver's connection to PostgreSQL, with what Vigie needs of it: statements given together leave together, a
// transaction begins with its first statement, what comes is read without a buffer of its own for each piece, and a
// connection that ends in the middle of a transaction ends no process.
import { connect, type Socket } from 'node:net';
import { BEGUN, FROM_SERVER, isBegin, makeMessageReader, takeOutBegun, TO_SERVER } from './wire-messages.ts';

/** A batch of statements that reaches this is sent in pieces by the driver, the last of them below it. */
const DRIVER_PIECE_BYTES = 1024;
/** As much as Node itself reads at a time. */
const READ_BYTES = 65_536;
/** What follows a failed statement (`rollback`) is asked by then. */
const TELL_CLOSE_AFTER_MS = 250;
/** The last byte of ReadyForQuery: I outside of a transaction, T in one, E in one that failed. */
const IDLE = 'I'.charCodeAt(0);
const FAILED_ANSWER = Buffer.from('Z\0\0\0\x05E', 'latin1');
const NOTHING = Buffer.alloc(0);

type Address = {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false;
  readonly ssl?: unknown;
};
type Write = (...args: readonly unknown[]) => boolean;
type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

/** What the driver has asked and been told. */
type Talk = {
  /** Null until the server has let us in. */
  state: number | null;
  unanswered: number;
  isAnswerOpen: boolean;
};

/** The driver's `socket` option: its first host and port, or its path. With TLS the driver is left as it is. */
export function openSocket({ host, port, path, ssl }: Address): Socket {
  const place =
    typeof path === 'string' ? { path } : { host: host[0] ?? 'localhost', port: port[0] ?? 5432, noDelay: true };
  if (ssl !== undefined && ssl !== false) return connect(place);
  // Node would make a buffer of this size for each piece that comes, and shrink it.
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const read = (length: number): boolean => {
    hear(Buffer.from(buffer.subarray(0, length)));
    return true;
  };
  const socket = connect({ ...place, onread: { buffer, callback: read } });
  const hear = followTalk(socket);
  return socket;
}

/**
 * A transaction's `begin` leaves with its first statement: its answer says nothing that the answers behind it do not.
 * The driver waits for that answer; here it is given at once, and the server's own is taken out of what comes back. A
 * trip to the database saved for each transaction. (A `begin` that the server refuses without ending the connection,
 * cancelled by hand at that very moment, would leave its statements to stand alone: the guard refuses their rows.)
 * @returns hears what the server says.
 */
function followTalk(socket: Socket): (piece: Buffer) => void {
  const send = joinPieces(socket);
  const begin = makeLateBegin();
  const talk: Talk = { state: null, unanswered: 0, isAnswerOpen: false };
  const readRequests = makeMessageReader((type) => {
    if (type === TO_SERVER.query || type === TO_SERVER.sync) talk.unanswered += 1;
  });
  let lastType = 0;
  const readAnswers = makeMessageReader((type, last) => {
    lastType = type;
    if (type !== FROM_SERVER.ready) return;
    // The first one lets us in, and answers no request.
    if (talk.state !== null) talk.unanswered -= 1;
    talk.state = last;
  });
  const tell = (answer: Buffer): void => {
    const isWhole = readAnswers(answer);
    talk.isAnswerOpen = !isWhole || lastType !== FROM_SERVER.ready;
    socket.emit('data', answer);
  };
  tellEndInOrder(socket, talk, (piece, ...rest) => {
    if (talk.state === null || !(piece instanceof Uint8Array)) return send(piece, ...rest);
    const isFirst = talk.state === IDLE && talk.unanswered === 0;
    readRequests(piece);
    if (!isFirst || !isBegin(piece)) return send(begin.putInFront(piece), ...rest);
    begin.hold(piece);
    // Once the driver has noted that it wrote.
    queueMicrotask(() => tell(BEGUN));
    return true;
  });
  return (piece) => {
    const answer = begin.takeOutAnswer(piece);
    if (answer.length > 0) tell(answer);
  };
}

function makeLateBegin() {
  let held: Uint8Array | null = null;
  /** What has come since `begin` left, until its answer is whole; null: it is not waited for. */
  let sinceBegin: Buffer | null = null;
  return {
    hold: (begin: Uint8Array): void => {
      held = begin;
    },
    putInFront: (piece: Uint8Array): Uint8Array => {
      if (held === null) return piece;
      const together = Buffer.concat([held, piece]);
      held = null;
      sinceBegin = NOTHING;
      return together;
    },
    takeOutAnswer: (piece: Buffer): Buffer => {
      if (sinceBegin === null) return piece;
      const all = Buffer.concat([sinceBegin, piece]);
      const rest = takeOutBegun(all);
      sinceBegin = rest === null ? all : null;
      return rest ?? NOTHING;
    },
  };
}

/**
 * The driver (postgres 3.4.9) does not survive the end of a connection in the middle of a transaction: what the
 * transaction asks next, if only `rollback`, is written to a socket that it has forgotten, which ends the process
 * (porsager/postgres issue 1208); and the server's last words answer the first query of the next connection. Here such
 * an end is told in the order that the driver understands: the answer is over, what is asked fails, and only then the
 * connection is closed; where nothing was under way, once the transaction has asked something more, for it always does.
 */
function tellEndInOrder(socket: Socket, talk: Talk, ask: Write): void {
  const emit = socket.emit.bind(socket) as Emit;
  let tellClosed: (() => void) | null = null;
  let closing: NodeJS.Timeout | undefined;
  const failWhatIsAsked = (): void => {
    emit('error', Object.assign(new Error('the server closed the connection'), { code: 'CONNECTION_CLOSED' }));
  };
  const closeSoon = (): void => {
    clearTimeout(closing);
    closing = setTimeout(() => tellClosed?.(), TELL_CLOSE_AFTER_MS);
  };
  const write: Write = (...args) => {
    if (tellClosed === null) return ask(...args);
    queueMicrotask(failWhatIsAsked);
    closeSoon();
    return true;
  };
  const close = (...args: unknown[]): boolean => {
    const wasInTransaction = talk.state !== IDLE;
    const wasAsked = talk.unanswered > 0;
    if (talk.isAnswerOpen) emit('data', FAILED_ANSWER);
    if (!wasInTransaction) return emit('close', ...args);
    tellClosed = () => emit('close', ...args);
    failWhatIsAsked();
    if (wasAsked) closeSoon();
    return true;
  };
  socket.write = write;
  socket.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (event === 'close' && talk.state !== null) return close(...args);
    const isHeard = emit(event, ...args);
    // Node has just put its own `write` in the place of ours, one that says nothing to who asks a closed socket.
    if (event === 'end') socket.write = write;
    return isHeard;
  };
}

/**
 * Statements that the driver was given together leave together: each write costs as much as the statement it carries.
 * The last piece of a batch is small; where there is none, the batch leaves within the same turn of the loop.
 * @returns what writes.
 */
function joinPieces(socket: Socket): Write {
  const write = socket.write.bind(socket) as Write;
  let isHeld = false;
  const release = (): void => {
    if (!isHeld) return;
    isHeld = false;
    socket.uncork();
  };
  return (...args) => {
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
