// What holds of a ledger (ledger-model.ts), whatever its history: nothing is billed twice, nothing is lost.
import { expect } from 'vitest';
import { billProject } from '../../domain/billing.ts';
import {
  askedForDays,
  billedMilestones,
  countLive,
  factsOf,
  itemOf,
  LEDGER_MONTH,
  netOf,
  play,
  type Ledger,
} from './ledger-model.ts';

/** Every line of a live invoice: what is left of it is the value of the days it still bills, less its rebates. */
function checkLines(ledger: Ledger): void {
  for (const invoice of ledger.invoices.filter(({ kind }) => kind === 'facture')) {
    const credits = ledger.invoices.filter(({ creditedInvoice }) => creditedInvoice === invoice.number);
    const back = credits.flatMap(({ lines }) => lines);
    for (const line of invoice.lines.filter(({ kind }) => kind === 'time')) {
      const own = back.filter(({ creditedRank }) => creditedRank === line.rank);
      const freed = new Set(own.flatMap(({ items }) => items.map((item) => JSON.stringify(item))));
      const rows = ledger.rows.filter((row) =>
        line.items.some((item) => JSON.stringify(item) === itemOf(row) && !freed.has(itemOf(row))),
      );
      const worth = rows.reduce((total, row) => total + (row.quarterDays * line.unitPriceCents) / 4, 0);
      const rebates = own
        .filter(({ kind }) => kind === 'rebate')
        .reduce((total, { amountCents }) => total + amountCents, 0);
      const left = line.amountCents - own.reduce((total, { amountCents }) => total + amountCents, 0);
      expect(left).toBe(rows.length === 0 && freed.size > 0 ? 0 : worth - rebates);
    }
    const netCredited = credits.reduce((total, { netCents }) => total + netCents, 0);
    const grossCredited = credits.reduce((total, { grossCents }) => total + grossCents, 0);
    expect(netCredited).toBeLessThanOrEqual(invoice.netCents);
    expect(grossCredited).toBeLessThanOrEqual(invoice.grossCents);
    if (netCredited === invoice.netCents) expect(grossCredited).toBe(invoice.grossCents);
    for (const share of invoice.vat ?? []) {
      const taken = credits.flatMap(({ vat }) => vat ?? []).filter(({ category }) => category === share.category);
      expect(taken.reduce((total, { vatCents }) => total + vatCents, 0)).toBeLessThanOrEqual(share.vatCents);
    }
  }
}

/** Nothing is billed twice, and what is neither billed nor to be billed does not exist. */
export function checkLedger(ledger: Ledger): void {
  const live = countLive(ledger.invoices);
  for (const count of live.values()) expect([0, 1]).toContain(count);
  for (const row of ledger.rows) if (row.state !== 'valide') expect(live.get(itemOf(row)) ?? 0).toBe(0);
  checkLines(ledger);
  const facts = factsOf(ledger);
  if (ledger.orderCents !== null) expect(facts.invoicedNetCents).toBeLessThanOrEqual(ledger.orderCents);
  if (ledger.ceilingCents !== null) expect(askedForDays(ledger)).toBeLessThanOrEqual(ledger.ceilingCents);
  const billed = billedMilestones(ledger);
  const accepted = ledger.milestones.reduce((total, { amountCents }) => total + amountCents, 0);
  const asked = billProject(facts, LEDGER_MONTH)
    .filter(({ kind }) => kind === 'milestone')
    .reduce((total, { amountCents }) => total + amountCents, 0);
  const deposits = netOf(ledger.invoices.filter(({ kind }) => kind === 'acompte'));
  const paidByDeposits = accepted - asked - [...billed.values()].reduce((total, cents) => total + cents, 0);
  expect(paidByDeposits).toBeGreaterThanOrEqual(0);
  expect(paidByDeposits).toBeLessThanOrEqual(deposits);
}

/** Takes everything back, issues again: the same days, each once, at the same price. */
export function checkReissue(ledger: Ledger): void {
  for (const [index, invoice] of ledger.invoices.filter(({ kind }) => kind === 'facture').entries())
    if (invoice.lines.length > 0) play(ledger, { kind: 'credit', invoice: index });
  const live = [...countLive(ledger.invoices).values()];
  expect(live.every((count) => count === 0)).toBe(true);
  play(ledger, { kind: 'issue' });
  checkLedger(ledger);
  if (ledger.ceilingCents !== null || ledger.orderCents !== null) return;
  const worth = ledger.rows
    .filter(({ state }) => state === 'valide')
    .reduce((total, row) => total + (row.quarterDays * ledger.dailyRateCents) / 4, 0);
  const billed = ledger.invoices
    .flatMap(({ kind, lines }) => lines.map((line) => ({ ...line, isBack: kind === 'avoir' })))
    .filter((line) => line.kind === 'time' || (line.isBack && line.kind === 'rebate'))
    .reduce((total, line) => total + (line.isBack ? -line.amountCents : line.amountCents), 0);
  // Rebates on milestone lines are the milestones' own.
  const milestoneRebates = ledger.invoices
    .filter(({ kind }) => kind === 'avoir')
    .flatMap((creditNote) =>
      creditNote.lines
        .filter(({ kind }) => kind === 'rebate')
        .filter(({ creditedRank }) => {
          const origin = ledger.invoices.find(({ number }) => number === creditNote.creditedInvoice);
          return origin?.lines.find(({ rank }) => rank === creditedRank)?.kind !== 'time';
        }),
    )
    .reduce((total, { amountCents }) => total + amountCents, 0);
  expect(billed + milestoneRebates).toBe(worth);
}
