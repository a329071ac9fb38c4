// From a wish to a proposal: what the command needs is looked up by tools, what lacks is asked back.

import type { Asking, Plan } from '../plan.ts';
import type { Reading } from '../reading.ts';
import { issueCredit, issueInvoices, proposeDunning, remindTimesheets } from './money-wishes.ts';
import { decideLeave, requestLeave } from './leave-wishes.ts';
import { acceptMilestone, closeMonth, declareRaf, fixTime } from './people-wishes.ts';
import { askWhatToChase, decideDeal, moveDeal } from './deal-wishes.ts';
import { replaceSomeone, staffSomeone } from './staffing-wishes.ts';
import { validateTimesheet } from './validate-wishes.ts';
import type { Wish } from '../plans/wish.ts';

const PLANS: Readonly<Record<Wish, (reading: Reading, asking: Asking) => Plan>> = {
  replace: replaceSomeone,
  credit: issueCredit,
  fix_time: fixTime,
  remind: remindTimesheets,
  dun: proposeDunning,
  chase: askWhatToChase,
  raf: declareRaf,
  milestone: acceptMilestone,
  absence: requestLeave,
  leave: decideLeave,
  validate: validateTimesheet,
  close: closeMonth,
  won: (reading, asking) => decideDeal('win_opportunity', reading, asking),
  lost: (reading, asking) => decideDeal('lose_opportunity', reading, asking),
  stage: moveDeal,
  invoice: issueInvoices,
  staff: staffSomeone,
};

export function carryOut(wish: Wish, reading: Reading, asking: Asking): Plan {
  return PLANS[wish](reading, asking);
}
