// /vigie cra of somebody who has a CRA of their own: what their month waits for stands under the answer.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './fake-slack.ts';
import { changeFirm, openSlackFirm, type SlackFirm } from './slack-firm.ts';

let firm: SlackFirm;
beforeAll(async () => {
  firm = await openSlackFirm();
  await firm.addMember('U0ZOE', 'zoe.lefevre8@esn-exemple.fr', ['consultant']);
  await firm.addMember('U0ADV', 'adv@esn.fr', ['adv']);
});
afterAll(() => firm.close());

const ask = async (text: string, user: string): Promise<string> => {
  const name = await firm.type(text, user);
  const answers = await until(
    () => firm.fake.answers(name),
    (given) => given.length > 0,
  );
  return JSON.stringify(answers[0]?.['blocks']).replaceAll(/\s/g, ' ');
};

test('cra dit à un consultant ce qui manque, et ce qui est prêt à reprendre là où la maison le propose', async () => {
  expect(await ask('cra', 'U0ZOE')).toContain('Votre CRA, octobre 2026 : il manque 22 j. <');
  await changeFirm(
    firm,
    (tx) => tx`insert into firm (id, settings) values (1, '{"prefill_from_assignments": true}')
      on conflict (id) do update set settings = firm.settings || excluded.settings`,
  );
  const told = await ask('cra', 'U0ZOE');
  expect(told).toContain('Votre CRA, octobre 2026 : 22 j prêts à reprendre, il manque 22 j. <');
  expect(told).toContain(`<${firm.api.url}/cra|Ouvrir>`);
});

test('ni à qui n’a pas de CRA, ni sous une autre question', async () => {
  expect(await ask('cra', 'U0ADV')).not.toContain('Votre CRA');
  expect(await ask('dispo', 'U0ZOE')).not.toContain('Votre CRA');
});
