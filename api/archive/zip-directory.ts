// What a ZIP's own table of contents says of a file: the one check that the manifest cannot make of itself.

import { crc32 } from 'node:zlib';

/** APPNOTE 4.3.12 and 4.3.16: signatures, and where each record says what. */
const ENTRY = { signature: 0x02014b50, crc: 16, nameLength: 28, extraLength: 30, commentLength: 32, name: 46 } as const;
const END = { signature: 0x06054b50, entries: 10, start: 16, length: 22 } as const;

function findEnd(view: DataView): number | null {
  for (let at = view.byteLength - END.length; at >= 0; at -= 1)
    if (view.getUint32(at, true) === END.signature) return at;
  return null;
}

/** Whether a file's bytes are those that the ZIP was written with; true where its table does not read. */
export function isAsWritten(zip: Uint8Array, name: string, content: Uint8Array): boolean {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = findEnd(view);
  if (end === null) return true;
  let at = view.getUint32(end + END.start, true);
  for (let left = view.getUint16(end + END.entries, true); left > 0; left -= 1) {
    if (at + ENTRY.name > zip.length || view.getUint32(at, true) !== ENTRY.signature) return true;
    const length = view.getUint16(at + ENTRY.nameLength, true);
    const from = at + ENTRY.name;
    if (new TextDecoder().decode(zip.subarray(from, from + length)) === name)
      return view.getUint32(at + ENTRY.crc, true) === crc32(content);
    at = from + length + view.getUint16(at + ENTRY.extraLength, true) + view.getUint16(at + ENTRY.commentLength, true);
  }
  return true;
}
