// CRA: entered, submitted, validated, corrected, reminded.
import { correctTime } from './correct-time.ts';
import { rejectTimesheet, reopenTimesheet, validateTimesheet } from './decide-timesheet.ts';
import { enterTime } from './enter-time.ts';
import { acceptAnomaly, recordClientValidation, remindTimesheets } from './follow-timesheets.ts';
import { submitTimesheet } from './submit-timesheet.ts';

export const CRA_COMMANDS = [
  enterTime,
  submitTimesheet,
  validateTimesheet,
  rejectTimesheet,
  reopenTimesheet,
  correctTime,
  acceptAnomaly,
  remindTimesheets,
  recordClientValidation,
] as const;
