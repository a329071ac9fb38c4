// On-call units of a person on a day (astreinte, intervention out of hours): beside their days, which they never raise,
// billed at the project's own rates.
import type { BillingFacts } from '../../billing.ts';
import type { CivilDate } from '../../civil-dates.ts';
import { onCallPriceCents, rateOn } from '../../contract/on-call.ts';
import { fraction, multiply, parseDecimal, roundDecimal } from '../../fraction.ts';
import { sayDate, sayEurosAndCents, sayNumber } from '../../french.ts';
import { roundToCents } from '../../money.ts';
import { NOT_FOUND, refuse, type Plan, type Refusal } from '../command.ts';
import type { ConsultantRow, OnCallRateRow, OnCallUnitsRow, ProjectCommandRow } from '../rows.ts';

export type OnCallFacts = {
  readonly consultant: ConsultantRow | null;
  readonly rates: readonly OnCallRateRow[];
  /** Units already recorded under that rate on that day. */
  readonly existing: OnCallUnitsRow | null;
  readonly billing: BillingFacts | null;
  readonly monthClosed: boolean;
};

export type OnCallWish = {
  readonly consultant: string;
  readonly date: CivilDate;
  readonly rate: string;
  /** A decimal text; "0": none after all. */
  readonly units: string;
};

function isBilled({ existing, billing }: OnCallFacts): boolean {
  if (existing === null || Number(existing.units) === 0) return false;
  return !billing?.onCall.some(
    ({ consultant, workedOn, rate }) =>
      consultant === existing.consultant && workedOn === existing.workedOn && rate === existing.rate,
  );
}

export function planOnCallUnits(
  project: ProjectCommandRow,
  facts: OnCallFacts,
  asked: OnCallWish,
  today: CivilDate,
): Plan | Refusal {
  const { consultant, rates, existing } = facts;
  if (!consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
  if (project.client === null || project.contractKind === 'interne')
    return refuse('project_internal', `${project.code} n'a pas de client à qui facturer une astreinte.`);
  const rate = rateOn(rates, asked.rate, asked.date);
  if (!rate)
    return refuse(
      'on_call_rate_missing',
      `${project.code} n'a pas de tarif d'astreinte ${asked.rate} au ${sayDate(asked.date)} : il se fixe par un avenant (change_contract).`,
    );
  if (asked.date > today) return refuse('units_in_future', `Le ${sayDate(asked.date)} n'est pas passé.`);
  if (facts.monthClosed) return refuse('month_closed', `Le mois ${asked.date.slice(0, 7)} est clos.`);
  if (isBilled(facts))
    return refuse(
      'units_invoiced',
      `Les unités ${asked.rate} de ${consultant.code} du ${sayDate(asked.date)} sont facturées : elles se reprennent par un avoir.`,
    );
  const worth = (units: string) => roundToCents(multiply(parseDecimal(units), fraction(onCallPriceCents(rate), 100n)));
  const before = existing === null ? null : worth(existing.units);
  const after: OnCallUnitsRow = {
    project: project.code,
    consultant: consultant.code,
    workedOn: asked.date,
    rate: asked.rate,
    units: asked.units,
  };
  if (existing !== null && Number(existing.units) === Number(asked.units))
    return refuse('nothing_changed', 'Ces unités sont déjà saisies.');
  return {
    effect: {
      sentence: `${project.code} : ${sayNumber(roundDecimal(parseDecimal(asked.units), 4))} × ${rate.label} (${sayEurosAndCents(onCallPriceCents(rate) / 100)}) de ${consultant.firstName} ${consultant.lastName} le ${sayDate(asked.date)}.`,
      rows: [{ entity: 'onCallUnits', before: existing, after }],
      euros: [{ label: 'Astreintes à facturer HT', beforeCents: before, afterCents: worth(asked.units) }],
    },
  };
}
