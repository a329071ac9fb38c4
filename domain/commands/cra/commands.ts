// CRA: entered, submitted, validated, corrected, reminded.
import { askClientValidation } from './ask-client-validation.ts';
import { correctTime } from './correct-time.ts';
import { rejectTimesheet, reopenTimesheet, validateTimesheet } from './decide-timesheet.ts';
import { enterTime } from './enter-time.ts';
import { acceptAnomaly, remindTimesheets } from './follow-timesheets.ts';
import { recordClientValidation } from './record-client-validation.ts';
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
  askClientValidation,
  recordClientValidation,
] as const;
