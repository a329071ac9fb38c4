// The firm's civil day: the one entry of the clock into everything that decides. A French firm's day turns at
// midnight in Paris, wherever its server stands.

/** @param fixedToday VIGIE_TODAY, 'YYYY-MM-DD', or null. @returns 'YYYY-MM-DD'. */
export function readCurrentDay(fixedToday: string | null): string {
  // The Canadian way of writing a date is ISO's.
  return fixedToday ?? new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(Date.now());
}
