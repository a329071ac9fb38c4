// Notices in Slack: each once, whatever Slack answers and whoever dies; never to who is not linked.

import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pino } from 'pino';
import { openSlack } from '../../api/slack/open-slack.ts';
import { propose } from '../../db/proposals/propose.ts';
import { changeFirm, openSlackFirm, type SlackFirm } from './slack-firm.ts';
import { until } from './fake-slack.ts';
import { commandNamed } from '../db/run-command.ts';

/** Long enough for several passes. */
const A_MOMENT_MS = 300;

let firm: SlackFirm;
const ids: Record<string, string> = {};

beforeAll(async () => {
  firm = await openSlackFirm({ firm: false, noticeIntervalMs: 20 });
  for (const [user, email, role] of [
    ['U0DIR', 'direction@esn.fr', 'direction'],
    ['U0ADV', 'adv@esn.fr', 'adv'],
  ] as const)
    ids[user] = (await firm.addMember(user, email, [role])).userId;
  ids['sans'] = (await firm.api.addPerson('sans-slack@esn.fr', ['direction'])).userId;
});
afterAll(() => firm.close());
beforeEach(async () => {
  // Those of the people added.
  await firm.api.database.app`update notices set read_at = transaction_timestamp() where read_at is null`;
  await until(
    () => firm.api.database.app`select 1 from slack_notices where state in ('waiting', 'sending')`,
    (rows) => rows.length === 0,
  );
  firm.fake.calls.length = 0;
  firm.fake.history.clear();
});

let key = 0;
async function tell(userId: string | undefined, text: string, link: string | null = null): Promise<number> {
  key += 1;
  const [row] = await firm.api.database.app<{ id: number }[]>`
    insert into notices (user_id, key, text, link) values (${userId ?? ''}, ${`essai:${key}`}, ${text}, ${link})
    returning id`;
  return row?.id ?? 0;
}

const stateOf = async (id: number): Promise<string | undefined> => {
  const [row] = await firm.api.database.app<{ state: string }[]>`
    select state from slack_notices where notice_id = ${id}`;
  return row?.state;
};
const isSent = (id: number) =>
  until(
    () => stateOf(id),
    (state) => state === 'sent',
  );
const posted = () => firm.fake.callsOf('chat.postMessage').map(({ args }) => args);
/** What arrived in a conversation, whatever was answered. */
const arrived = (channel: string) => (firm.fake.history.get(channel) ?? []).map(({ text }) => text);

/** The pause after a failure is over. */
const hurry = () => firm.api.database.app`
  update slack_notices set next_try_at = clock_timestamp() where state in ('waiting', 'sending')`;

describe('un avis non lu', () => {
  test('est dit une fois à sa personne, avec un lien vers sa page', async () => {
    const id = await tell(ids['U0DIR'], 'P014 dérive de 12 340 € <ici> & là https://voleur.example', '/projets/P014');
    await isSent(id);
    await wait(A_MOMENT_MS);
    expect(posted()).toMatchObject([
      {
        channel: 'DU0DIR',
        text: expect.stringContaining('P014 dérive de 12 340 €'),
        metadata: { event_payload: { notice: id } },
      },
    ]);
    const shown = JSON.stringify(posted());
    expect(shown).toContain(`<${firm.api.url}/projets/P014|Ouvrir>`);
    expect(shown).toContain('&amp; là');
    expect(shown).not.toContain('voleur.example');
  });

  test('n’est dit ni à qui n’est pas sur Slack, ni quand il est déjà lu', async () => {
    const unlinked = await tell(ids['sans'], 'Pour personne');
    const read = await tell(ids['U0ADV'], 'Déjà lu');
    await firm.api.database.app`update notices set read_at = transaction_timestamp() where id = ${read}`;
    await wait(A_MOMENT_MS);
    expect(await stateOf(unlinked)).toBeUndefined();
    expect(arrived('DU0DIR')).toEqual([]);
    expect((await stateOf(read)) ?? 'dropped').toMatch(/dropped|sent/);
  });

  test('qui porte sur une proposition a sa carte, à l’échelle des droits', async () => {
    const command = commandNamed('set_policy');
    const filed = await propose(firm.api.database.app, {
      command,
      input: { marginFloorPercent: 21 },
      askerId: ids['sans'] ?? '',
      askerKind: 'agent',
      channel: 'chat',
      today: '2026-10-31',
    });
    if (filed.state === 'refused') throw new Error(filed.sentence);
    const link = `/propositions/${filed.proposal.id}`;
    await isSent(await tell(ids['U0DIR'], 'Attend une décision.', link));
    await isSent(await tell(ids['U0ADV'], 'Attend une décision.', link));
    const [decider, other] = posted().map((args) => JSON.stringify(args));
    expect(decider).toContain('proposal_approve');
    expect(other).not.toContain('proposal_approve');
  });
});

describe('Slack a des ennuis', () => {
  test('pressé (429), il est écouté : l’avis attend, puis est dit une fois', async () => {
    firm.fake.mishap('chat.postMessage', { status: 429, retryAfter: 3600 });
    const id = await tell(ids['U0DIR'], 'Patience');
    const [row] = await until(
      () => firm.api.database.app<{ state: string; seconds: number }[]>`
        select state, extract(epoch from next_try_at - clock_timestamp())::int as seconds from slack_notices
        where notice_id = ${id} and tries > 0`,
      (rows) => rows.length > 0,
    );
    expect(row?.state).toBe('waiting');
    expect(row?.seconds).toBeGreaterThan(3500);
    await wait(A_MOMENT_MS);
    expect(posted()).toHaveLength(1);
    await hurry();
    await isSent(id);
    expect(arrived('DU0DIR')).toEqual(['Patience']);
  });

  test('en panne (503) avant d’écrire : l’avis est dit plus tard, une fois', async () => {
    firm.fake.mishap('chat.postMessage', { status: 503 }, { status: 503 });
    const id = await tell(ids['U0DIR'], 'Panne');
    await until(() => posted().length === 1);
    for (const times of [2, 3]) {
      await hurry();
      await until(() => posted().length === times);
    }
    await isSent(id);
    expect(arrived('DU0DIR')).toEqual(['Panne']);
  });

  test('en panne après avoir écrit : l’avis est retrouvé, et n’est pas redit', async () => {
    firm.fake.mishap('chat.postMessage', { status: 500, delivered: true });
    const id = await tell(ids['U0DIR'], 'Arrivé');
    await until(() => posted().length === 1);
    await until(
      async () =>
        (await firm.api.database.app`select 1 from slack_notices where notice_id = ${id} and tries = 1`).length === 1,
    );
    await hurry();
    await isSent(id);
    expect(arrived('DU0DIR')).toEqual(['Arrivé']);
    expect(posted()).toHaveLength(1);
  });

  test('quand un processus meurt entre l’envoi et sa marque, l’avis n’est pas redit', async () => {
    const id = await tell(ids['U0DIR'], 'Marque perdue');
    await isSent(id);
    // As the process that died left it.
    await firm.api.database.app`
      update slack_notices set state = 'sending', message = null, next_try_at = clock_timestamp() where notice_id = ${id}`;
    await isSent(id);
    expect(arrived('DU0DIR')).toEqual(['Marque perdue']);
  });

  test('quand il est mort avant d’envoyer, l’avis est dit', async () => {
    firm.fake.mishap('chat.postMessage', { status: 429, retryAfter: 3600 });
    const id = await tell(ids['U0DIR'], 'Pas parti');
    await until(() => posted().length === 1);
    await until(async () => (await stateOf(id)) === 'waiting');
    await firm.api.database.app`
      update slack_notices set state = 'sending', sending_since = clock_timestamp(), next_try_at = clock_timestamp()
      where notice_id = ${id}`;
    await isSent(id);
    expect(arrived('DU0DIR')).toEqual(['Pas parti']);
  });

  test('et l’historique aussi : rien n’est redit tant qu’on ne sait pas', async () => {
    firm.fake.mishap('chat.postMessage', { status: 500, delivered: true });
    firm.fake.mishap('conversations.history', { status: 500 }, { error: 'ratelimited' });
    const id = await tell(ids['U0DIR'], 'Qui sait');
    await until(() => posted().length === 1);
    for (const tries of [1, 2, 3]) {
      await until(
        async () =>
          (await firm.api.database.app`select 1 from slack_notices where notice_id = ${id} and tries = ${tries}`)
            .length === 1,
      );
      await hurry();
    }
    await isSent(id);
    expect(arrived('DU0DIR')).toEqual(['Qui sait']);
    expect(posted()).toHaveLength(1);
  });

  test('un compte que Slack ne connaît plus est abandonné, et les autres sont servis', async () => {
    firm.fake.mishap('conversations.open', { error: 'user_not_found' });
    const lost = await tell(ids['U0ADV'], 'Perdu');
    const other = await tell(ids['U0DIR'], 'Suivant');
    await isSent(other);
    expect(
      await until(
        () => stateOf(lost),
        (state) => state === 'dropped',
      ),
    ).toBe('dropped');
  });

  test('un lien retiré entre-temps : rien n’est dit', async () => {
    firm.fake.mishap('chat.postMessage', { status: 429, retryAfter: 3600 });
    const id = await tell(ids['U0ADV'], 'Plus à vous');
    await until(async () => (await stateOf(id)) === 'waiting' && posted().length === 1);
    await changeFirm(firm, (tx) => tx`delete from slack_users where slack_user = 'U0ADV'`);
    await hurry();
    expect(
      await until(
        () => stateOf(id),
        (state) => state === 'dropped',
      ),
    ).toBe('dropped');
    expect(arrived('DU0ADV')).toEqual([]);
    await firm.link('U0ADV', ids['U0ADV'] ?? '');
  });
});

test('deux processus à la fois disent chaque avis une fois', async () => {
  const other = openSlack({
    appSql: firm.api.database.app,
    today: () => '2026-10-31',
    publicUrl: firm.api.url,
    settings: { botToken: 'xoxb-essai', signingSecret: null, appToken: null, apiUrl: firm.fake.apiUrl },
    ask: () => Promise.reject(new Error('nobody asks')),
    log: pino({ level: 'silent' }),
    noticeIntervalMs: 20,
  });
  const texts = Array.from({ length: 40 }, (_, at) => `Avis ${at}`);
  const told = await Promise.all(texts.map((text) => tell(ids['U0DIR'], text)));
  await Promise.all(told.map(isSent));
  await other.close();
  expect(arrived('DU0DIR').map(String).toSorted()).toEqual(texts.toSorted());
});
