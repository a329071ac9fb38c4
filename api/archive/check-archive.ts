// Checking an archive without a database (`vigie archive verify`): every hash is made again, from the bytes of the file
// to the chain of seals.

import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { checkClosings, type DayClosing } from '../../db/day-closings.ts';
import { GENESIS, sealOf, type ActRow } from '../../db/seals.ts';
import {
  CLOSINGS_FILE,
  INVOICE_FOLDER,
  manifest as manifestShape,
  MANIFEST,
  SEALS_FILE,
  sealLine,
  type Manifest,
} from './format.ts';
import { isAsWritten } from './zip-directory.ts';

export type ArchiveFault = {
  readonly kind:
    | 'altered_file'
    | 'altered_wrapping'
    | 'unreadable'
    | 'missing_file'
    | 'extra_file'
    | 'altered_content'
    | 'broken_seal'
    | 'missing_act'
    | 'altered_closing'
    | 'unknown_head';
  /** The file, seal or day that it is about. */
  readonly about: string;
};

export type ArchiveCheck = { readonly manifest: Manifest | null; readonly faults: readonly ArchiveFault[] };

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const COMMENT_BYTES = 64;

/** The comment says the digest of what comes before it. */
function isWhole(bytes: Uint8Array): boolean {
  const end = bytes.length - COMMENT_BYTES;
  return end > 0 && new TextDecoder().decode(bytes.subarray(end)) === sha256(bytes.subarray(0, end));
}

function readLines(bytes: Uint8Array | undefined): unknown[] {
  const text = new TextDecoder().decode(bytes ?? new Uint8Array(0));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

type Files = Readonly<Record<string, Uint8Array>>;
/** broken: files that are there and do not unpack. */
type Opened = { readonly files: Files; readonly broken: ReadonlySet<string> };

/** All at once; where one is scrambled, each by itself, so that the others are still checked and it is named. */
function openFiles(bytes: Uint8Array): Opened {
  try {
    return { files: unzipSync(bytes), broken: new Set() };
  } catch {
    const names: string[] = [];
    unzipSync(bytes, { filter: ({ name }) => !names.push(name) });
    const files: Record<string, Uint8Array> = {};
    const broken = new Set<string>();
    for (const name of names) {
      try {
        Object.assign(files, unzipSync(bytes, { filter: (file) => file.name === name }));
      } catch {
        broken.add(name);
      }
    }
    return { files, broken };
  }
}

function checkFiles({ files, broken }: Opened, { files: listed }: Manifest): ArchiveFault[] {
  const faults: ArchiveFault[] = [];
  const known = new Set(listed.map(({ path }) => path));
  for (const { path, bytes, sha256: digest } of listed) {
    const content = files[path];
    if (broken.has(path)) faults.push({ kind: 'altered_content', about: path });
    else if (content === undefined) faults.push({ kind: 'missing_file', about: path });
    else if (content.length !== bytes || sha256(content) !== digest)
      faults.push({ kind: 'altered_content', about: path });
  }
  for (const path of Object.keys(files))
    if (path !== MANIFEST && !known.has(path)) faults.push({ kind: 'extra_file', about: path });
  return faults;
}

/** The acts of the year, sealed again one seal after the other. @returns acts sealed up to each head. */
function checkSeals(files: Files, { opening_head, seal_head, acts_before, seals, acts }: Manifest) {
  const faults: ArchiveFault[] = [];
  const under = new Map([[opening_head, acts_before]]);
  let head = opening_head;
  let count = acts_before;
  let found = 0;
  for (const line of readLines(files[SEALS_FILE])) {
    const one = sealLine.parse(line);
    if (one.prev_seal !== head || sealOf(one.prev_seal, one.acts as ActRow[]) !== one.seal)
      faults.push({ kind: 'broken_seal', about: one.seal });
    head = one.seal;
    count += one.acts.length;
    found += 1;
    under.set(head, count);
  }
  if (head !== seal_head || found !== seals || count - acts_before !== acts)
    faults.push({ kind: 'missing_act', about: seal_head });
  return { faults, under };
}

/** Closings are bound to each other from the first day on; heads of earlier years are those of their own archives. */
function checkDays(files: Files, under: ReadonlyMap<string, number>, { opening_head }: Manifest): ArchiveFault[] {
  const closings = readLines(files[CLOSINGS_FILE]) as DayClosing[];
  const known = new Map(under);
  if (opening_head !== GENESIS)
    for (const { seal_head: head, acts } of closings) if (!under.has(head)) known.set(head, acts);
  const fault = checkClosings(closings, known);
  return fault === null ? [] : [{ kind: 'altered_closing', about: fault.day }];
}

function checkPapers({ files, broken }: Opened): ArchiveFault[] {
  return Object.keys(files)
    .filter((path) => path.startsWith(INVOICE_FOLDER) && path.endsWith('.json'))
    .map((path) => path.replace(/json$/, 'pdf'))
    .filter((path) => files[path] === undefined && !broken.has(path))
    .map((path) => ({ kind: 'missing_file', about: path }) as const);
}

/** What the seals and the closings say of each other; nothing where their files no longer read: that is told already. */
function checkChain(files: Files, manifest: Manifest, knownHead: string | null): ArchiveFault[] {
  const seals = checkSeals(files, manifest);
  const faults = [...seals.faults, ...checkDays(files, seals.under, manifest)];
  if (knownHead !== null && !seals.under.has(knownHead)) faults.push({ kind: 'unknown_head', about: knownHead });
  return faults;
}

function readManifest(bytes: Uint8Array | undefined): Manifest | null {
  try {
    return manifestShape.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

/** No digest lists the manifest: one that still reads may say something else than it did. */
function checkManifest(bytes: Uint8Array, files: Files): ArchiveFault[] {
  const content = files[MANIFEST];
  if (content === undefined || isAsWritten(bytes, MANIFEST, content)) return [];
  return [{ kind: 'altered_content', about: MANIFEST }];
}

function checkContent(bytes: Uint8Array, opened: Opened, knownHead: string | null): ArchiveCheck {
  const { files, broken } = opened;
  if (files[MANIFEST] === undefined && !broken.has(MANIFEST))
    return { manifest: null, faults: [{ kind: 'missing_file', about: MANIFEST }] };
  const manifest = readManifest(files[MANIFEST]);
  if (manifest === null) return { manifest, faults: [{ kind: 'unreadable', about: MANIFEST }] };
  const faults = [...checkManifest(bytes, files), ...checkFiles(opened, manifest), ...checkPapers(opened)];
  if (!(manifest.fec in files) && !broken.has(manifest.fec)) faults.push({ kind: 'missing_file', about: manifest.fec });
  const told = new Set(faults.map(({ about }) => about));
  try {
    faults.push(...checkChain(files, manifest, knownHead));
  } catch (error) {
    // Scrambled lines of a file that is told as altered.
    if (!told.has(SEALS_FILE) && !told.has(CLOSINGS_FILE)) throw error;
  }
  return { manifest, faults };
}

/**
 * Where: the file, the seal or the day; in no content, its wrapping.
 * @param knownHead a head noted elsewhere in the year (a closing, a notice): it must be among its seals.
 */
export function checkArchive(bytes: Uint8Array, knownHead: string | null): ArchiveCheck {
  const altered: ArchiveFault[] = isWhole(bytes) ? [] : [{ kind: 'altered_file', about: '' }];
  try {
    const { manifest, faults } = checkContent(bytes, openFiles(bytes), knownHead);
    if (altered.length > 0 && faults.length === 0) altered.push({ kind: 'altered_wrapping', about: '' });
    return { manifest, faults: [...altered, ...faults] };
  } catch (error) {
    // Cut or scrambled beyond reading: the fault is told, with what the reader said of it.
    const about = error instanceof Error ? error.message : String(error);
    return { manifest: null, faults: [...altered, { kind: 'unreadable', about }] };
  }
}
