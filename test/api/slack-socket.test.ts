// Socket Mode: the same requests, from inside, without a public address.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFakeSocket, type FakeSocket } from './fake-slack-socket.ts';
import { TEAM, until } from './fake-slack.ts';
import { openSlackFirm, type SlackFirm } from './slack-firm.ts';

let firm: SlackFirm;
let socket: FakeSocket;

beforeAll(async () => {
  socket = await openFakeSocket();
  firm = await openSlackFirm({ firm: false, socketUrl: socket.url });
  await firm.addMember('U0DIR', 'direction@esn.fr', ['direction']);
  await until(() => socket.connections() === 1);
});
afterAll(async () => {
  await firm.close();
  await socket.close();
});

function writeEnvelope(text: string, user: string) {
  return {
    envelope_id: randomUUID(),
    type: 'slash_commands',
    accepts_response_payload: true,
    payload: {
      team_id: TEAM,
      channel_id: 'C0GENERAL',
      user_id: user,
      command: '/vigie',
      text,
      api_app_id: 'A0VIGIE',
      response_url: firm.fake.responseUrl('socket'),
      trigger_id: randomUUID(),
    },
  };
}

test('une commande est reçue tout de suite, traitée une fois, et a sa réponse', async () => {
  firm.answerWith(() => ({ answer: 'Par le tuyau.' }));
  const envelope = writeEnvelope('derive', 'U0DIR');
  socket.send(envelope);
  socket.send({ ...envelope, retry_attempt: 1, retry_reason: 'timeout' });
  const [answer] = await until(
    () => firm.fake.answers('socket'),
    (answers) => answers.length > 0,
  );
  expect(answer).toMatchObject({ text: 'Par le tuyau.', response_type: 'ephemeral' });
  expect(socket.received).toMatchObject([{ envelope_id: envelope.envelope_id }, { envelope_id: envelope.envelope_id }]);
  await wait(200);
  expect(firm.turns).toMatchObject([{ text: 'Quels projets dérivent ?' }]);
  expect(firm.fake.answers('socket')).toHaveLength(1);
});

test('par HTTP, la porte reste fermée', async () => {
  const answer = await fetch(`${firm.api.url}/api/slack/events`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(401);
});
