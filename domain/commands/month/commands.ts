// The end of a month.
import { closeMonth, reopenMonth, startMonthEnd } from './close-month.ts';

export const MONTH_COMMANDS = [startMonthEnd, closeMonth, reopenMonth] as const;
