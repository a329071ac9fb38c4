// A line of the bank that pays no invoice: VAT refunded, a loan, a transfer between the firm's accounts. A person says what
// it is, and it waits for no match any more; the same act takes it back.
import { z } from 'zod';
import { sayDate, sayEurosAndCents } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { shortText } from '../inputs.ts';
import { BANK } from './import-bank-file.ts';

export const setAsideBankLine = defineCommand({
  name: 'set_aside_bank_line',
  label: 'Écarter une ligne de relevé',
  input: z.strictObject({
    line: z.number().int().min(1),
    /** What it is; null: it is to be matched after all. */
    reason: shortText.nullable(),
  }),
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async () => [BANK],
  load: async (asked, read) => read.get('bankLine', { id: asked.line }),
  plan: (line, { line: asked, reason }) => {
    if (!line) return refuse(NOT_FOUND, `Ligne de relevé inconnue : ${asked}.`);
    const told = `${sayEurosAndCents(line.amountCents / 100)} « ${line.label} » du ${sayDate(line.bookedOn)}`;
    if (line.invoice !== null || line.supplier !== null)
      return refuse('line_matched', `${told} : déjà rapprochée, elle ne s’écarte plus.`);
    if (line.setAside === reason)
      return reason === null
        ? refuse('not_set_aside', `${told} : elle n’est pas écartée.`)
        : refuse('already_set_aside', `${told} : déjà écartée, « ${reason} ».`);
    return {
      effect: {
        sentence:
          reason === null
            ? `Remettre à rapprocher ${told}.`
            : `Écarter ${told} : ${reason}. Aucune facture ne l’attendra plus.`,
        rows: [{ entity: 'bankLine', before: line, after: { ...line, setAside: reason } }],
      },
    };
  },
});
