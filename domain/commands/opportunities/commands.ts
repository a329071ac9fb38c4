// Opportunities: created, qualified, moved, won or lost.
import { loseOpportunity, moveOpportunity, setNeeds, updateOpportunity } from './change-opportunity.ts';
import { createOpportunity } from './create-opportunity.ts';
import { winOpportunity } from './win-opportunity.ts';

export const OPPORTUNITY_COMMANDS = [
  createOpportunity,
  updateOpportunity,
  setNeeds,
  moveOpportunity,
  winOpportunity,
  loseOpportunity,
] as const;
