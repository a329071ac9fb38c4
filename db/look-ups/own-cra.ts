// One's own month in two figures: what is suggested for its empty days, and what is missing up to the day.

import { describeMonth, quartersByDay } from '../../domain/cra/month-sheet.ts';
import { monthOf, type Month } from '../../domain/periods.ts';
import type { Sql } from '../connection.ts';
import { readCraMonth, suggestFor } from './cra-facts.ts';

type OwnCra = { readonly month: Month; readonly suggestedDays: number; readonly missingDays: number };

export async function readOwnCra(sql: Sql, consultant: string, today: string): Promise<OwnCra> {
  const month = monthOf(today);
  return sql.begin('isolation level repeatable read read only', async (tx): Promise<OwnCra> => {
    const facts = await readCraMonth(tx, month, consultant);
    const person = facts.people.get(consultant);
    if (!person) throw new Error(`consultant ${consultant} is not among the people`);
    const suggested = quartersByDay(suggestFor(facts, person));
    const days = describeMonth(person, month, quartersByDay(facts.rows.get(consultant) ?? []), suggested, today);
    return {
      month,
      suggestedDays: days.reduce((sum, day) => sum + day.suggestedQuarters, 0) / 4,
      missingDays: facts.closed ? 0 : days.reduce((sum, day) => sum + day.missingQuarters, 0) / 4,
    };
  });
}
