// A quote is written, then revised: each revision is a new version, the earlier ones are kept.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse, type Effect, type RowChange } from '../command.ts';
import { code } from '../inputs.ts';
import { showEuros, showRate } from '../../money.ts';
import { sayEuros, sayPercent } from '../../french.ts';
import { loadOpportunity, OPPORTUNITY_RIGHTS, ownsFacts } from '../opportunities/facts.ts';
import type { ProfileCommandRow, QuoteLineRow, QuoteVersionRow } from '../rows.ts';
import { lastVersion, loadQuote } from './facts.ts';
import { linesOf, marginCents, priceQuote, quoteTerms, refuseTerms, versionOf } from '../quote-terms.ts';

function unknownProfile(lines: readonly QuoteLineRow[], profiles: readonly ProfileCommandRow[]) {
  const unknown = lines.find((line) => !profiles.some(({ name }) => name === line.profile));
  return unknown ? refuse(NOT_FOUND, `Profil inconnu : ${unknown.profile}.`) : null;
}

function describe(
  action: string,
  version: QuoteVersionRow,
  lines: readonly QuoteLineRow[],
  profiles: readonly ProfileCommandRow[],
  rows: readonly RowChange[],
): Effect {
  const price = priceQuote(version, lines, profiles);
  const rate = showRate(price.marginRate);
  return {
    sentence: `${action} : ${sayEuros(showEuros(price.revenue))}${rate === null ? '' : `, marge ${sayPercent(rate)}`}.`,
    rows,
    euros: [{ label: 'Marge vendue', beforeCents: null, afterCents: marginCents(price) }],
    indicators: [{ label: 'Taux de marge vendu', subject: version.quote, before: null, after: rate, unit: 'ratio' }],
  };
}

export const createQuote = defineCommand({
  name: 'create_quote',
  label: 'Créer un devis',
  input: z.strictObject({ opportunity: code, code: code.optional(), ...quoteTerms }),
  rights: OPPORTUNITY_RIGHTS,
  tier: 1,
  approvers: [],
  locks: async (asked) => [
    { kind: 'opportunity', key: asked.opportunity },
    { kind: 'firm', key: 'quote-codes' },
  ],
  load: async (asked, read) => ({
    ...(await loadOpportunity(asked.opportunity, read)),
    profiles: await read.find('profile', {}),
    existing: asked.code === undefined ? null : await read.get('quote', { code: asked.code }),
    nextCode: await read.nextCode('quote', 'D', 4),
  }),
  owns: (facts, _asked, asker) => ownsFacts(facts, asker),
  plan: (facts, asked) => {
    if (!facts.opportunity) return refuse(NOT_FOUND, `Opportunité inconnue : ${asked.opportunity}.`);
    if (facts.existing) return refuse('quote_exists', `Le devis ${asked.code} existe déjà.`);
    if (facts.opportunity.stage === 'perdue')
      return refuse('opportunity_closed', `L'opportunité ${asked.opportunity} est perdue.`);
    const quoteCode = asked.code ?? facts.nextCode;
    const version = versionOf(quoteCode, 1, asked);
    const lines = linesOf(quoteCode, 1, asked);
    const wrong = refuseTerms(version, lines) ?? unknownProfile(lines, facts.profiles);
    if (wrong) return wrong;
    const quote = {
      code: quoteCode,
      opportunity: asked.opportunity,
      signedVersion: null,
      signedOn: null,
      signatureEvidence: null,
    };
    const rows: RowChange[] = [
      { entity: 'quote', before: null, after: quote },
      { entity: 'quoteVersion', before: null, after: version },
      ...lines.map((after): RowChange => ({ entity: 'quoteLine', before: null, after })),
    ];
    return {
      effect: describe(`Créer le devis ${quoteCode}`, version, lines, facts.profiles, rows),
      result: { code: quoteCode },
    };
  },
});

export const reviseQuote = defineCommand({
  name: 'revise_quote',
  label: 'Réviser un devis',
  input: z.strictObject({ code, ...quoteTerms }),
  rights: OPPORTUNITY_RIGHTS,
  tier: 1,
  approvers: [],
  locks: async (asked, read) => {
    const quote = await read.get('quote', { code: asked.code });
    return quote ? [{ kind: 'opportunity', key: quote.opportunity }] : [];
  },
  load: (asked, read) => loadQuote(asked.code, read),
  owns: (facts, _asked, asker) => ownsFacts(facts, asker),
  plan: (facts, asked) => {
    const last = lastVersion(facts);
    if (!facts.quote || !last) return refuse(NOT_FOUND, `Devis inconnu : ${asked.code}.`);
    if (facts.quote.signedVersion !== null)
      return refuse('quote_signed', `Le devis ${asked.code} est signé : il ne se révise plus.`);
    const version = versionOf(asked.code, last.version + 1, asked);
    const lines = linesOf(asked.code, last.version + 1, asked);
    const wrong = refuseTerms(version, lines) ?? unknownProfile(lines, facts.profiles);
    if (wrong) return wrong;
    const rows: RowChange[] = [
      { entity: 'quoteVersion', before: last, after: { ...last, status: 'remplace' } },
      { entity: 'quoteVersion', before: null, after: version },
      ...lines.map((after): RowChange => ({ entity: 'quoteLine', before: null, after })),
    ];
    return {
      effect: describe(
        `Réviser le devis ${asked.code} (version ${version.version})`,
        version,
        lines,
        facts.profiles,
        rows,
      ),
    };
  },
});
