// A ZIP written to disk as it is made, in flat memory, that ends with the SHA-256 of itself.

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

export type WrittenFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

export type ZipWriter = {
  /** Adds a file from its pieces. @param packed already compressed: stored as it is. */
  add(path: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, packed?: boolean): Promise<WrittenFile>;
  /** Ends the ZIP and gives the file its name. @returns the SHA-256 that it ends with. */
  close(): Promise<string>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
};

/** The same facts make the same bytes: no file bears the hour at which it was written. */
const FILE_TIME = new Date(2000, 0, 1, 12);
/** The ZIP's last record ends with the length of its comment (APPNOTE 4.3.16), here 64 signs. */
const COMMENT_LENGTH_BYTES = 2;
const COMMENT_LENGTH = Uint8Array.of(64, 0);

/** Readable by its owner alone: it holds the whole firm. */
const OWNER_ONLY = 0o600;

export function openZip(file: string): ZipWriter {
  const part = `${file}.part`;
  const out = createWriteStream(part, { mode: OWNER_ONLY });
  const whole = createHash('sha256');
  let failure: Error | null = null;
  out.on('error', (error) => (failure ??= error));
  const write = (bytes: Uint8Array): void => {
    whole.update(bytes);
    out.write(bytes);
  };
  const zip = new Zip((error, bytes, isLast) => {
    if (error) failure ??= error;
    else write(isLast ? bytes.subarray(0, bytes.length - COMMENT_LENGTH_BYTES) : bytes);
  });
  const check = async (): Promise<void> => {
    // A disk slower than we are: what waits must not pile up.
    if (failure === null && out.writableNeedDrain) await Promise.race([once(out, 'drain'), once(out, 'error')]);
    if (failure !== null) throw failure;
  };
  return {
    add: async (path, pieces, packed = false) => {
      const entry = packed ? new ZipPassThrough(path) : new ZipDeflate(path);
      entry.mtime = FILE_TIME;
      zip.add(entry);
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const piece of pieces) {
        hash.update(piece);
        bytes += piece.length;
        entry.push(piece);
        await check();
      }
      entry.push(new Uint8Array(0), true);
      await check();
      return { path, bytes, sha256: hash.digest('hex') };
    },
    close: async () => {
      zip.end();
      write(COMMENT_LENGTH);
      const digest = whole.digest('hex');
      out.end(digest);
      await check();
      if (!out.writableFinished) await Promise.race([once(out, 'finish'), once(out, 'error')]);
      if (failure !== null) throw failure;
      await rename(part, file);
      return digest;
    },
    abort: async () => {
      zip.terminate();
      out.destroy();
      // The file may be opening still: it is taken away once nothing holds it.
      if (!out.closed) await once(out, 'close');
      await rm(part, { force: true });
    },
  };
}
