// On-call units at their price of the day: the rate of their project that had begun by then, times its coefficient.
import type { Transaction } from '../connection.ts';

/** Units done, with the label and the price in cents of one (the rule: domain/contract/on-call.ts). */
export function pricedOnCall(tx: Transaction) {
  return tx`
    select u.id, u.project_id, u.consultant_id, u.worked_on, u.rate, u.units, r.label,
      round(r.unit_price_cents * r.coefficient)::bigint as price_cents
    from on_call_units u join lateral (
      select o.label, o.unit_price_cents, o.coefficient from on_call_rates o
      where o.project_id = u.project_id and o.code = u.rate and o.starts_on <= u.worked_on
      order by o.starts_on desc limit 1) r on true
    where u.units > 0`;
}
