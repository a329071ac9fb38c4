// A person spreads lines of the bank over invoices: what is noted is the whole line, and no more than is owed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plan, Refusal } from '../../domain/commands/command.ts';
import { matchBankLines } from '../../domain/commands/cash/match-bank-lines.ts';

const NUMBERS = ['F1', 'F2', 'F3', 'F4'];
const CONTEXT = {
  today: '2026-10-31',
  asker: { userId: '1', email: 'adv@esn.fr', roles: ['adv' as const], consultantCode: null },
};

const part = fc.record({
  invoice: fc.constantFrom(...NUMBERS),
  amountCents: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
});
const wish = fc.record({
  amountCents: fc.integer({ min: 1, max: 40 }),
  parts: fc.array(part, { minLength: 1, maxLength: 4 }),
});
const owedOf = fc.tuple(...NUMBERS.map(() => fc.integer({ min: 1, max: 30 })));

function plan(
  owed: readonly number[],
  wishes: readonly { amountCents: number; parts: readonly object[] }[],
  acceptOverpayment: boolean,
) {
  const wanted = wishes.map(({ amountCents, parts }, i) => ({
    line: {
      id: i + 1,
      bookedOn: '2026-10-30',
      label: 'VIR',
      amountCents,
      reference: null,
      transactionId: null,
      occurrence: 1,
      invoice: null,
      supplier: null,
    },
    asked: i + 1,
    parts: parts.map((one) => ({ supplier: null, ...one })),
  }));
  const accounts = NUMBERS.map((number, i) => {
    const invoice = { number, kind: 'facture', client: 'CL1', issuedOn: '2026-09-01', grossCents: owed[i] ?? 0 };
    const account = { invoice, credits: [], payments: [], writeOff: null };
    return [JSON.stringify([null, number]), { kind: 'client', account }] as const;
  });
  const facts = { wanted, leftOpen: [], accounts: new Map(accounts), closedMonths: new Set<string>() };
  return matchBankLines.plan(facts, { acceptOverpayment }, CONTEXT);
}

function totals(planned: Plan) {
  const lines = new Map<number, number>();
  const noted = new Map<string, number>();
  const paid = new Map<string, number>();
  for (const { entity, after } of planned.effect.rows) {
    if (entity === 'bankLineMatch' && after) {
      lines.set(after.line, (lines.get(after.line) ?? 0) + after.grossCents);
      noted.set(after.invoice, (noted.get(after.invoice) ?? 0) + after.grossCents);
      expect(after.grossCents).toBeGreaterThan(0);
    }
    if (entity === 'payment' && after) paid.set(after.invoice, (paid.get(after.invoice) ?? 0) + after.grossCents);
  }
  return { lines, noted, paid };
}

const isPlan = (answer: Plan | Refusal): answer is Plan => 'effect' in answer;

test('jamais plus que la ligne ni que ce qui est dû, et un paiement pour chaque part', () => {
  let done = 0;
  fc.assert(
    fc.property(owedOf, fc.array(wish, { minLength: 1, maxLength: 3 }), fc.boolean(), (owed, wishes, accepts) => {
      const answer = plan(owed, wishes, accepts);
      if (!isPlan(answer)) return;
      done += 1;
      const { lines, noted, paid } = totals(answer);
      for (const [i, { amountCents }] of wishes.entries()) expect(lines.get(i + 1)).toBe(amountCents);
      expect(paid).toEqual(noted);
      if (!accepts)
        for (const [number, cents] of paid) expect(cents).toBeLessThanOrEqual(owed[NUMBERS.indexOf(number)] ?? 0);
    }),
    { numRuns: 3000 },
  );
  expect(done).toBeGreaterThan(100);
});

test('un trop-perçu accepté se dit, au crédit du client', () => {
  const answer = plan([10, 5, 5, 5], [{ amountCents: 20, parts: [{ invoice: 'F1', amountCents: null }] }], true);
  expect(answer).toMatchObject({
    effect: { indicators: [{ label: 'Trop-perçu laissé au crédit de CL1', subject: 'F1', before: 0, after: 0.1 }] },
  });
  expect(
    plan([10, 5, 5, 5], [{ amountCents: 20, parts: [{ invoice: 'F1', amountCents: null }] }], false),
  ).toMatchObject({
    code: 'overpayment',
  });
});
