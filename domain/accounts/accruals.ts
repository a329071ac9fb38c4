// The end of a month in the books (journal OD): what was earned and not invoiced (FAE), invoiced and not earned (PCA),
// what subcontractors have not invoiced yet, each taken back on the first day of the next month; and the losses that
// contracts will end on, which stay until they change (PCG, art. 622-3 to 622-6, 944-41, 944-40).
import { addDays, type CivilDate } from '../civil-dates.ts';
import { accrueRevenue } from '../contract/contract.ts';
import { fraction, maximum, subtract, ZERO, type Fraction } from '../fraction.ts';
import { grossOf } from '../invoice-terms.ts';
import { eurosFromCents, roundToCents } from '../money.ts';
import { credit, debit, writeEntry, type Auxiliary, type Entry, type EntryLine } from './entry.ts';

/** A project's revenue at a day, by its contract; in euros, exact. */
export type EarnedProject = {
  readonly project: string;
  readonly client: Auxiliary;
  readonly vatPercent: string;
  readonly earned: Fraction;
  readonly cost: Fraction;
  readonly eacRevenue: Fraction;
  readonly eacCost: Fraction;
  /** A price was agreed for the whole: a loss foreseen on it is provisioned. */
  readonly hasPrice: boolean;
};

export type ProjectAccrual = {
  readonly project: string;
  readonly client: Auxiliary;
  readonly vatPercent: string;
  readonly earnedCents: number;
  readonly toInvoiceCents: number;
  readonly deferredCents: number;
  /** The whole provision at that day. */
  readonly lossCents: number;
};

/** Days of a subcontractor that none of their invoices tells of. */
export type SupplierAccrual = { readonly supplier: Auxiliary; readonly netCents: number };

export type MonthAccruals = {
  readonly day: CivilDate;
  readonly projects: readonly ProjectAccrual[];
  readonly suppliers: readonly SupplierAccrual[];
};

/** Loss at completion not yet in the margin: (EAC − price) − what the margin to date shows of it. Never below 0. */
function foreseenLoss({ earned, cost, eacRevenue, eacCost }: EarnedProject): Fraction {
  const seen = maximum(ZERO, subtract(cost, earned));
  return maximum(ZERO, subtract(subtract(eacCost, eacRevenue), seen));
}

/** @param invoicedCents of each project, as revenue (deposits only once an invoice took them). */
export function accrueProjects(
  projects: readonly EarnedProject[],
  invoicedCents: ReadonlyMap<string, number>,
): ProjectAccrual[] {
  return projects.map((one) => {
    const { project, client, vatPercent } = one;
    const earnedCents = roundToCents(one.earned);
    const { toInvoice, deferred } = accrueRevenue(
      eurosFromCents(earnedCents),
      eurosFromCents(invoicedCents.get(project) ?? 0),
    );
    return {
      project,
      client,
      vatPercent,
      earnedCents,
      toInvoiceCents: roundToCents(toInvoice),
      deferredCents: roundToCents(deferred),
      lossCents: one.hasPrice ? roundToCents(foreseenLoss(one)) : 0,
    };
  });
}

/** Days counted and not invoiced by the subcontractor, at what a day of them costs. */
export function accrueSupplier(worked: {
  readonly supplier: Auxiliary;
  readonly months: readonly {
    readonly quarterDays: number;
    readonly costQuarterCents: number;
    readonly invoicedQuarterDays: number;
  }[];
}): SupplierAccrual {
  let netCents = 0;
  for (const { quarterDays, costQuarterCents, invoicedQuarterDays } of worked.months) {
    const missing = Math.max(0, quarterDays - invoicedQuarterDays);
    if (missing === 0) continue;
    netCents += roundToCents(fraction(BigInt(costQuarterCents) * BigInt(missing), BigInt(quarterDays) * 400n));
  }
  return { supplier: worked.supplier, netCents };
}

type Accrued = { readonly piece: string; readonly label: string; readonly lines: readonly EntryLine[] };

function listAccrued(accruals: MonthAccruals, supplierVatPercent: string): Accrued[] {
  const month = accruals.day.slice(0, 7);
  return [
    ...accruals.projects.flatMap(({ project, client, vatPercent, toInvoiceCents, deferredCents }): Accrued[] => {
      const grossCents = grossOf(toInvoiceCents, vatPercent);
      return [
        {
          piece: `FAE-${month}-${project}`,
          label: `Facture à établir ${project} ${client.name}`,
          lines: [
            debit('toInvoice', grossCents, { project }),
            credit('services', toInvoiceCents, { project }),
            credit('vatToInvoice', grossCents - toInvoiceCents, { project }),
          ],
        },
        {
          piece: `PCA-${month}-${project}`,
          label: `Produit constaté d'avance ${project} ${client.name}`,
          lines: [debit('services', deferredCents, { project }), credit('deferredIncome', deferredCents, { project })],
        },
      ];
    }),
    ...accruals.suppliers.map(({ supplier, netCents }): Accrued => {
      const grossCents = grossOf(netCents, supplierVatPercent);
      return {
        piece: `FNP-${month}-${supplier.code}`,
        label: `Facture non parvenue ${supplier.name}`,
        lines: [
          debit('subcontracting', netCents),
          debit('vatNotReceived', grossCents - netCents),
          credit('supplierNotReceived', grossCents),
        ],
      };
    }),
  ];
}

function reverse(line: EntryLine): EntryLine {
  return { ...line, debitCents: line.creditCents, creditCents: line.debitCents };
}

/** The usual rate: what an independent will bill is not known before the bill. */
const SUPPLIER_VAT_PERCENT = '20';

/** The entries of the end of the month, and those that take them back the day after. */
export function postAccruals(accruals: MonthAccruals): { readonly end: Entry[]; readonly reversal: Entry[] } {
  const accrued = listAccrued(accruals, SUPPLIER_VAT_PERCENT);
  const entryOf = ({ piece, label, lines }: Accrued, date: CivilDate): Entry[] =>
    writeEntry({
      journal: 'OD',
      date,
      piece,
      pieceDate: accruals.day,
      label,
      source: { entity: 'accrual', key: piece },
      lines,
    });
  const nextDay = addDays(accruals.day, 1);
  return {
    end: accrued.flatMap((one) => entryOf(one, accruals.day)),
    reversal: accrued.flatMap((one) =>
      entryOf({ ...one, label: `Extourne ${one.label}`, lines: one.lines.map(reverse) }, nextDay),
    ),
  };
}

/** What the provisions for losses become from one month's end to another; each project's change is an entry. */
export function postLosses(accruals: MonthAccruals, before: ReadonlyMap<string, number>): Entry[] {
  const month = accruals.day.slice(0, 7);
  const after = lossesOf(accruals);
  const projects = new Set([...before.keys(), ...after.keys()]);
  return [...projects].sort().flatMap((project) => {
    const stepCents = (after.get(project) ?? 0) - (before.get(project) ?? 0);
    const piece = `PAT-${month}-${project}`;
    return writeEntry({
      journal: 'OD',
      date: accruals.day,
      piece,
      pieceDate: accruals.day,
      label: `Perte à terminaison ${project}`,
      source: { entity: 'accrual', key: piece },
      lines: [
        stepCents >= 0 ? debit('lossCharge', stepCents, { project }) : credit('lossRelease', -stepCents, { project }),
        credit('lossProvision', stepCents, { project }),
      ],
    });
  });
}

/** The provision of each project that has one. */
export function lossesOf({ projects }: MonthAccruals): Map<string, number> {
  return new Map(projects.flatMap(({ project, lossCents }) => (lossCents > 0 ? [[project, lossCents]] : [])));
}
