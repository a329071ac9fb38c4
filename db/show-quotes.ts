// The quotes as they are followed: of each its last version, what it comes to, whether the client has it, and what a
// revision would start from.
import type { Asker } from '../domain/commands/command.ts';
import { ownsOpportunity } from '../domain/commands/ownership.ts';
import { priceQuote } from '../domain/commands/quote-terms.ts';
import { lastVersion } from '../domain/commands/quotes/facts.ts';
import type { OpportunityRow, QuoteLineRow, QuoteRow, QuoteVersionRow } from '../domain/commands/rows.ts';
import { showEuros } from '../domain/money.ts';
import { OPEN_STAGES } from '../domain/pipeline.ts';
import type { Sql } from './connection.ts';
import { readFirmThrough } from './firm-reader.ts';

const euros = (cents: number | null): number | null => (cents === null ? null : cents / 100);

/** As revise_quote takes them. */
function termsOf(version: QuoteVersionRow, lines: readonly QuoteLineRow[]) {
  return {
    contractKind: version.contractKind,
    startsOn: version.startsOn,
    endsOn: version.endsOn,
    validUntil: version.validUntil,
    fixedPrice: euros(version.fixedPriceCents),
    ceiling: euros(version.ceilingCents),
    monthlyFee: euros(version.monthlyFeeCents),
    includedUnits: version.includedUnits === null ? null : Number(version.includedUnits),
    unitPrice: euros(version.unitPriceCents),
    carryOverMonths: version.carryOverMonths,
    plannedPurchases: version.plannedPurchasesCents / 100,
    lines: lines.map((line) => ({
      profile: line.profile,
      days: line.quarterDays / 4,
      dailyRate: euros(line.dailyRateCents),
      plannedDailyCost: euros(line.plannedDailyCostCents),
    })),
    milestones: version.milestones.map(({ amountCents, ...milestone }) => ({
      ...milestone,
      amount: amountCents / 100,
    })),
  };
}

function showDeal({ code, title, client, ownerEmail, stage }: OpportunityRow) {
  const open: readonly string[] = OPEN_STAGES;
  return { opportunity: code, title, client, owner: ownerEmail, stage, open: open.includes(stage) };
}

/** @param asker whose deals alone; null: all. Amounts in euros. */
export async function showQuotes(app: Sql, asker: Asker | null) {
  return app.begin('isolation level repeatable read read only', async (tx) => {
    const read = readFirmThrough(tx);
    const [quotes, versions, lines, profiles, opportunities, clients] = await Promise.all([
      read.find('quote', {}),
      read.find('quoteVersion', {}),
      read.find('quoteLine', {}),
      read.find('profile', {}),
      read.find('opportunity', {}),
      read.find('client', {}),
    ]);
    const clientOf = new Map(clients.map((client) => [client.code, client]));
    const reached = opportunities.filter(
      (deal) => asker === null || ownsOpportunity(deal, clientOf.get(deal.client) ?? null, asker),
    );
    const dealOf = new Map(reached.map((deal) => [deal.code, deal]));
    const versionsOf = Map.groupBy(versions, ({ quote }) => quote);
    const linesOf = Map.groupBy(lines, ({ quote, version }) => `${quote}/${version}`);
    const shown = (quote: QuoteRow) => {
      const deal = dealOf.get(quote.opportunity);
      const last = lastVersion({ versions: versionsOf.get(quote.code) ?? [] });
      if (!deal || !last) return [];
      const own = linesOf.get(`${quote.code}/${last.version}`) ?? [];
      return [
        {
          code: quote.code,
          ...showDeal(deal),
          version: last.version,
          status: last.status,
          amount: showEuros(priceQuote(last, own, profiles).revenue),
          sentOn: last.sentOn,
          signedOn: quote.signedOn,
          evidence: quote.signatureEvidence,
          terms: termsOf(last, own),
        },
      ];
    };
    return { quotes: quotes.flatMap(shown), deals: reached.map(showDeal) };
  });
}
