// The driver's connection to PostgreSQL, with what Vigie needs of it: statements given together leave together, and what
// comes is read without a buffer of its own for each piece.
import { connect, type Socket } from 'node:net';

/** A batch of statements that reaches this is sent in pieces by the driver, the last of them below it. */
const DRIVER_PIECE_BYTES = 1024;
/** As much as Node itself reads at a time. */
const READ_BYTES = 65_536;

type Address = {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false;
  readonly ssl?: unknown;
};
type Write = (...args: readonly unknown[]) => boolean;

/** The driver's `socket` option: its first host and port, or its path. With TLS the driver is left as it is. */
export function openSocket({ host, port, path, ssl }: Address): Socket {
  const place =
    typeof path === 'string' ? { path } : { host: host[0] ?? 'localhost', port: port[0] ?? 5432, noDelay: true };
  if (ssl !== undefined && ssl !== false) return connect(place);
  // Node would make a buffer of this size for each piece that comes, and shrink it.
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const read = (length: number): boolean => socket.emit('data', Buffer.from(buffer.subarray(0, length)));
  const socket = connect({ ...place, onread: { buffer, callback: read } });
  socket.write = joinPieces(socket);
  return socket;
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
