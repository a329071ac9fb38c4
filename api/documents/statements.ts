// The statements that go with an invoice: a person's CRA of a month, day by day, and the units of a month of TMA. No price: the
// invoice says it. The same bytes each time from the same facts.
import type { Proof } from '../../domain/evidence.ts';
import { sayDate, sayDays, sayMonth } from '../../domain/french.ts';
import { lastDayOf } from '../../domain/periods.ts';
import { archivePdf } from './pdf-a.ts';
import { ACCENT, drawBand, goDown, openSheet, PAGE, QUIET, RIGHT, write, writeWrapped, type Sheet } from './sheet.ts';

const DAYS_X = PAGE.margin + 200;

async function openStatement(title: string, lines: readonly string[]): Promise<Sheet> {
  const sheet = await openSheet();
  write(sheet, title, PAGE.margin, { bold: true, size: 17, color: ACCENT });
  goDown(sheet, 26);
  for (const line of lines) writeWrapped(sheet, line, PAGE.margin, RIGHT - PAGE.margin);
  goDown(sheet, 12);
  return sheet;
}

/** « Validé par Mme Lopez le 31/10/2026 (page du client) ». */
export function sayProof({ state, by, on, reference }: Proof): string {
  const signed =
    by === null || on === null ? null : `par ${by} le ${sayDate(on)}${reference === null ? '' : ` (${reference})`}`;
  switch (state) {
    case 'proven':
      return signed === null ? 'Prouvé.' : `Validé ${signed}.`;
    case 'contested':
      return `Contesté ${signed ?? ''}.`;
    case 'changed':
      return 'Changé depuis la validation du client.';
    case 'missing':
      return 'Sans validation du client.';
  }
}

export type CraStatement = {
  readonly firm: string;
  readonly name: string;
  readonly project: string;
  readonly proof: Proof;
  readonly days: readonly { readonly date: string; readonly quarterDays: number }[];
};

export async function writeCraStatement({ firm, name, project, proof, days }: CraStatement): Promise<Uint8Array> {
  const month = proof.month ?? '';
  const title = `Compte rendu d’activité, ${sayMonth(month)}`;
  const sheet = await openStatement(title, [firm, `${name}, ${project}`]);
  const head = (at: Sheet): void => {
    drawBand(at, PAGE.margin, RIGHT, 17);
    write(at, 'Jour', PAGE.margin + 6, { bold: true, size: 8, color: ACCENT });
    write(at, 'Travaillé', DAYS_X, { bold: true, size: 8, color: ACCENT, right: true });
    goDown(at, 20);
  };
  sheet.onNewPage = head;
  head(sheet);
  for (const { date, quarterDays } of days) {
    write(sheet, sayDate(date), PAGE.margin + 6);
    write(sheet, sayDays(quarterDays / 4), DAYS_X, { right: true });
    goDown(sheet, 15);
  }
  const total = days.reduce((sum, { quarterDays }) => sum + quarterDays, 0);
  write(sheet, 'Total', PAGE.margin + 6, { bold: true });
  write(sheet, sayDays(total / 4), DAYS_X, { bold: true, right: true });
  sheet.onNewPage = () => {};
  goDown(sheet, 26);
  writeWrapped(sheet, sayProof(proof), PAGE.margin, RIGHT - PAGE.margin, { color: QUIET });
  return archivePdf(sheet.pdf, { title: `${title}, ${name}`, issuedOn: lastDayOf(month), xml: null });
}

export async function writeUnitsStatement(firm: string, project: string, proof: Proof): Promise<Uint8Array> {
  const month = proof.month ?? '';
  const title = `Relevé d’unités, ${sayMonth(month)}`;
  const consumed = `Consommé dans le mois : ${proof.reference ?? 'rien de déclaré'}.`;
  const sheet = await openStatement(title, [firm, project, consumed]);
  return archivePdf(sheet.pdf, { title: `${title}, ${project}`, issuedOn: lastDayOf(month), xml: null });
}
