// `npm run check:facturx`: every kind of invoice that Vigie issues, judged by the schema, the rules of EN 16931, the
// French rules and veraPDF; broken ones must be found broken. Needs Python, Java and Maven, and the network once.
//   npm run check:facturx -- --keep DOSSIER   keeps the PDFs there
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { PDFDocument, PDFName } from 'pdf-lib';
import { writeFacturX } from '../../api/documents/factur-x.ts';
import { legalInvoiceOf, printInvoice } from '../../api/documents/invoice-pdf.ts';
import { archivePdf } from '../../api/documents/pdf-a.ts';
import { openSheet } from '../../api/documents/sheet.ts';
import { CheckerMissing, installJudges, type PdfVerdict, type XmlVerdict } from './checkers.ts';
import { makeInvoices, type MadeInvoice } from './make-invoices.ts';

/** Rules that the broken data must break: sum of totals, note of the 40 €, a rate that France has not. */
const MUST_FAIL = ['BR-CO-15', 'BR-FR-05', 'BR-FR-16'];

type Case = { readonly file: string; readonly what: string; readonly broken: 'data' | 'paper' | null };

/** An invoice whose file lies: a cent too many, no note of the indemnity, a rate of 19 %. */
async function breakData({ printed }: MadeInvoice): Promise<Uint8Array> {
  const xml = writeFacturX(legalInvoiceOf(printed))
    .replace(
      /(<ram:GrandTotalAmount>\d+\.\d)(\d)/,
      (_, head: string, digit: string) => head + String((Number(digit) + 1) % 10),
    )
    .replace(
      /<ram:IncludedNote><ram:Content>(?:(?!<\/ram:IncludedNote>).)*<ram:SubjectCode>PMT<\/ram:SubjectCode><\/ram:IncludedNote>/s,
      '',
    )
    .replaceAll('<ram:RateApplicablePercent>20<', '<ram:RateApplicablePercent>19<');
  const sheet = await openSheet();
  return archivePdf(sheet.pdf, { title: 'Facture fausse', issuedOn: printed.issuedOn, xml });
}

/** An invoice whose colours are nobody's: no profile. */
async function breakPaper({ printed }: MadeInvoice): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(await printInvoice(printed), { updateMetadata: false });
  pdf.catalog.delete(PDFName.of('OutputIntents'));
  return pdf.save();
}

async function writeCases(folder: string): Promise<Case[]> {
  const made = await makeInvoices();
  const [first] = made;
  if (!first) throw new Error('no invoice was made');
  const cases: Case[] = [];
  const keep = (name: string, bytes: Uint8Array, what: string, broken: Case['broken']) => {
    const file = join(folder, `${name}.pdf`);
    writeFileSync(file, bytes);
    cases.push({ file, what, broken });
  };
  for (const invoice of made) keep(invoice.printed.number, await printInvoice(invoice.printed), invoice.what, null);
  keep('fausse-donnees', await breakData(first), 'données fausses : doit être refusée', 'data');
  keep('fausse-papier', await breakPaper(first), 'papier sans profil : doit être refusé', 'paper');
  return cases;
}

function listXmlFaults(verdict: XmlVerdict | undefined): string[] {
  if (!verdict) return ['non jugée'];
  if (verdict.error !== undefined) return [verdict.error];
  const faults = verdict.xsd === 'valid' ? [] : [`XSD : ${verdict.xsd}`];
  if (verdict.level !== 'en16931') faults.push(`profil ${verdict.level}`);
  for (const judged of [verdict.en16931, verdict.brfr]) {
    // A stylesheet that fires no rule has judged nothing.
    if (!judged || judged.fired === 0) faults.push('aucune règle appliquée');
    else faults.push(...judged.failed.map(({ id, text }) => `${id} ${text}`));
  }
  return faults;
}

function listPdfFaults(verdict: PdfVerdict | undefined): string[] {
  if (!verdict) return ['PDF non jugé'];
  const isValid = verdict.pdf === 'valid' && verdict.compliant === 'true';
  return isValid ? [] : [`PDF/A-3 : ${verdict.pdf}, conforme : ${verdict.compliant} ${verdict.against}`];
}

/** Prints a line, and says whether the case came out as it must. */
function judgeCase(one: Case, xml: XmlVerdict | undefined, pdf: PdfVerdict | undefined): boolean {
  const [inData, inPaper] = [listXmlFaults(xml), listPdfFaults(pdf)];
  if (one.broken === null && pdf?.xml !== 'valid')
    inPaper.push(`Mustang : XML ${pdf?.xml ?? 'non jugé'} ${pdf?.against ?? ''}`);
  const counts = `EN 16931 ${xml?.en16931?.fired ?? 0} règles, BR-FR ${xml?.brfr?.fired ?? 0}`;
  const isRight =
    one.broken === null
      ? inData.length + inPaper.length === 0
      : one.broken === 'data'
        ? MUST_FAIL.every((rule) => inData.some((fault) => fault.includes(rule)))
        : inPaper.length > 0;
  const faults = [...inData, ...inPaper];
  const shown = one.broken === null || !isRight ? faults : faults.map((fault) => fault.slice(0, 60));
  console.log(
    `${isRight ? 'ok   ' : 'ÉCHEC'} ${basename(one.file)} — ${one.what} : ${counts}, ${faults.length} faute(s)`,
  );
  for (const fault of shown) console.log(`        ${fault}`);
  return isRight;
}

async function check(): Promise<number> {
  const { values } = parseArgs({ options: { keep: { type: 'string' } } });
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'vigie-facturx-'));
  mkdirSync(folder, { recursive: true });
  try {
    const judges = installJudges((line) => console.log(line));
    const cases = await writeCases(folder);
    const files = cases.map(({ file }) => file);
    const xml = new Map(judges.judgeXml(files).map((verdict) => [verdict.file, verdict]));
    const pdf = new Map(judges.judgePdf(files).map((verdict) => [verdict.file, verdict]));
    const right = cases.filter((one) => judgeCase(one, xml.get(one.file), pdf.get(one.file)));
    console.log(`${right.length} cas sur ${cases.length} comme attendus`);
    return right.length === cases.length ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CheckerMissing)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

process.exit(await check());
