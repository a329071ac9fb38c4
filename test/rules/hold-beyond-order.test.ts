// Billing up to the client's order and holding the rest « hors BC », in whole days (DOMAIN.md, §2).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { billProject } from '../../domain/billing.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { holdBeyondOrder } from '../../domain/commands/invoices/hold-beyond-order.ts';
import { withArrears } from '../../domain/commands/invoices/draft-invoice.ts';
import { amountsOf, billingOf } from './sold-project.ts';

const MONTH = '2026-11';

const day = (workedOn: string, quarterDays = 4, dailyRateCents = 55_000, consultant = 'C1') => ({
  consultant,
  project: 'P1',
  workedOn,
  occurrence: 1,
  quarterDays,
  dailyRateCents,
});
const order = (amountCents: number, startsOn: string | null = null, endsOn: string | null = null) => ({
  amountCents,
  startsOn,
  endsOn,
});
const sumOf = (rows: readonly { quarterDays: number }[]) =>
  rows.reduce((total, { quarterDays }) => total + quarterDays, 0) / 4;

describe('hors bon de commande', () => {
  test('commande de 40 j, 33,5 consommés, 8 en novembre : 6,5 facturés, 1,5 tenus', () => {
    const quarters = [4, 4, 4, 4, 4, 4, 2, 4, 2];
    const days = quarters.map((quarterDays, rank) => day(addDays('2026-11-02', rank), quarterDays));
    const facts = billingOf({ orders: [order(40 * 55_000)], invoicedNetCents: 33.5 * 55_000 });
    const { kept, held } = holdBeyondOrder(facts, days, MONTH);
    expect([sumOf(kept), sumOf(held)]).toEqual([6.5, 1.5]);
    expect(held.map(({ workedOn }) => workedOn)).toEqual(['2026-11-09', '2026-11-10']);
  });

  test('un jour n’est jamais coupé : il est tenu entier, et un plus petit passe s’il tient', () => {
    const days = [day('2026-11-02'), day('2026-11-03'), day('2026-11-04', 2)];
    const { kept } = holdBeyondOrder(billingOf({ orders: [order(1.5 * 55_000)] }), days, MONTH);
    expect(kept.map(({ workedOn }) => workedOn)).toEqual(['2026-11-02', '2026-11-04']);
  });

  test('les jours hors des dates de toute commande sont tenus, quel que soit le reste', () => {
    const days = [day('2026-10-30'), day('2026-11-10'), day('2026-11-20')];
    const facts = billingOf({ orders: [order(10_000_000, '2026-11-01', '2026-11-15')] });
    expect(holdBeyondOrder(facts, days, MONTH).kept.map(({ workedOn }) => workedOn)).toEqual(['2026-11-10']);
  });

  test('sans commande, ou son blocage levé, rien n’est tenu ; si le reste passe déjà la commande, elle bloque', () => {
    const days = [day('2026-11-02'), day('2026-11-03')];
    const used = { orders: [order(55_000)], invoicedNetCents: 60_000 };
    for (const facts of [billingOf({}), billingOf({ ...used, orderBlockLifted: true }), billingOf(used)])
      expect(holdBeyondOrder(facts, days, MONTH)).toEqual({ kept: days, held: [] });
  });

  test('une commande qui couvre le plafond du contrat couvre tous ses jours', () => {
    const days = [day('2026-11-02'), day('2026-11-03')];
    const capped = billingOf({
      amounts: amountsOf('regie_plafonnee', { ceilingCents: 60_000 }),
      orders: [order(60_000)],
    });
    expect(holdBeyondOrder(capped, days, MONTH).held).toEqual([]);
  });

  test('jamais rien au-delà de la commande, ni un jour tenu qui tiendrait encore', () => {
    const row = fc.record({
      workedOn: fc.integer({ min: -20, max: 28 }).map((rank) => addDays('2026-11-01', rank)),
      quarterDays: fc.integer({ min: 1, max: 4 }),
      dailyRateCents: fc.constantFrom(55_000, 61_233, 48_001),
      consultant: fc.constantFrom('C1', 'C2'),
    });
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 40 }),
        fc.nat(2_000_000),
        fc.nat(400_000),
        (rows, amountCents, invoicedNetCents) => {
          const days = rows.map((one, rank) => ({ ...one, project: 'P1', occurrence: rank + 1 }));
          const facts = billingOf({ orders: [order(amountCents)], invoicedNetCents });
          const { kept, held } = holdBeyondOrder(facts, days, MONTH);
          expect([...kept, ...held].toSorted((a, b) => a.occurrence - b.occurrence)).toEqual(days);
          const billed = (some: readonly (typeof days)[number][]) =>
            billProject(withArrears(facts, some), MONTH).reduce((total, line) => total + line.amountCents, 0);
          const left = amountCents - invoicedNetCents;
          if (left < 0) return;
          expect(billed(kept as typeof days)).toBeLessThanOrEqual(left);
          for (const one of held)
            expect(billed([...(kept as typeof days), one as (typeof days)[number]])).toBeGreaterThan(left);
        },
      ),
    );
  });
});
