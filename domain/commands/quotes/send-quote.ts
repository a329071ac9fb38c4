// A quote goes to the client, then comes back signed. Under the margin floor a director agrees before it is sent.
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { civilDate, code, shortText } from '../inputs.ts';
import { sayDate, sayEuros, sayPercent } from '../../french.ts';
import { showEuros, showRate } from '../../money.ts';
import { roundDecimal } from '../../fraction.ts';
import { OPPORTUNITY_RIGHTS, ownsFacts } from '../opportunities/facts.ts';
import type { FirmReader } from '../firm-reader.ts';
import { lastVersion, linesOfVersion, loadQuote } from './facts.ts';
import { isUnderFloor, marginCents, priceQuote } from '../quote-terms.ts';

async function lockQuote(asked: { code: string }, read: FirmReader) {
  const quote = await read.get('quote', { code: asked.code });
  return quote ? [{ kind: 'opportunity' as const, key: quote.opportunity }] : [];
}

export const sendQuote = defineCommand({
  name: 'send_quote',
  label: 'Envoyer un devis',
  input: z.strictObject({ code }),
  rights: OPPORTUNITY_RIGHTS,
  tier: 1,
  approvers: ['direction'],
  locks: lockQuote,
  load: (asked, read) => loadQuote(asked.code, read),
  owns: (facts, _asked, asker) => ownsFacts(facts, asker),
  plan: (facts, asked, { today }) => {
    const last = lastVersion(facts);
    if (!facts.quote || !last) return refuse(NOT_FOUND, `Devis inconnu : ${asked.code}.`);
    if (last.status !== 'brouillon')
      return refuse('quote_not_draft', `La version ${last.version} du devis ${asked.code} est déjà ${last.status}.`);
    if (last.validUntil !== null && last.validUntil < today)
      return refuse(
        'quote_expired',
        `Le devis ${asked.code} n’était valable que jusqu’au ${sayDate(last.validUntil)} : révisez-le avant de l’envoyer.`,
      );
    const price = priceQuote(last, linesOfVersion(facts, last.version), facts.profiles);
    const rate = showRate(price.marginRate);
    const under = isUnderFloor(price, facts.marginFloor);
    const floor = sayPercent(roundDecimal(facts.marginFloor, 4));
    const warning = under
      ? ` Marge ${rate === null ? 'inconnue' : sayPercent(rate)}, sous le plancher de ${floor}.`
      : '';
    return {
      effect: {
        sentence: `Envoyer le devis ${asked.code} (version ${last.version}) de ${sayEuros(showEuros(price.revenue))}.${warning}`,
        rows: [{ entity: 'quoteVersion', before: last, after: { ...last, status: 'envoye', sentOn: today } }],
        euros: [{ label: 'Marge vendue', beforeCents: null, afterCents: marginCents(price) }],
      },
      tier: under ? 2 : 1,
    };
  },
});

export const signQuote = defineCommand({
  name: 'sign_quote',
  label: 'Enregistrer la signature du client',
  input: z.strictObject({ code, signedOn: civilDate, evidence: shortText }),
  rights: OPPORTUNITY_RIGHTS,
  tier: 1,
  approvers: [],
  locks: lockQuote,
  load: (asked, read) => loadQuote(asked.code, read),
  owns: (facts, _asked, asker) => ownsFacts(facts, asker),
  plan: (facts, asked, { today }) => {
    const last = lastVersion(facts);
    if (!facts.quote || !last) return refuse(NOT_FOUND, `Devis inconnu : ${asked.code}.`);
    if (facts.quote.signedVersion !== null) return refuse('quote_signed', `Le devis ${asked.code} est déjà signé.`);
    if (last.status !== 'envoye')
      return refuse('quote_not_sent', `La version ${last.version} du devis ${asked.code} n'a pas été envoyée.`);
    if (asked.signedOn > today) return refuse('signature_in_future', 'La signature est datée dans le futur.');
    const rows: RowChange[] = [
      {
        entity: 'quote',
        before: facts.quote,
        after: {
          ...facts.quote,
          signedVersion: last.version,
          signedOn: asked.signedOn,
          signatureEvidence: asked.evidence,
        },
      },
      { entity: 'quoteVersion', before: last, after: { ...last, status: 'signe' } },
    ];
    // The firm may honour an offer after its day; who notes the signature is told.
    const late =
      last.validUntil !== null && last.validUntil < asked.signedOn
        ? ` L’offre valait jusqu’au ${sayDate(last.validUntil)}.`
        : '';
    return {
      effect: { sentence: `Devis ${asked.code} signé le ${sayDate(asked.signedOn)} (${asked.evidence}).${late}`, rows },
    };
  },
});
