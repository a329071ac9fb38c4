// What deposits already asked for, taken into account line by line: the final invoice says the whole price, the
// deposits deducted, and asks for the rest (XP Z12-012, frame S4; BOI-TVA-DECLA-30-20-20-20).
import { compareCodes } from '../../codes.ts';
import type { Milestone } from '../../contract/facts.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { grossOf } from '../../invoice-terms.ts';
import type { OpenDeposit } from '../firm-reader.ts';
import type { LineDeposit } from '../rows.ts';

type Accepted = Milestone & { readonly acceptedOn: CivilDate };

/**
 * For each milestone of which a part is already asked for, the deposits that asked for it, oldest acceptance and oldest
 * deposit first, as billing counts them. A part that no deposit explains was an earlier invoice's: it has its own paper.
 * @param leftCents what the invoice still asks for a milestone, by its code; none: nothing.
 */
export function imputeDeposits(
  milestones: readonly Accepted[],
  leftCents: ReadonlyMap<string, number>,
  deposits: readonly OpenDeposit[],
  vatPercent: string,
): Map<string, LineDeposit[]> {
  const open = deposits.map((deposit) => ({ ...deposit }));
  const imputed = new Map<string, LineDeposit[]>();
  const oldestFirst = [...milestones].sort(
    (a, b) => compareCodes(a.acceptedOn, b.acceptedOn) || compareCodes(a.code, b.code),
  );
  for (const milestone of oldestFirst) {
    let usedCents = milestone.amountCents - (leftCents.get(milestone.code) ?? 0);
    const lines: LineDeposit[] = [];
    for (const deposit of open) {
      const netCents = Math.min(usedCents, deposit.netCents);
      if (netCents <= 0) continue;
      // The last part of a deposit takes what is left of its VAT.
      const grossCents =
        netCents === deposit.netCents
          ? deposit.grossCents
          : Math.min(deposit.grossCents, grossOf(netCents, vatPercent));
      lines.push({ deposit: deposit.number, issuedOn: deposit.issuedOn, netCents, grossCents });
      usedCents -= netCents;
      deposit.netCents -= netCents;
      deposit.grossCents -= grossCents;
    }
    if (lines.length > 0) imputed.set(milestone.code, lines);
  }
  return imputed;
}
