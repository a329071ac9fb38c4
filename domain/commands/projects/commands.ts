// Projects: opened, budgeted, forecast, accepted, amended, closed.
import { acceptMilestone } from './accept-milestone.ts';
import { cancelProject } from './cancel-project.ts';
import { changeContract } from './change-contract.ts';
import { closeProject } from './close-project.ts';
import { declareRaf } from './declare-raf.ts';
import { openProject } from './open-project.ts';
import { recordUnits } from './record-units.ts';
import { setBudget } from './set-budget.ts';
import { updateProject } from './update-project.ts';

export const PROJECT_COMMANDS = [
  openProject,
  updateProject,
  setBudget,
  declareRaf,
  acceptMilestone,
  recordUnits,
  closeProject,
  cancelProject,
  changeContract,
] as const;
