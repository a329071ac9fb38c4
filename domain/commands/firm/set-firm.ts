// Who the firm is on its invoices (Code de commerce, art. R123-237 and L441-9; CGI, ann. II, art. 242 nonies A), and
// how it numbers them.
import { z } from 'zod';
import { ACCOUNT_NUMBER, ACCOUNT_USES } from '../../accounts/chart.ts';
import { sayCount, sayEurosAndCents } from '../../french.ts';
import { isIban } from '../../iban.ts';
import { isSiren } from '../../siren.ts';
import { defineCommand, refuse, type Refusal, type RowChange } from '../command.ts';
import { euros, shortText } from '../inputs.ts';
import type { FirmRow, InvoiceCounterRow } from '../rows.ts';
import { isSameSetting, readFirm, SETTINGS_LOCK, withSettings } from './settings.ts';

/** When VAT is due on services: as it is invoiced, on option, or as it is paid (CGI, art. 269, 2-c). */
export const VAT_DUE = ['debits', 'encaissements'] as const;

/** Whether the firm bears VAT: it does, or is in franchise (CGI, art. 293 B). */
export const FIRM_VAT_REGIMES = ['reel', 'franchise'] as const;

/** The letters that begin every number, unless the firm has its own. */
export const USUAL_SERIES = 'F';

const line = z.string().trim().min(1).max(200).nullable().optional();

const input = z.strictObject({
  name: shortText.optional(),
  siren: z.string().refine(isSiren, 'un SIREN de 9 chiffres à la clé juste est attendu').optional(),
  legalForm: line,
  shareCapital: euros.nullable().optional(),
  /** « RCS Lyon ». */
  registeredAt: line,
  address: line,
  postalCode: line,
  city: line,
  vatNumber: line,
  vatRegime: z.enum(FIRM_VAT_REGIMES).nullable().optional(),
  vatDue: z.enum(VAT_DUE).nullable().optional(),
  iban: z
    .string()
    .transform((text) => text.replaceAll(' ', '').toUpperCase())
    .refine(isIban, 'un IBAN à la clé juste est attendu')
    .nullable()
    .optional(),
  invoiceSeries: z
    .string()
    .regex(/^[A-Z]{1,5}$/, 'une à cinq lettres capitales')
    .nullable()
    .optional(),
  /** Numbers of its own in the place of the usual accounts; null: the usual ones. */
  accounts: z
    .partialRecord(
      z.enum(ACCOUNT_USES),
      z.string().regex(ACCOUNT_NUMBER, 'un compte des classes 1 à 7, trois chiffres au moins'),
    )
    .nullable()
    .optional(),
  /** The month in which the financial year ends, 1 to 12. */
  yearEndMonth: z.number().int().min(1).max(12).nullable().optional(),
  /** The next number of the year, before its first invoice is issued here. */
  nextNumber: z
    .strictObject({ year: z.number().int().min(2000).max(2199), number: z.number().int().min(1).max(99_999) })
    .optional(),
});
type Asked = z.infer<typeof input>;

type Facts = {
  readonly firm: FirmRow | null;
  readonly counter: InvoiceCounterRow | null;
  /** The number that would follow the highest one known, « F2026-00021 ». */
  readonly following: string;
  /** The books of a month are closed: what they say of it stays. */
  readonly hasClosedMonth: boolean;
};

/**
 * An option for the débits holds for what is issued from then on. Invoices brought by an import bear no option of their
 * own: once a month is closed they keep the one that its books gave them.
 */
function keepImportedVat({ firm, hasClosedMonth }: Facts, asked: Asked): Record<string, unknown> {
  const { vat_due: before = null, vat_due_imported: kept } = firm?.settings ?? {};
  const changes = asked.vatDue !== undefined && (asked.vatDue ?? 'encaissements') !== (before ?? 'encaissements');
  if (!changes || !hasClosedMonth || (kept ?? null) !== null) return {};
  return { vat_due_imported: before ?? 'encaissements' };
}

/** The settings that the input names, as they are kept. */
function settingsOf(asked: Asked): Record<string, unknown> {
  return {
    legal_form: asked.legalForm,
    share_capital_cents: asked.shareCapital,
    registered_at: asked.registeredAt,
    address: asked.address,
    postal_code: asked.postalCode,
    city: asked.city,
    vat_number: asked.vatNumber,
    vat_regime: asked.vatRegime,
    vat_due: asked.vatDue,
    iban: asked.iban,
    invoice_series: asked.invoiceSeries,
    accounts: asked.accounts,
    year_end_month: asked.yearEndMonth,
  };
}

function seriesOf(asked: Asked, firm: FirmRow | null): string {
  const series = asked.invoiceSeries === undefined ? firm?.settings['invoice_series'] : asked.invoiceSeries;
  return typeof series === 'string' ? series : USUAL_SERIES;
}

/** The counter set to begin at a number: never once it counts, never at or under a number already given. */
function startCounter({ counter, following }: Facts, asked: Asked, series: string): RowChange | Refusal | null {
  if (asked.nextNumber === undefined) return null;
  const { year, number } = asked.nextNumber;
  if (counter !== null && counter.lastIssuedOn !== null)
    return refuse('numbering_started', `La série ${series}${year} a commencé : son prochain numéro est ${following}.`);
  const least = Number(following.slice(following.indexOf('-') + 1));
  if (number < least) return refuse('number_taken', `Le prochain numéro possible est ${following}.`);
  const after = { series, year, lastNumber: number - 1, lastIssuedOn: null };
  return { entity: 'invoiceCounter', before: counter, after };
}

export const setFirm = defineCommand({
  name: 'set_firm',
  label: "Renseigner l'entreprise",
  input,
  rights: { direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async () => [SETTINGS_LOCK],
  load: async (asked, read): Promise<Facts> => {
    const firm = await readFirm(read);
    const series = seriesOf(asked, firm);
    const year = asked.nextNumber?.year ?? 2000;
    return {
      firm,
      counter: await read.get('invoiceCounter', { series, year }),
      following: await read.nextCode('invoice', `${series}${year}-`, 5),
      hasClosedMonth: (await read.find('monthClosing', { state: 'closed' })).length > 0,
    };
  },
  plan: (facts, asked) => {
    const { firm } = facts;
    const settings = { ...settingsOf(asked), ...keepImportedVat(facts, asked) };
    const after = {
      ...withSettings(firm, settings),
      name: asked.name ?? firm?.name ?? null,
      siren: asked.siren ?? firm?.siren ?? null,
    };
    const series = seriesOf(asked, firm);
    const counter = startCounter(facts, asked, series);
    if (counter !== null && 'refused' in counter) return counter;
    const changed = [
      ...(after.name === (firm?.name ?? null) ? [] : ['name']),
      ...(after.siren === (firm?.siren ?? null) ? [] : ['siren']),
      ...Object.keys(settings).filter((name) => !isSameSetting(after.settings[name], firm?.settings[name])),
    ];
    if (changed.length === 0 && counter === null) return refuse('nothing_changes', "Rien ne change sur l'entreprise.");
    const numbered = asked.nextNumber
      ? ` Prochaine facture de ${asked.nextNumber.year} : ${series}${asked.nextNumber.year}-${String(asked.nextNumber.number).padStart(5, '0')}.`
      : '';
    return {
      effect: {
        sentence: `Renseigner l'entreprise ${after.name ?? ''} : ${sayCount(changed.length, 'information changée', 'informations changées')}.${numbered}`,
        rows: [
          ...(changed.length === 0 ? [] : [{ entity: 'firm' as const, before: firm, after }]),
          ...(counter ? [counter] : []),
        ],
        indicators: changed.map((name) => ({
          label: LABELS[name] ?? name,
          subject: 'entreprise',
          before: firm ? sayValue(firm, name) : null,
          after: sayValue(after, name),
          unit: 'text' as const,
        })),
      },
    };
  },
});

const LABELS: Readonly<Record<string, string>> = {
  name: 'Raison sociale',
  siren: 'SIREN',
  legal_form: 'Forme juridique',
  share_capital_cents: 'Capital social',
  registered_at: 'Immatriculation',
  address: 'Adresse',
  postal_code: 'Code postal',
  city: 'Ville',
  vat_number: 'Numéro de TVA',
  vat_regime: 'Régime de TVA',
  vat_due: 'Exigibilité de la TVA',
  vat_due_imported: 'Exigibilité de la TVA des factures importées',
  iban: 'IBAN',
  invoice_series: 'Série des factures',
  accounts: 'Plan de comptes',
  year_end_month: "Mois de fin d'exercice",
};

function sayValue(firm: FirmRow, name: string): string | null {
  const value = name === 'name' || name === 'siren' ? firm[name] : firm.settings[name];
  if (value === null || value === undefined) return null;
  if (name === 'share_capital_cents') return sayEurosAndCents(Number(value) / 100);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
