// Delegations over HTTP: each reads what they lent and were lent, and nobody else's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownDelegations } from '../../api/contract/delegations.ts';
import { openTestApi, type TestApi } from './test-api.ts';

let api: TestApi;
const keys = {} as Record<'direction' | 'daf' | 'adv', string>;

beforeAll(async () => {
  api = await openTestApi();
  for (const role of ['direction', 'daf', 'adv'] as const)
    keys[role] = (await api.addPerson(`${role}@esn.fr`, [role])).key;
});
afterAll(() => api.close());

async function lend(body: object): Promise<string> {
  const answer = await fetch(`${api.url}/api/commands/set_delegation`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.direction}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { effect: { sentence: string } }).effect.sentence;
}
async function show(who: keyof typeof keys) {
  const answer = await fetch(`${api.url}/api/delegations`, { headers: { authorization: `Bearer ${keys[who]}` } });
  return shownDelegations.strict().parse(await answer.json());
}

test('ce que l’on confie se lit des deux côtés, jusqu’à ce qu’on le reprenne', async () => {
  const period = { startsOn: '2026-10-31', endsOn: '2026-11-13' };
  const sentence = await lend({ to: 'daf@esn.fr', ...period, commands: ['write_off', 'close_month'], ceiling: 10_000 });
  // Decisions are told by what they are called.
  expect(sentence).toContain(': Clore un mois ; Passer une facture en perte.');
  const lent = {
    from: 'direction@esn.fr',
    to: 'daf@esn.fr',
    commands: ['close_month', 'write_off'],
    ...period,
    ceiling: 10_000,
  };
  expect(await show('direction')).toEqual({ given: [lent], received: [], people: ['adv@esn.fr', 'daf@esn.fr'] });
  expect(await show('daf')).toMatchObject({ given: [], received: [lent] });
  expect(await show('adv')).toMatchObject({ given: [], received: [] });
  await lend({ to: 'daf@esn.fr', ...period, commands: [] });
  expect((await show('direction')).given).toEqual([]);
});
