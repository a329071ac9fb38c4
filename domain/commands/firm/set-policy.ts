// The rules that the firm gives itself: the margin under which a quote waits for direction, how "45 jours fin de mois"
// is read, whether one director alone confirms what they asked.
import { z } from 'zod';
import { EVIDENCE_SETTING } from '../../evidence.ts';
import { sayNumber } from '../../french.ts';
import { END_OF_MONTH_READINGS } from '../../invoice-terms.ts';
import { STAFFING_TERMS } from '../../staffing/weights.ts';
import { STANDARD_COST_ROLES } from '../../roles.ts';
import { BEYOND_ORDER } from '../invoices/hold-beyond-order.ts';
import { defineCommand, refuse } from '../command.ts';
import { code } from '../inputs.ts';
import { isSameSetting, readFirm, SETTINGS_LOCK, withSettings } from './settings.ts';

const input = z.strictObject({
  /** Percent of the price under which a quote needs direction; null: the usual floor. */
  marginFloorPercent: z.number().min(0).max(100).multipleOf(0.01).nullable().optional(),
  endOfMonthReading: z.enum(END_OF_MONTH_READINGS).nullable().optional(),
  /** What invoicing does with days beyond the client's order; null: it blocks. */
  beyondOrder: z.enum(BEYOND_ORDER).nullable().optional(),
  singleApprover: z.boolean().optional(),
  /** Roles that read reports at standard costs, and are given those of the persons; null: none. */
  realCostsFor: z
    .array(z.enum(STANDARD_COST_ROLES))
    .refine((roles) => new Set(roles).size === roles.length, 'chaque rôle une seule fois')
    .transform((roles) => roles.toSorted())
    .nullable()
    .optional(),
  /**
   * Checks of the CRA that watch how people work run (domain/cra-checks: rules 11 to 13 and 23). The people and their
   * representatives are told before (Code du travail, art. L1222-4 and L2312-38; GDPR, art. 13).
   */
  watchPeopleRules: z.boolean().optional(),
  /** Employees are under a forfait en jours: their 218 days a year are counted. */
  daysContracts: z.boolean().optional(),
  /**
   * A CRA suggests the days of the firm assignments (domain/cra/prefill.ts); off by default. Validated absences always
   * keep their half-days. Rule 12 then looks at what was taken over as it was suggested, where `watchPeopleRules` runs.
   */
  prefillFromAssignments: z.boolean().optional(),
  /**
   * No invoice leaves without what proves it (client's validation of each CRA, acceptance record, statement of units): for
   * every client, for these ones, or (false) for none.
   */
  evidenceRequired: z.union([z.boolean(), z.array(code).min(1).max(5000)]).optional(),
  /** How much each reason to choose somebody weighs, 0 to 100; null: the usual weights. */
  staffingWeights: z
    .partialRecord(z.enum(STAFFING_TERMS), z.number().min(0).max(100))
    .refine((weights) => Object.values(weights).some((weight) => weight > 0), 'un poids au moins est au-dessus de 0')
    .nullable()
    .optional(),
});
type Asked = z.infer<typeof input>;

const LABELS: Readonly<Record<string, string>> = {
  margin_floor_percent: 'Plancher de marge des devis (%)',
  end_of_month_reading: 'Lecture de « fin de mois »',
  beyond_order: 'Jours au-delà du bon de commande (bloquer ou tenir)',
  single_approver: 'Approbateur unique',
  real_costs_for: 'Rôles qui lisent les coûts réels',
  watch_people_rules: 'Contrôles de CRA sur la façon de travailler (salariés informés au préalable)',
  days_contracts: 'Salariés au forfait jours (218 j)',
  prefill_from_assignments: 'CRA proposés d’après les affectations',
  [EVIDENCE_SETTING]: 'Pas de facture sans preuve',
  staffing_weights: 'Poids du choix des personnes',
};

function settingsOf(asked: Asked): Record<string, unknown> {
  return {
    margin_floor_percent: asked.marginFloorPercent,
    end_of_month_reading: asked.endOfMonthReading,
    beyond_order: asked.beyondOrder,
    single_approver: asked.singleApprover,
    real_costs_for: asked.realCostsFor?.length === 0 ? null : asked.realCostsFor,
    watch_people_rules: asked.watchPeopleRules,
    days_contracts: asked.daysContracts,
    prefill_from_assignments: asked.prefillFromAssignments,
    [EVIDENCE_SETTING]: Array.isArray(asked.evidenceRequired)
      ? asked.evidenceRequired.toSorted()
      : asked.evidenceRequired,
    staffing_weights: asked.staffingWeights,
  };
}

function sayPolicy(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return value ? 'oui' : 'non';
  return typeof value === 'number' ? sayNumber(value) : JSON.stringify(value);
}

export const setPolicy = defineCommand({
  name: 'set_policy',
  label: 'Changer une règle de la maison',
  input,
  rights: { direction: 'all' },
  tier: 2,
  approvers: ['direction'],
  locks: async () => [SETTINGS_LOCK, { kind: 'firm', key: 'users' }],
  load: async (_asked, read) => {
    const disabled = new Set((await read.find('disabledUser', {})).map(({ user }) => user));
    const directors = await read.find('userRole', { role: 'direction' });
    return {
      firm: await readFirm(read),
      directors: directors.map(({ user }) => user).filter((user) => !disabled.has(user)),
    };
  },
  plan: ({ firm, directors }, asked, { asker }) => {
    const settings = settingsOf(asked);
    const after = withSettings(firm, settings);
    const changed = Object.keys(settings).filter((name) => !isSameSetting(after.settings[name], firm?.settings[name]));
    if (changed.length === 0) return refuse('nothing_changes', 'Ces règles sont déjà celles de la maison.');
    // With one director there is no second person to ask: they alone can say so (COMMANDS.md, "single_approver").
    const alone =
      changed.every((name) => name === 'single_approver') &&
      asked.singleApprover === true &&
      directors.every((director) => director === asker.email);
    return {
      effect: {
        sentence: `Règles de la maison : ${changed.map((name) => `${LABELS[name] ?? name} → ${sayPolicy(after.settings[name]) ?? 'usage'}`).join(' ; ')}.`,
        rows: [{ entity: 'firm', before: firm, after }],
        indicators: changed.map((name) => ({
          label: LABELS[name] ?? name,
          subject: 'entreprise',
          before: sayPolicy(firm?.settings[name]),
          after: sayPolicy(after.settings[name]),
          unit: 'text' as const,
        })),
      },
      tier: alone ? 1 : 2,
    };
  },
});
