// What is printed of a quote: its last version, who makes the offer, and to whom.
import type { Asker } from '../domain/commands/command.ts';
import { amountsOf } from '../domain/commands/contract-amounts.ts';
import { ownsFacts } from '../domain/commands/opportunities/facts.ts';
import { lastVersion, linesOfVersion, loadQuote } from '../domain/commands/quotes/facts.ts';
import { readSeller, type Buyer, type Seller } from '../domain/legal-invoice/parties.ts';
import { composeQuotePaper, type QuotePaper } from '../domain/quote-paper.ts';
import type { Sql } from './connection.ts';
import { readFirmThrough } from './firm-reader.ts';

export type PrintedQuote = {
  readonly code: string;
  readonly version: number;
  readonly opportunity: string;
  readonly title: string | null;
  /** Null: a draft. */
  readonly sentOn: string | null;
  readonly startsOn: string;
  readonly endsOn: string;
  /** The last day of the offer; null: it does not say. */
  readonly validUntil: string | null;
  readonly seller: Seller;
  readonly buyer: Buyer;
  readonly paper: QuotePaper;
};

/** @param asker whose deals alone; null: all. @returns null when there is none, or out of reach. */
export async function readPrintedQuote(app: Sql, code: string, asker: Asker | null): Promise<PrintedQuote | null> {
  return app.begin('isolation level repeatable read read only', async (tx) => {
    const read = readFirmThrough(tx);
    const facts = await loadQuote(code, read);
    const { opportunity, client } = facts;
    const version = lastVersion(facts);
    if (!opportunity || !client || !version || (asker !== null && !ownsFacts(facts, asker))) return null;
    return {
      code,
      version: version.version,
      opportunity: opportunity.code,
      title: opportunity.title,
      sentOn: version.sentOn,
      startsOn: version.startsOn,
      endsOn: version.endsOn,
      validUntil: version.validUntil,
      seller: readSeller(await read.get('firm', {})),
      buyer: client,
      paper: composeQuotePaper(amountsOf(version), linesOfVersion(facts, version.version), version.milestones),
    };
  });
}
