// Staffing: who works on what, from when, for how long.
import { assignConsultant } from './assign-consultant.ts';
import { cancelAssignment } from './cancel-assignment.ts';
import { confirmAssignment, endAssignment, moveAssignment, replaceConsultant } from './change-assignment.ts';
import { requestPeople } from './request-people.ts';

export const STAFFING_COMMANDS = [
  assignConsultant,
  replaceConsultant,
  moveAssignment,
  endAssignment,
  cancelAssignment,
  confirmAssignment,
  requestPeople,
] as const;
