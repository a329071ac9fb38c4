// The archive of a year: whole when nothing was touched; and any byte changed, any act taken away, shows without a
// database.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkArchive, type ArchiveCheck } from '../../api/archive/check-archive.ts';
import { MANIFEST, SEALS_FILE, type Manifest } from '../../api/archive/format.ts';
import { writeArchive, type Archived } from '../../api/archive/write-archive.ts';
import { run } from '../../api/cli/archive.ts';
import type { CommandContext } from '../../api/cli/command-context.ts';
import { closeDay } from '../../db/day-closings.ts';
import { importFirm } from '../../db/import/import-firm.ts';
import { listTexts } from '../../db/import/folder.ts';
import { openSealer, readHead } from '../../db/seals.ts';
import { openDesk, type Desk } from './desk.ts';
import { importOptions, listErrors } from './firm-files.ts';
import { createTestDatabase } from './test-database.ts';

let desk: Desk;
let folder: string;
let file: string;
let bytes: Uint8Array;
let archived: Archived;
/** The seals are made at the machine's hour, whatever the firm's day. */
const YEAR = new Date().getUTCFullYear();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-archive-test-'));
  file = join(folder, 'archive.zip');
  desk = await openDesk();
  const sealer = openSealer(desk.app);
  await sealer.seal();
  await desk.decided('issue_invoices', { month: '2026-10', projects: ['P002'] });
  await sealer.seal();
  await closeDay(desk.app, `${YEAR}-01-30`);
  await desk.run('set_firm', { siren: '732829320', name: 'ESN Exemple' }, 'direction');
  await desk.run('log_action', { client: 'CL001', kind: 'note', label: 'après la clôture' }, 'commercial');
  archived = await writeArchive(desk.app, file, YEAR, `${YEAR}-12-31`);
  bytes = readFileSync(file);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await desk.database.drop();
});

const kinds = ({ faults }: ArchiveCheck) => [...new Set(faults.map(({ kind }) => kind))];

/** The archive rewritten by somebody who knows its format: its own digest is right again. */
function forge(change: (files: Record<string, Uint8Array>) => void): Uint8Array {
  const files = unzipSync(bytes);
  change(files);
  const zip = zipSync(files);
  const body = new Uint8Array(zip.length);
  body.set(zip);
  body.set([64, 0], zip.length - 2);
  const digest = createHash('sha256').update(body).digest('hex');
  return new Uint8Array([...body, ...new TextEncoder().encode(digest)]);
}

const utf8 = new TextEncoder();
const textOf = (content: Uint8Array | undefined) => new TextDecoder().decode(content);

/** As a forger would: the manifest says what the files now are. */
function forgeManifest(files: Record<string, Uint8Array>, given: Partial<Manifest> = {}): void {
  const manifest = { ...(JSON.parse(textOf(files[MANIFEST])) as Manifest), ...given };
  const listed = manifest.files.map(({ path }) => {
    const content = files[path] ?? new Uint8Array();
    return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  });
  files[MANIFEST] = utf8.encode(JSON.stringify({ ...manifest, files: listed }));
}

type SealLine = { seal: string; prev_seal: string; acts: object[] };
const sealsOf = (files: Record<string, Uint8Array>) =>
  textOf(files[SEALS_FILE])
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SealLine);
const writeSeals = (files: Record<string, Uint8Array>, lines: readonly SealLine[]) => {
  files[SEALS_FILE] = utf8.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
};

describe('une archive entière', () => {
  test('tient les actes, les factures et leur papier, le FEC et les fichiers de la firme', async () => {
    const { manifest, faults } = checkArchive(bytes, await readHead(desk.app));
    expect(faults).toEqual([]);
    expect(manifest).toMatchObject({
      year: YEAR,
      invoices: YEAR === 2026 ? 1 : 0,
      closings: 1,
      firm: { siren: '732829320' },
    });
    expect(manifest?.acts).toBeGreaterThan(5);
    expect(archived.manifest).toEqual(manifest);
    expect(Object.keys(unzipSync(bytes))).toContain(`732829320FEC${YEAR}1231.txt`);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readdirSync(folder)).toEqual(['archive.zip']);
  });

  test('refaite des mêmes faits, a les mêmes octets', async () => {
    const again = join(folder, 'again.zip');
    expect((await writeArchive(desk.app, again, YEAR, `${YEAR}-12-31`)).sha256).toBe(archived.sha256);
    expect(readFileSync(again).equals(Buffer.from(bytes))).toBe(true);
    rmSync(again);
  });

  test('rend la firme : ses fichiers se relisent dans une base vide', async () => {
    const files = unzipSync(bytes);
    const texts = Object.entries(files)
      .filter(([path]) => path.startsWith('firme/'))
      .map(([path, content]): [string, string] => [path.slice('firme/'.length), textOf(content)]);
    const other = await createTestDatabase();
    try {
      const outcome = await importFirm(other.app, listTexts(new Map(texts)), { ...importOptions, confirmed: true });
      expect([outcome.state, listErrors(outcome)]).toEqual(['written', []]);
    } finally {
      await other.drop();
    }
  });

  test('se vérifie par la ligne de commande, sans base', async () => {
    const printed: string[] = [];
    const context = {
      print: (text: string) => printed.push(text),
      openInstance: () => Promise.reject(new Error('no database is needed')),
    } as unknown as CommandContext;
    expect(await run(['verify', file], context)).toBe(0);
    expect(printed[0]).toContain('entière');
    const made = join(folder, 'made.zip');
    const instance = { ...context, today: `${YEAR}-12-31`, config: { remoteUrl: null } } as unknown as CommandContext;
    const openInstance = async () => ({ app: desk.app }) as never;
    expect(await run([String(YEAR), '--out', made], { ...instance, openInstance })).toBe(0);
    expect(printed.at(-1)).toContain(archived.manifest.seal_head);
    rmSync(made);
    const cut = join(folder, 'cut.zip');
    writeFileSync(cut, bytes.subarray(0, bytes.length - 10));
    expect(await run(['verify', cut], context)).toBe(1);
    await expect(run(['verify', join(folder, 'nothing.zip')], context)).rejects.toMatchObject({
      code: 'archive_unreadable',
    });
    await expect(run(['2026'], context)).rejects.toMatchObject({ code: 'usage' });
  });
});

test('une année qui n’a pas commencé ne s’archive pas, et ne laisse rien', async () => {
  const none = join(folder, 'none.zip');
  await expect(writeArchive(desk.app, none, YEAR + 2, `${YEAR}-12-31`)).rejects.toMatchObject({ code: 'year_to_come' });
  expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([]);
});

describe('une archive touchée', () => {
  test('un seul octet changé, où que ce soit, se voit', () => {
    const step = Math.max(1, Math.floor(bytes.length / 97));
    for (let at = 0; at < bytes.length; at += step) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const { faults } = checkArchive(changed, null);
      expect([at, faults[0]?.kind, faults.length > 1]).toEqual([at, 'altered_file', true]);
    }
  });

  test('un octet changé dans un contenu se dit par son fichier, et les autres restent vérifiés', () => {
    // Each local header (PK 3 4) begins a file: its name, what is packed of it, 16 bytes that say its size; the table of
    // contents (PK 1 2) comes after the last.
    const places: number[] = [];
    for (let at = 0; at < bytes.length - 30; at += 1) {
      const isHeader = bytes[at] === 0x50 && bytes[at + 1] === 0x4b;
      if (isHeader && bytes[at + 2] === 3 && bytes[at + 3] === 4) places.push(at);
      if (isHeader && bytes[at + 2] === 1 && bytes[at + 3] === 2) {
        places.push(at);
        break;
      }
    }
    expect(places.length - 1).toBe(Object.keys(unzipSync(bytes)).length);
    for (const [i, at] of places.slice(0, -1).entries()) {
      const view = new DataView(bytes.buffer, bytes.byteOffset + at);
      const name = view.getUint16(26, true);
      const path = textOf(bytes.subarray(at + 30, at + 30 + name));
      const from = at + 30 + name + view.getUint16(28, true);
      const packed = (places[i + 1] ?? 0) - 16 - from;
      for (const share of [0, 0.5, 0.99]) {
        const changed = Uint8Array.from(bytes);
        const where = from + Math.floor((packed - 1) * share);
        changed[where] = (changed[where] ?? 0) ^ 4;
        const { faults } = checkArchive(changed, null);
        expect([path, share, faults.map(({ about }) => about)]).toEqual([path, share, expect.arrayContaining([path])]);
      }
    }
  });

  test('un acte retiré, sceau et manifeste refaits ou non', () => {
    const forged = forge((files) => {
      const lines = sealsOf(files);
      lines[0]?.acts.pop();
      writeSeals(files, lines);
      forgeManifest(files);
    });
    expect(kinds(checkArchive(forged, null))).toEqual(['broken_seal', 'missing_act', 'altered_closing']);
  });

  test('le dernier acte retiré avec son sceau', () => {
    const forged = forge((files) => {
      writeSeals(files, sealsOf(files).slice(0, -1));
      forgeManifest(files);
    });
    expect(kinds(checkArchive(forged, null))).toEqual(['missing_act']);
  });

  test('une année refaite de bout en bout, que seule la tête notée ailleurs dénonce', async () => {
    const forged = forge((files) => {
      const lines = sealsOf(files).slice(0, -1);
      writeSeals(files, lines);
      const acts = lines.reduce((total, one) => total + one.acts.length, 0);
      forgeManifest(files, { seals: lines.length, acts, seal_head: lines.at(-1)?.seal ?? '' });
    });
    expect(checkArchive(forged, null).faults).toEqual([]);
    expect(kinds(checkArchive(forged, await readHead(desk.app)))).toEqual(['unknown_head']);
  });

  test('tous les actes depuis une clôture retirés se voient par elle', () => {
    const forged = forge((files) => {
      const lines = sealsOf(files).slice(0, 1);
      writeSeals(files, lines);
      forgeManifest(files, { seals: 1, acts: lines[0]?.acts.length ?? 0, seal_head: lines[0]?.seal ?? '' });
    });
    expect(kinds(checkArchive(forged, null))).toEqual(['altered_closing']);
  });

  test('un fichier retiré, ajouté ou changé', () => {
    const [paper] = Object.keys(unzipSync(bytes)).filter((path) => path.startsWith('firme/'));
    expect(
      kinds(
        checkArchive(
          forge((files) => delete files[paper ?? '']),
          null,
        ),
      ),
    ).toEqual(['missing_file']);
    expect(
      kinds(
        checkArchive(
          forge((files) => (files['autre.txt'] = utf8.encode('x'))),
          null,
        ),
      ),
    ).toEqual(['extra_file']);
    expect(
      kinds(
        checkArchive(
          forge((files) => (files[paper ?? ''] = utf8.encode('x'))),
          null,
        ),
      ),
    ).toEqual(['altered_content']);
    expect(
      kinds(
        checkArchive(
          forge((files) => delete files[MANIFEST]),
          null,
        ),
      ),
    ).toEqual(['missing_file']);
    expect(kinds(checkArchive(utf8.encode('rien'), null))).toEqual(['altered_file', 'unreadable']);
  });
});
