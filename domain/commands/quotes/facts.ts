// What every command about a quote knows.
import { fraction, parseDecimal, type Fraction } from '../../fraction.ts';
import type { FirmReader } from '../firm-reader.ts';
import type { FirmRow, ProfileCommandRow, QuoteLineRow, QuoteRow, QuoteVersionRow } from '../rows.ts';
import { loadOpportunity, type OpportunityFacts } from '../opportunities/facts.ts';
import { DEFAULT_MARGIN_FLOOR } from '../quote-terms.ts';

export type QuoteFacts = OpportunityFacts & {
  readonly quote: QuoteRow | null;
  readonly versions: readonly QuoteVersionRow[];
  /** Lines of every version. */
  readonly lines: readonly QuoteLineRow[];
  readonly profiles: readonly ProfileCommandRow[];
  readonly marginFloor: Fraction;
};

/** The firm's own floor, a percentage in its settings (margin_floor_percent), else the usual one. */
export function marginFloorOf(firm: FirmRow | null): Fraction {
  const percent = firm?.settings['margin_floor_percent'];
  if (typeof percent !== 'number') return DEFAULT_MARGIN_FLOOR;
  const { n, d } = parseDecimal(String(percent));
  return fraction(n, d * 100n);
}

export async function loadQuote(code: string, read: FirmReader): Promise<QuoteFacts> {
  const quote = await read.get('quote', { code });
  const none: OpportunityFacts = { opportunity: null, client: null, needs: [] };
  return {
    ...(quote ? await loadOpportunity(quote.opportunity, read) : none),
    quote,
    versions: await read.find('quoteVersion', { quote: code }),
    lines: await read.find('quoteLine', { quote: code }),
    profiles: await read.find('profile', {}),
    marginFloor: marginFloorOf(await read.get('firm', {})),
  };
}

/** The version under discussion: the last one. */
export function lastVersion(facts: Pick<QuoteFacts, 'versions'>): QuoteVersionRow | null {
  return facts.versions.reduce<QuoteVersionRow | null>(
    (last, version) => (!last || version.version > last.version ? version : last),
    null,
  );
}

export function linesOfVersion(facts: Pick<QuoteFacts, 'lines'>, version: number): QuoteLineRow[] {
  return facts.lines.filter((line) => line.version === version);
}
