// The messages of PostgreSQL's protocol, told apart in what passes on a socket.
// https://www.postgresql.org/docs/current/protocol-message-formats.html

/** A type, then a length that counts itself. */
const HEADER_BYTES = 5;

export const FROM_SERVER = { commandComplete: 0x43, error: 0x45, ready: 0x5a } as const;
export const TO_SERVER = { query: 0x51, sync: 0x53 } as const;

/**
 * Reads messages in whatever pieces they come.
 * @param onMessage called at the end of each, with its type and its last byte.
 * @returns reads a piece; true when the piece ends where a message does.
 */
export function makeMessageReader(onMessage: (type: number, last: number) => void): (piece: Uint8Array) => boolean {
  let headerBytes = 0;
  let type = 0;
  let left = 0;
  return (piece) => {
    for (let at = 0; at < piece.length;) {
      if (headerBytes < HEADER_BYTES) {
        const byte = piece[at] as number;
        at += 1;
        if (headerBytes === 0) [type, left] = [byte, 0];
        else left = left * 256 + byte;
        headerBytes += 1;
        if (headerBytes === HEADER_BYTES) left -= HEADER_BYTES - 1;
      } else {
        const read = Math.min(left, piece.length - at);
        at += read;
        left -= read;
      }
      if (headerBytes === HEADER_BYTES && left === 0) {
        headerBytes = 0;
        onMessage(type, piece[at - 1] as number);
      }
    }
    return headerBytes === 0;
  };
}

const BEGIN = /^begin [a-z ]*\0$/;

/** Whether this is the driver's `begin`, and nothing else. */
export function isBegin(piece: Uint8Array): boolean {
  return piece[0] === TO_SERVER.query && BEGIN.test(Buffer.from(piece.subarray(HEADER_BYTES)).toString('latin1'));
}

/** What the server answers to `begin`. */
export const BEGUN = Buffer.from('C\0\0\0\nBEGIN\0Z\0\0\0\x05T', 'latin1');

/**
 * What came behind the answer to `begin`, with what the server said besides; null: that answer is not whole yet.
 * When `begin` itself failed, everything: the statement behind it is told.
 */
export function takeOutBegun(bytes: Buffer): Buffer | null {
  const besides: Buffer[] = [];
  for (let at = 0; bytes.length - at >= HEADER_BYTES;) {
    const end = at + 1 + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) return null;
    const type = bytes[at];
    if (type === FROM_SERVER.error) return bytes;
    if (type === FROM_SERVER.ready) return Buffer.concat([...besides, bytes.subarray(end)]);
    if (type !== FROM_SERVER.commandComplete) besides.push(bytes.subarray(at, end));
    at = end;
  }
  return null;
}
