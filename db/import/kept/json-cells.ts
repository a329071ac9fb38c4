// Cells that only Vigie reads: what a client signed, what a closing kept, as JSON of a known shape.
import { z } from 'zod';
import { isCivilDate } from '../../../domain/civil-dates.ts';
import { frozen } from '../../printed-invoice.ts';
import { quoteCell, type CellType } from '../cells.ts';

/** The text is kept as it is; what it says has this shape. */
function jsonOf(schema: z.ZodType): CellType {
  const fits = (typed: string): boolean => {
    try {
      return schema.safeParse(JSON.parse(typed)).success;
    } catch {
      return false;
    }
  };
  return {
    stored: 'text',
    read: (typed) =>
      fits(typed)
        ? typed
        : { problem: `${quoteCell(typed)} ne se lit pas`, expected: 'le texte que vigie export a écrit' },
  };
}

/** The firm and the client of an issued invoice, as its paper says. */
export const invoiceParties = jsonOf(frozen);

const day = z.string().refine(isCivilDate);
const party = z.strictObject({ code: z.string(), name: z.string() });

export const skills = jsonOf(z.array(z.string()));

/** domain/commands/rows.ts, QuoteMilestone */
export const quoteMilestones = jsonOf(
  z.array(
    z.strictObject({ code: z.string(), label: z.string().nullable(), plannedOn: day.nullable(), amountCents: z.int() }),
  ),
);

/** domain/client-validation.ts, AskedSheet */
export const askedSheets = jsonOf(
  z.array(z.strictObject({ consultant: z.string(), contentSha: z.string(), quarterDays: z.int() })),
);

/** domain/client-validation.ts, ClientValidation */
export const clientValidation = jsonOf(
  z.object({
    by: z.string(),
    on: day,
    evidence: z.string(),
    quarterDays: z.int(),
    contentSha: z.string(),
    request: z.string().optional(),
    document: z.string().optional(),
    contest: z.object({ days: z.array(z.object({ date: day, quarterDays: z.int() })), comment: z.string() }).optional(),
  }),
);

/** domain/commands/firm-reader.ts, ClosingFigures; the lists of its accruals are rows of their own. */
export const closingFigures = jsonOf(
  z.object({
    revenue: z.number(),
    cost: z.number(),
    margin: z.number(),
    margin_rate: z.number().nullable(),
    accruals: z.strictObject({ day }).optional(),
  }),
);

/** domain/accounts/accruals.ts, ProjectAccrual or SupplierAccrual */
export const accrual = jsonOf(
  z.union([
    z.strictObject({
      project: z.string(),
      client: party,
      vatPercent: z.string(),
      earnedCents: z.int(),
      toInvoiceCents: z.int(),
      deferredCents: z.int(),
      lossCents: z.int(),
    }),
    z.strictObject({ supplier: party, netCents: z.int() }),
  ]),
);
