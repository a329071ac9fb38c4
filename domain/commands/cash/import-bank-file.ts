// The bank's statement, kept line by line as it came, with what the account held.
import { z } from 'zod';
import { readStatement } from '../../bank/statement.ts';
import type { StatementLine } from '../../bank/statement-line.ts';
import { sayCount, sayDate, sayEurosAndCents } from '../../french.ts';
import { defineCommand, refuse, type LockKey, type RowChange } from '../command.ts';
import type { BankBalanceRow, BankLineRow } from '../rows.ts';

/** One statement at a time: what is new is told from what is there. */
export const BANK: LockKey = { kind: 'firm', key: 'bank' };

type Told = Pick<StatementLine, 'bookedOn' | 'label' | 'amountCents' | 'reference' | 'transactionId'>;

/** What a line looks like; two of the same look are told apart by their rank. */
function lookOf({ bookedOn, label, amountCents, reference }: Told): string {
  return JSON.stringify([bookedOn, label, amountCents, reference]);
}

/**
 * What tells a line already known: the bank's reference of the movement; day and amount beside it, since a bank that gives
 * one reference to two movements must lose none. Without one, its look.
 */
function identityOf(line: Told): string {
  const { bookedOn, amountCents, transactionId } = line;
  return transactionId === null ? lookOf(line) : JSON.stringify([transactionId, bookedOn, amountCents]);
}

function countBy(lines: readonly Told[], keyOf: (line: Told) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + 1);
  return counts;
}

/** The lines that are not stored yet: the n-th of an identity is known when n are. */
function findFresh(lines: readonly StatementLine[], stored: readonly BankLineRow[]): BankLineRow[] {
  const known = countBy(stored, identityOf);
  const looks = countBy(stored, lookOf);
  const seen = new Map<string, number>();
  return lines.flatMap((line) => {
    const rank = (seen.get(identityOf(line)) ?? 0) + 1;
    seen.set(identityOf(line), rank);
    if (rank <= (known.get(identityOf(line)) ?? 0)) return [];
    const occurrence = (looks.get(lookOf(line)) ?? 0) + 1;
    looks.set(lookOf(line), occurrence);
    return [{ id: null, ...line, occurrence, invoice: null, supplier: null, setAside: null }];
  });
}

type Facts = { readonly lines: readonly BankLineRow[]; readonly balances: readonly BankBalanceRow[] };

/** « Importer 3 lignes de relevé (1 000,00 € reçus, 40,00 € sortis), 2 déjà connues. » */
function tellImported(fresh: readonly BankLineRow[], known: number): string {
  if (fresh.length === 0 && known === 0) return 'Ce relevé ne dit que des soldes.';
  if (fresh.length === 0)
    return `Rien de nouveau : ${known > 1 ? `les ${known} lignes du relevé sont déjà connues` : 'la ligne du relevé est déjà connue'}.`;
  const total = (sign: 1 | -1) =>
    sayEurosAndCents(fresh.reduce((sum, { amountCents }) => sum + Math.max(0, sign * amountCents), 0) / 100);
  const moved = `${total(1)} reçus, ${total(-1)} sortis`;
  return `Importer ${sayCount(fresh.length, 'ligne', 'lignes')} de relevé (${moved})${known === 0 ? '' : `, ${sayCount(known, 'déjà connue', 'déjà connues')}`}.`;
}

export const importBankFile = defineCommand({
  name: 'import_bank_file',
  label: 'Importer un relevé bancaire',
  // A year of a busy account is some megabytes.
  input: z.strictObject({
    content: z
      .string()
      .min(1, 'est vide : le fichier du relevé est attendu')
      .max(5_000_000, 'dépasse 5 Mo : importez le relevé en plusieurs fois'),
  }),
  rights: { adv: 'all', daf: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async () => [BANK],
  load: async (asked, read): Promise<Facts> => {
    const { lines, balances } = readStatement(asked.content);
    const days = [...new Set(lines.map(({ bookedOn }) => bookedOn))];
    const accounts = [...new Set(balances.map(({ account }) => account))];
    const [stored, held] = await Promise.all([
      Promise.all(days.map((bookedOn) => read.find('bankLine', { bookedOn }))),
      Promise.all(accounts.map((account) => read.find('bankBalance', { account }))),
    ]);
    return { lines: stored.flat(), balances: held.flat() };
  },
  plan: (stored, asked) => {
    const { lines, balances, problems } = readStatement(asked.content);
    const [first] = problems;
    if (first) {
      const others =
        problems.length > 1 ? ` (et ${sayCount(problems.length - 1, 'autre ligne', 'autres lignes')})` : '';
      return refuse(first.code, `Ligne ${first.line} : ${first.problem}${others}.`);
    }
    if (lines.length === 0 && balances.length === 0)
      return refuse('statement_empty', 'Le relevé ne contient aucune ligne.');
    const fresh = findFresh(lines, stored.lines);
    const known = lines.length - fresh.length;
    // Two statements of one day: the last one stands.
    const last = new Map(balances.map((balance) => [`${balance.account} ${balance.balancedOn}`, balance]));
    const held = [...last.values()].flatMap((after): RowChange<'bankBalance'>[] => {
      const before =
        stored.balances.find(
          ({ account, balancedOn }) => account === after.account && balancedOn === after.balancedOn,
        ) ?? null;
      return before?.balanceCents === after.balanceCents ? [] : [{ entity: 'bankBalance', before, after }];
    });
    return {
      effect: {
        sentence: tellImported(fresh, known),
        rows: [...fresh.map((after) => ({ entity: 'bankLine' as const, before: null, after })), ...held],
        indicators: [...last.values()].map(({ account, balancedOn, balanceCents }) => ({
          label: `Solde au ${sayDate(balancedOn)}`,
          subject: account,
          before: null,
          after: balanceCents / 100,
          unit: 'EUR' as const,
        })),
      },
      result: { lines: fresh.length, known },
    };
  },
});
