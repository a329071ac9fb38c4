// The workflows' code stands alone: it bundles, with nothing of Node and none of the rules in it.

import { beforeAll, describe, expect, test } from 'vitest';
import { bundleWorkflows } from '../../activities/workflow-bundle.ts';

describe('the bundle of the workflows', () => {
  let code: string;
  beforeAll(async () => {
    code = await bundleWorkflows();
  });

  test('holds the pages of the manual and what they share', () => {
    for (const file of ['deal', 'invoice', 'proposal', 'page', 'patience', 'messages', 'manual']) {
      expect(code).toContain(`./workflows/${file}.ts`);
    }
  });

  test('takes no rule, no SQL, no activity, nothing of Node', () => {
    for (const folder of ['domain', 'db', 'activities', 'api', 'agents']) expect(code).not.toMatch(`"./${folder}/`);
    expect(code).not.toMatch(/require\(["'](node:|fs|crypto|path|postgres|zod)/);
    expect(code).not.toMatch(/external "node:/);
  });
});
