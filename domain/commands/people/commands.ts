// People: they join, change, learn, cost, leave.
import { createConsultant } from './create-consultant.ts';
import { endContract } from './end-contract.ts';
import { recordVigilance } from './record-vigilance.ts';
import { setCost } from './set-cost.ts';
import { setSkills } from './set-skills.ts';
import { updateConsultant } from './update-consultant.ts';

export const PEOPLE_COMMANDS = [
  createConsultant,
  updateConsultant,
  setSkills,
  recordVigilance,
  endContract,
  setCost,
] as const;
