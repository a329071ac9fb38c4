// Staffing: who works on what, from when, for how long.
import { assignConsultant } from './assign-consultant.ts';

export const STAFFING_COMMANDS = [assignConsultant] as const;
