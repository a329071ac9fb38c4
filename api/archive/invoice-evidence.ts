// The evidence pack of an invoice: its paper, the CRA of each person's month, the statements of units, the signed documents, and
// an index that says what is proven and what is not. The same facts make the same bytes.

import { z } from 'zod';
import type { Sql, Transaction } from '../../db/connection.ts';
import { readSnapshot } from '../../db/reports/accounts/books.ts';
import { readInvoiceEvidence, type ProvenInvoice } from '../../db/reports/invoice-evidence.ts';
import { readPrintedInvoices, type PrintedInvoice } from '../../db/printed-invoice.ts';
import { EVIDENCE_LABELS, type Proof } from '../../domain/evidence.ts';
import { sayDate, sayMonth } from '../../domain/french.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import { printInvoice } from '../documents/invoice-pdf.ts';
import { sayProof, writeCraStatement, writeUnitsStatement } from '../documents/statements.ts';
import { openZip, type WrittenFile } from './zip-writer.ts';

const paper = z.object({
  sha256: z.string(),
  title: z.string(),
  mediaType: z.string(),
  content: z.instanceof(Uint8Array),
});
const dayRow = z.object({ date: z.string(), quarterDays: z.number() });

type Pack = {
  readonly firm: string;
  readonly proven: ProvenInvoice;
  readonly printed: PrintedInvoice | null;
  readonly names: ReadonlyMap<string, string>;
  readonly papers: readonly z.infer<typeof paper>[];
  readonly daysOf: (proof: Proof) => Promise<z.infer<typeof dayRow>[]>;
};

async function readDays(tx: Transaction, { project, consultant, month }: Proof) {
  const rows = await tx`
    select r.worked_on as date, sum(r.quarter_days)::int as "quarterDays"
    from time_rows r join projects p on p.id = r.project_id join consultants c on c.id = r.consultant_id
    where p.code = ${project} and c.code = ${consultant} and r.state <> 'brouillon'
      and r.worked_on between ${firstDayOf(month ?? '')} and ${lastDayOf(month ?? '')}
    group by 1 order by 1`;
  return z.array(dayRow).parse([...rows]);
}

async function readPack(tx: Transaction, number: string, today: string): Promise<Pack | null> {
  const proven = await readInvoiceEvidence(tx, number, today);
  if (proven === null) return null;
  const [printed] = await readPrintedInvoices(tx, number);
  const [firm] = await tx<{ name: string | null }[]>`select name from firm`;
  const names = await tx<{ code: string; name: string }[]>`
    select code, first_name || ' ' || last_name as name from consultants
    union all select code, coalesce(title, code) from projects`;
  const digests = proven.proofs.flatMap(({ document }) => document ?? []);
  const papers = await tx`
    select k.sha256, k.content, d.title, d.media_type as "mediaType"
    from document_contents k cross join lateral (
      select title, media_type from documents d where d.sha256 = k.sha256 order by d.uploaded_at, d.title limit 1) d
    where k.sha256 = any(${digests}) order by k.sha256`;
  return {
    firm: firm?.name ?? '',
    proven,
    printed: printed ?? null,
    names: new Map(names.map(({ code, name }) => [code, name])),
    papers: z.array(paper).parse([...papers]),
    daysOf: (proof) => readDays(tx, proof),
  };
}

/** What a name holds besides letters, figures and dashes is no part of a path. */
function fileName(name: string): string {
  return name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}.+-]+/gu, '_')
    .slice(0, 120);
}

function sayLine(proof: Proof, names: ReadonlyMap<string, string>): string {
  const { kind, consultant, month, subject, document } = proof;
  const of = [
    consultant === null ? null : (names.get(consultant) ?? consultant),
    month === null ? null : sayMonth(month),
    subject,
  ].filter((part) => part !== null);
  const said =
    kind === 'client_validation'
      ? sayProof(proof)
      : proof.state === 'proven'
        ? `Prouvé${proof.on === null ? '' : `, le ${sayDate(proof.on)}`}${proof.reference === null ? '' : `, ${proof.reference}`}.`
        : 'Absent.';
  return `${EVIDENCE_LABELS[kind]}, ${of.join(', ')} : ${said}${document === null ? '' : ` Document ${document}.`}`;
}

const utf8 = new TextEncoder();

function writeIndex({ proven, names, firm }: Pack, files: readonly WrittenFile[]): Uint8Array {
  const { invoice, client, project, proofs } = proven;
  const lines = [
    `Preuves de la facture ${invoice ?? ''}`,
    [firm, `client ${client}`, project === null ? null : `projet ${names.get(project) ?? project} (${project})`]
      .filter((part) => part !== null && part !== '')
      .join(', '),
    '',
    ...(proofs.length === 0 ? ['Rien à prouver : aucune journée, aucun jalon, aucune unité.'] : []),
    ...proofs.map((proof) => `- ${sayLine(proof, names)}`),
    '',
    'Fichiers (SHA-256) :',
    ...files.map(({ path, sha256 }) => `${sha256}  ${path}`),
    '',
  ];
  return utf8.encode(lines.join('\n'));
}

export type WrittenEvidence = { readonly files: readonly string[]; readonly missing: number };

/** Writes the archive to `file`. @returns null: no such invoice. */
export async function writeInvoiceEvidence(
  app: Sql,
  number: string,
  file: string,
  today: string,
): Promise<WrittenEvidence | null> {
  return readSnapshot(app, async (tx) => {
    const pack = await readPack(tx, number, today);
    if (pack === null) return null;
    const zip = openZip(file);
    try {
      const files: WrittenFile[] = [];
      const add = async (path: string, bytes: Uint8Array): Promise<void> =>
        void files.push(await zip.add(path, [bytes]));
      if (pack.printed !== null) await add(`facture-${fileName(number)}.pdf`, await printInvoice(pack.printed));
      for (const proof of pack.proven.proofs) {
        const project = pack.names.get(proof.project) ?? proof.project;
        if (proof.kind === 'client_validation')
          await add(
            fileName(`cra-${proof.month}-${proof.consultant}-${proof.project}.pdf`),
            await writeCraStatement({
              firm: pack.firm,
              name: pack.names.get(proof.consultant ?? '') ?? '',
              project,
              proof,
              days: await pack.daysOf(proof),
            }),
          );
        if (proof.kind === 'units_statement')
          await add(
            fileName(`unites-${proof.month}-${proof.project}.pdf`),
            await writeUnitsStatement(pack.firm, project, proof),
          );
      }
      for (const { sha256, title, content } of pack.papers)
        await add(`documents/${sha256.slice(0, 12)}-${fileName(title)}`, content);
      await add('index.txt', writeIndex(pack, files));
      await zip.close();
      return {
        files: files.map(({ path }) => path),
        missing: pack.proven.proofs.filter(({ state }) => state !== 'proven').length,
      };
    } catch (error) {
      await zip.abort();
      throw error;
    }
  });
}
