// What the books and the bank tell as totals: cash to come, VAT of a month, accruals, payroll, money forgotten; and who
// is booked beyond their days.

import type { ReportName } from '../../../domain/report-names.ts';
import { monthOf } from '../../../domain/periods.ts';
import { nameMonth } from '../answers/write-rows.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { sayNoTool, toolOf } from './read-plan.ts';

type Told = readonly [field: string, french: string, english: string];

/** The totals of each, in the order in which they are told; the one that was asked for comes first. */
const TOTALS: Readonly<Partial<Record<ReportName, readonly Told[]>>> = {
  vat: [
    ['net', 'TVA à payer', 'VAT to pay'],
    ['collected', 'collectée', 'collected'],
    ['deductible', 'déductible', 'deductible'],
  ],
  found_money: [
    ['to_invoice', 'jours validés à facturer', 'validated days to invoice'],
    ['out_of_order', 'hors commande', 'without or beyond an order'],
    ['sold_at_loss', 'vendu sous le coût', 'sold under cost'],
    ['past_due', 'échu et impayé', 'past due'],
    ['overbilled', 'trop facturé', 'overbilled'],
  ],
  payroll: [
    ['absence_days', 'jours d’absence', 'days of absence'],
    ['expense_amount', 'frais à rembourser', 'expenses to pay back'],
  ],
  accounts: [
    ['fae', 'factures à établir (FAE)', 'accrued income'],
    ['pca', 'produits constatés d’avance (PCA)', 'deferred income'],
    ['loss_provision', 'provisions pour perte', 'provisions for loss'],
    ['recognised', 'produit reconnu', 'revenue recognised'],
  ],
};

export function planBooks(reading: Reading, asking: Asking): Plan | null {
  const overbooked = reading.measures.some(({ report }) => report === 'plan');
  if (overbooked && (has(reading, '@who', '@list') || reading.kinds.length > 0 || reading.measures.length === 1))
    return listConflicts(asking);
  const measure = chooseMeasure(reading);
  if (measure?.report === 'cash') return readCash(reading, asking);
  const totals = measure && TOTALS[measure.report];
  return totals ? readTotals(measure.report, sortAsked(totals, measure.field), reading, asking) : null;
}

function sortAsked(totals: readonly Told[], asked: string | null): readonly Told[] {
  return totals.toSorted((a, b) => Number(b[0] === asked) - Number(a[0] === asked));
}

function* readTotals(report: ReportName, totals: readonly Told[], reading: Reading, asking: Asking): Plan {
  const { language, asOf } = asking;
  if (!asking.tools.has(toolOf(report))) return sayNoTool(asking);
  const period = lastPeriod(reading);
  const day = period?.to ?? period?.from ?? asOf;
  const month = monthOf(day);
  const projects = namesOf(reading, 'project').map(({ code }) => code);
  const options = report === 'found_money' ? { 'as-of': day < asOf ? day : asOf } : { month };
  const result = yield* readTable(toolOf(report), options, projects.length > 0 ? { subjects: projects } : undefined);
  if (isRefused(result)) return say(result.sentence);
  const lines =
    projects.length > 0
      ? result.rows.flatMap((row) =>
          totals
            .filter(([field]) => typeof row.fields[field] === 'number')
            .map(
              (told) =>
                `- ${row.label} (${row.subject}), ${word(told, asking)} : [[${result.ref}:${row.key}.${told[0]}]]`,
            ),
        )
      : totals
          .filter(([field]) => typeof result.total[field] === 'number')
          .map((told) => `- ${word(told, asking)} : [[${result.ref}:total.${told[0]}]]`);
  if (lines.length === 0) return say(inLanguage(language, 'Aucune donnée pour ce mois.', 'No data for that month.'));
  return say(`${nameMonth(month, language)} :\n${lines.join('\n')}`);
}

function word([, french, english]: Told, { language }: Asking): string {
  return inLanguage(language, french, english);
}

const FLOWS: readonly Told[] = [
  ['receipts', 'encaissements attendus', 'expected receipts'],
  ['payments', 'décaissements', 'payments'],
  ['movement', 'variation', 'movement'],
];

/** The ninety days to come, or those of them that the question names. */
function* readCash(reading: Reading, asking: Asking): Plan {
  const { language, asOf } = asking;
  if (!asking.tools.has('report_cash')) return sayNoTool(asking);
  const period = lastPeriod(reading);
  const ahead = period?.to != null && period.to > asOf ? period.to : null;
  const from = period?.from != null && period.from > asOf ? period.from : null;
  const result = yield* readTable(
    'report_cash',
    {},
    {
      where: [
        { field: 'list', op: '=', value: 'weeks' },
        ...(from === null ? [] : [{ field: 'week', op: '>=' as const, value: from }]),
        ...(ahead === null ? [] : [{ field: 'week', op: '<=' as const, value: ahead }]),
      ],
    },
  );
  if (isRefused(result)) return say(result.sentence);
  const first = result.rows[0];
  const last = result.rows.at(-1);
  if (!first || !last) return say(inLanguage(language, 'Aucune semaine à cette date.', 'No week at that date.'));
  const lines = FLOWS.map((told) => `- ${word(told, asking)} : [[${result.ref}:sum.${told[0]}]]`);
  if (typeof last.fields['balance'] === 'number')
    lines.push(
      `- ${inLanguage(language, 'solde en fin de période', 'closing balance')} : [[${result.ref}:${last.key}.balance]]`,
    );
  const weeks = inLanguage(
    language,
    `Trésorerie prévue, semaines du [[${result.ref}:${first.key}.week]] au [[${result.ref}:${last.key}.week]]`,
    `Cash expected, weeks of [[${result.ref}:${first.key}.week]] to [[${result.ref}:${last.key}.week]]`,
  );
  return say(`${weeks} :\n${lines.join('\n')}`);
}

/** Who is booked beyond their days, with the days that prove it. */
function* listConflicts(asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('report_plan')) return sayNoTool(asking);
  const result = yield* readTable('report_plan', {}, { where: [{ field: 'list', op: '=', value: 'conflicts' }] });
  if (isRefused(result)) return say(result.sentence);
  const count = `[[${result.ref}:count]]`;
  if (result.rows.length === 0)
    return say(
      inLanguage(
        language,
        `${count} conflit : aucun consultant n’est surbooké.`,
        `${count} conflicts: nobody is overbooked, none.`,
      ),
    );
  const lines = result.rows.map((row) => `- ${row.label} (${row.subject})`);
  return say(
    `${count} ${inLanguage(language, 'conflit(s) de planning', 'planning conflict(s)')} :\n${[...new Set(lines)].join('\n')}`,
  );
}
