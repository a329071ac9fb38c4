// What the calendar alone tells: the public holidays of a period.

import { frenchHolidays } from '../../../domain/calendar.ts';
import { weekdayOf } from '../../../domain/civil-dates.ts';
import { sayDate } from '../../../domain/french.ts';
import { endWith, inLanguage, say, type Asking, type End, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { clearNames, has, type Reading } from '../reading.ts';

const HOLIDAYS = /(?<!\p{L})(?:jours? f[ée]ri[ée]s?|f[ée]ri[ée]s|(?:public|bank) holidays?)(?!\p{L})/iu;
/** Time entered on one is an anomaly. */
const WORKED =
  /(?<!\p{L})(?:sais\p{L}+|travaill\p{L}+|boss\p{L}+|point\p{L}+|imput\p{L}+|anomali\p{L}+|cra|temps|time|logged|worked|entered|booked|qui|who)(?!\p{L})/iu;

/** Null: no holidays are asked for, or the time entered on them is. */
export function planHolidays(reading: Reading, asking: Asking): Plan | null {
  const asked = HOLIDAYS.test(reading.text) && !WORKED.test(reading.text);
  return asked && clearNames(reading).length === 0 && !has(reading, '@cra')
    ? endWith(sayHolidays(reading, asking))
    : null;
}

function sayHolidays(reading: Reading, { asOf, language }: Asking): End {
  const year = Number(asOf.slice(0, 4));
  const period = lastPeriod(reading);
  // A month told without its year is one to come.
  const said = period !== null && /(?:19|20)\d{2}/.test(reading.text.slice(period.start, period.end));
  const past = period?.to != null && period.to < asOf && !said && period.kind === 'month';
  const from = period?.from ?? asOf;
  const to = period?.to ?? `${year}-12-31`;
  const [first, last] = past
    ? [`${Number(from.slice(0, 4)) + 1}${from.slice(4)}`, `${Number(to.slice(0, 4)) + 1}${to.slice(4)}`]
    : [from, to];
  const years = [Number(first.slice(0, 4)), Number(last.slice(0, 4))];
  const days = [...new Set(years)].flatMap((one) => frenchHolidays(one)).filter((day) => day >= first && day <= last);
  const when = inLanguage(
    language,
    `du ${sayDate(first)} au ${sayDate(last)}`,
    `from ${sayDate(first)} to ${sayDate(last)}`,
  );
  if (days.length === 0)
    return say(inLanguage(language, `Aucun jour férié ${when}.`, `No public holiday ${when}: none.`));
  const off = inLanguage(language, ' (week-end)', ' (weekend)');
  const lines = days.map((day) => `- ${sayDate(day)}${weekdayOf(day) <= FRIDAY ? '' : off}`);
  return say(`${inLanguage(language, 'Jours fériés', 'Public holidays')} ${when} :\n${lines.join('\n')}`);
}

const FRIDAY = 5;
