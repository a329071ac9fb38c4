// Each kept history is replayed on today's code: an open deal goes on after an upgrade, and a changed rule or calendar
// does not matter, for the answers of the rules are in the history.

import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { findWorkflowBundle } from '../../activities/workflow-bundle.ts';
import { WORKFLOWS } from '../../workflows/messages.ts';
import { listHistories, readHistory } from './histories.ts';
import { quietRuntime } from './test-temporal.ts';

const names = listHistories();

describe('the kept histories', () => {
  let codePath: string;
  const replay = (history: object): Promise<void> => Worker.runReplayHistory({ workflowBundle: { codePath } }, history);

  beforeAll(async () => {
    quietRuntime();
    codePath = await findWorkflowBundle(join(inject('testClusterFolder'), 'bundles'));
  });

  test('there is one of each workflow', () => {
    const kinds = Object.keys(WORKFLOWS);
    expect(kinds.filter((kind) => !names.some((name) => name.startsWith(`${kind}-`)))).toEqual([]);
    expect(names.filter((name) => !kinds.some((kind) => name.startsWith(`${kind}-`)))).toEqual([]);
  });

  test.each(names)('%s is replayed by today’s code', async (name) => {
    await expect(replay(readHistory(name))).resolves.toBeUndefined();
  });

  test('a run that asked for something else is not', async () => {
    const history = readHistory(names[0] ?? '');
    for (const { activityTaskScheduledEventAttributes: scheduled } of history.events) {
      if (scheduled?.activityType) scheduled.activityType.name = 'askedSomethingElse';
    }
    await expect(replay(history)).rejects.toThrow('Nondeterminism');
  });
});
