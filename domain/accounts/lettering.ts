// Letters: an invoice, its credit notes and its payments that add up to nothing bear one letter on the client's account
// (LPF, art. A47 A-1, VII, 14° and 15°).
import type { CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { balanceOf, type Entry, type EntryLine } from './entry.ts';

export type Letter = { readonly code: string; readonly date: CivilDate };

type OpenItem = {
  readonly auxiliary: string;
  readonly item: string;
  balanceCents: number;
  settledOn: CivilDate;
  readonly lines: EntryLine[];
};

/** 0 → AAA, 1 → AAB… 26 → ABA; a fourth letter when a client has more than 17,576. */
export function letterOf(rank: number): string {
  let code = '';
  for (let left = rank; left > 0 || code.length < 3; left = Math.floor(left / 26))
    code = String.fromCodePoint(65 + (left % 26)) + code;
  return code;
}

/** The letter of each line that bears one. Partial payments have none: they are settled once the whole is. */
export function letterEntries(entries: readonly Entry[]): Map<EntryLine, Letter> {
  const items = new Map<string, OpenItem>();
  for (const entry of entries) {
    for (const line of entry.lines) {
      if (line.auxiliary === null || line.openItem === null) continue;
      const key = `${line.account} ${line.auxiliary.code} ${line.openItem}`;
      const item = items.get(key) ?? {
        auxiliary: line.auxiliary.code,
        item: line.openItem,
        balanceCents: 0,
        settledOn: entry.date,
        lines: [],
      };
      items.set(key, item);
      item.balanceCents += balanceOf(line);
      item.lines.push(line);
      if (entry.date > item.settledOn) item.settledOn = entry.date;
    }
  }
  const settled = [...items.values()]
    .filter(({ balanceCents, lines }) => balanceCents === 0 && lines.length > 1)
    .sort((a, b) => compareCodes(a.settledOn, b.settledOn) || compareCodes(a.item, b.item));
  const ranks = new Map<string, number>();
  const letters = new Map<EntryLine, Letter>();
  for (const { auxiliary, settledOn, lines } of settled) {
    const rank = ranks.get(auxiliary) ?? 0;
    ranks.set(auxiliary, rank + 1);
    for (const line of lines) letters.set(line, { code: letterOf(rank), date: settledOn });
  }
  return letters;
}
