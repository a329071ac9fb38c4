// What every paper of the firm has: who writes, to whom, and at the foot of each page who the firm is.
import { saySellerStatus } from '../../domain/legal-invoice/notes.ts';
import type { Buyer, Seller } from '../../domain/legal-invoice/parties.ts';
import { ACCENT, drawRule, goDown, PAGE, QUIET, RIGHT, write, writeWrapped, type Sheet, type Style } from './sheet.ts';

const BUYER_X = 315;

export const small: Style = { size: 8, color: QUIET };

function placeOf(postalCode: string | null, city: string | null, country: string | null): string {
  return [postalCode, city, country === 'FR' ? null : country].filter((part) => part !== null).join(' ');
}

type Parties = { readonly seller: Seller; readonly buyer: Buyer };

/** @param toWhom what stands over the buyer's name: « FACTURÉ À ». */
export function writeParties(sheet: Sheet, { seller, buyer }: Parties, toWhom: string): void {
  write(sheet, seller.name ?? '', PAGE.margin, { bold: true, size: 15, color: ACCENT });
  goDown(sheet, 15);
  const sellerLines = [
    seller.address,
    placeOf(seller.postalCode, seller.city, null),
    seller.siren === null ? null : `SIREN ${seller.siren}`,
    seller.vatNumber === null ? null : `TVA ${seller.vatNumber}`,
  ];
  for (const line of sellerLines) if (line) writeWrapped(sheet, line, PAGE.margin, BUYER_X - PAGE.margin - 20, small);
  // Where the window of an envelope shows it.
  sheet.y = Math.min(sheet.y - 14, PAGE.height - 128);
  write(sheet, toWhom, BUYER_X, { size: 7, color: QUIET });
  goDown(sheet, 14);
  writeWrapped(sheet, buyer.name ?? '', BUYER_X, RIGHT - BUYER_X, { bold: true, size: 10 });
  const buyerLines = [
    buyer.address,
    placeOf(buyer.postalCode, buyer.city, buyer.country),
    buyer.siren === null ? null : `SIREN ${buyer.siren}`,
    buyer.vatNumber === null ? null : `TVA ${buyer.vatNumber}`,
  ];
  for (const line of buyerLines) if (line) writeWrapped(sheet, line, BUYER_X, RIGHT - BUYER_X);
}

/** The paper's name, then what it is about, a line each; what is null is not said. */
export function writeHeading(sheet: Sheet, title: string, facts: readonly (readonly [string, string | null])[]): void {
  goDown(sheet, 22);
  write(sheet, title, PAGE.margin, { bold: true, size: 17, color: ACCENT });
  goDown(sheet, 24);
  for (const [name, value] of facts) {
    if (value === null || value === '') continue;
    write(sheet, name, PAGE.margin, { color: QUIET });
    writeWrapped(sheet, value, PAGE.margin + 96, RIGHT - PAGE.margin - 96);
  }
  goDown(sheet, 12);
}

/** Who the firm is, and which page of which paper, at the foot of each. */
export function writeFeet(sheet: Sheet, seller: Seller, title: string): void {
  const pages = sheet.pdf.getPages();
  const status = saySellerStatus(seller);
  const who = [
    [seller.name, status].filter((part) => part !== null).join(', '),
    [
      seller.siren === null ? null : `SIREN ${seller.siren}`,
      seller.vatNumber === null ? null : `TVA intracommunautaire ${seller.vatNumber}`,
    ]
      .filter((part) => part !== null)
      .join(', '),
  ];
  const style: Style = { size: 7, color: QUIET };
  for (const [index, page] of pages.entries()) {
    sheet.page = page;
    sheet.y = PAGE.margin - 2;
    drawRule(sheet, PAGE.margin, RIGHT, 12);
    for (const line of who) {
      write(sheet, line, PAGE.margin, style);
      sheet.y -= 9;
    }
    sheet.y = PAGE.margin - 2;
    write(sheet, `${title}, page ${index + 1}/${pages.length}`, RIGHT, { ...style, right: true });
  }
}
