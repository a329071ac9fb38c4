// How long a workflow waits for an activity, and how it tries again: until it works, for facts are never given up.

import type { ActivityOptions } from '@temporalio/workflow';

export const PATIENCE: ActivityOptions = {
  // Longer than the database lets a statement (30 s) and an idle transaction (60 s) live: an attempt that is given up
  // holds nothing any more.
  startToCloseTimeout: '90 seconds',
  retry: {
    initialInterval: '500 milliseconds',
    backoffCoefficient: 2,
    // A repaired database is noticed within a minute.
    maximumInterval: '1 minute',
  },
};
