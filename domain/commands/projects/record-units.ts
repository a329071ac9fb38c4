// Units delivered: those of a TMA (UO, tickets) in a month, included, carried over, or overage to invoice; those of a
// person on call on a day, at the project's own rates.
import { z } from 'zod';
import { composeTerms, type ManagedService } from '../../contract/kinds.ts';
import { consumeUnits, monthsOfService } from '../../contract/managed-service.ts';
import { multiply, parseDecimal, roundDecimal, sum, type Fraction } from '../../fraction.ts';
import { sayEurosAndCents, sayNumber } from '../../french.ts';
import { eurosFromCents, showEuros } from '../../money.ts';
import { firstDayOf, monthOf, type Month } from '../../periods.ts';
import type { BillingFacts } from '../../billing.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { defineCommand, NOT_FOUND, refuse, type Plan, type Refusal } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { civilDate, code, decimal, month } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type { ProjectCommandRow, UnitsRow } from '../rows.ts';
import { amountsOf } from '../contract-amounts.ts';
import { planOnCallUnits, type OnCallFacts, type OnCallWish } from './on-call-units.ts';

const input = z
  .strictObject({
    project: code,
    units: decimal,
    /** Of a TMA. */
    month: month.optional(),
    /** Of a person on call: who, on which day, at which rate of the project. */
    consultant: code.optional(),
    date: civilDate.optional(),
    rate: code.optional(),
  })
  .refine(
    ({ month: service, consultant, date, rate }) =>
      service === undefined
        ? consultant !== undefined && date !== undefined && rate !== undefined
        : consultant === undefined && date === undefined && rate === undefined,
    'un mois de TMA, ou bien le consultant, le jour et le tarif d’une astreinte',
  );
type Asked = z.output<typeof input>;

/** Null: units of a TMA. */
function onCallOf({ consultant, date, rate, units }: Asked): OnCallWish | null {
  return consultant === undefined || date === undefined || rate === undefined
    ? null
    : { consultant, date, rate, units };
}

function monthAsked(asked: Asked): Month {
  return asked.month ?? monthOf(asked.date ?? '');
}

type Facts = {
  readonly project: ProjectCommandRow | null;
  readonly units: readonly UnitsRow[];
  readonly monthClosed: boolean;
  /** The month's fee and overage are already invoiced. */
  readonly invoiced: boolean;
  readonly onCall: OnCallFacts | null;
};

async function loadOnCall(
  project: string,
  { consultant, date, rate }: OnCallWish,
  billing: BillingFacts | null,
  read: FirmReader,
): Promise<OnCallFacts> {
  return {
    consultant: await read.get('consultant', { code: consultant }),
    rates: await read.find('onCallRate', { project }),
    existing: await read.get('onCallUnits', { project, consultant, workedOn: date, rate }),
    billing,
    monthClosed: await read.isMonthClosed(monthOf(date)),
  };
}

function overageOf(term: ManagedService, units: ReadonlyMap<Month, string>, own: Month | null): Fraction {
  const months = consumeUnits(term, units).filter((served) => own === null || served.month === own);
  return sum(months.map(({ overage }) => overage));
}

function planServiceUnits(
  project: ProjectCommandRow,
  facts: Facts,
  asked: { readonly month: Month; readonly units: string },
  today: CivilDate,
): Plan | Refusal {
  const term = composeTerms(amountsOf(project)).find((own) => own.kind === 'managed_service');
  if (!term) return refuse('not_managed_service', `${project.code} n'est pas une TMA (${project.contractKind}).`);
  if (!monthsOfService(term).includes(asked.month))
    return refuse('month_outside_service', `${asked.month} est hors du service de ${project.code}.`);
  if (asked.month > monthOf(today)) return refuse('units_in_future', `${asked.month} n'a pas commencé.`);
  if (facts.monthClosed) return refuse('month_closed', `Le mois ${asked.month} est clos.`);
  if (facts.invoiced)
    return refuse(
      'units_invoiced',
      `${asked.month} est déjà facturé sur ${project.code} : il se corrige par un avoir.`,
    );
  const before = facts.units.find((row) => monthOf(row.month) === asked.month) ?? null;
  const known = new Map(facts.units.map((row) => [monthOf(row.month), row.units]));
  const will = new Map(known).set(asked.month, asked.units);
  const own = overageOf(term, will, asked.month);
  const price = (units: ReadonlyMap<Month, string>) =>
    showEuros(multiply(overageOf(term, units, null), eurosFromCents(term.unitPriceCents)));
  const ownPrice = showEuros(multiply(own, eurosFromCents(term.unitPriceCents)));
  return {
    effect: {
      sentence: `${project.code} : ${sayNumber(roundDecimal(parseDecimal(asked.units), 4))} unités en ${asked.month}, dont ${sayNumber(roundDecimal(own, 4))} au-delà du forfait (${sayEurosAndCents(ownPrice)}).`,
      rows: [
        {
          entity: 'units',
          before,
          after: { project: project.code, month: firstDayOf(asked.month), units: asked.units },
        },
      ],
      // Units not used this month are carried to the next ones: the overage of all of them moves.
      indicators: [
        {
          label: 'Dépassements du contrat',
          subject: project.code,
          before: price(known),
          after: price(will),
          unit: 'EUR',
        },
      ],
    },
  };
}

export const recordUnits = defineCommand({
  name: 'record_units',
  label: 'Saisir des unités (TMA, astreinte)',
  input,
  rights: { responsable: 'own', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [
    { kind: 'project', key: asked.project },
    { kind: 'month', key: monthAsked(asked), shared: true },
  ],
  load: async (asked, read, { today }): Promise<Facts> => {
    const billed = await read.billingFacts(monthAsked(asked), today, [asked.project]);
    const billing = billed.find((project) => project.code === asked.project) ?? null;
    const onCall = onCallOf(asked);
    return {
      project: await read.get('project', { code: asked.project }),
      units: await read.find('units', { project: asked.project }),
      monthClosed: await read.isMonthClosed(monthAsked(asked)),
      invoiced: billing?.serviceTaken ?? false,
      onCall: onCall && (await loadOnCall(asked.project, onCall, billing, read)),
    };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today }) => {
    const { project } = facts;
    if (!project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    const onCall = onCallOf(asked);
    if (onCall && facts.onCall) return planOnCallUnits(project, facts.onCall, onCall, today);
    return planServiceUnits(project, facts, { month: monthAsked(asked), units: asked.units }, today);
  },
});
