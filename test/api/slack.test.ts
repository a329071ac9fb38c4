// Questions from Slack: signed, heard once, answered with the rights of who asks, for their eyes alone.

import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sign, until, writeCommand, writeEvent } from './fake-slack.ts';
import { changeFirm, openSlackFirm, type SlackFirm } from './slack-firm.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
/** Long enough for what should not happen to happen. */
const A_MOMENT_MS = 200;

let firm: SlackFirm;
let direction: { userId: string; key: string };

beforeAll(async () => {
  firm = await openSlackFirm({ firm: false });
  direction = await firm.addMember('U0DIR', 'direction@esn.fr', ['direction']);
  await firm.addMember('U0ADV', 'adv@esn.fr', ['adv']);
});
afterAll(() => firm.close());
beforeEach(() => {
  firm.turns.length = 0;
  firm.fake.calls.length = 0;
  firm.answerWith(() => ({}));
});

const answerTo = (name: string): Promise<Record<string, unknown>[]> =>
  until(
    () => firm.fake.answers(name),
    (answers) => answers.length > 0,
  );

const NOTICE_METHODS: ReadonlySet<string> = new Set(['conversations.open', 'chat.postMessage']);

describe('une demande qui n’est pas de Slack', () => {
  const body = (): string => writeCommand('derive', { user: 'U0DIR' }, firm.fake.responseUrl('jamais'));
  const now = Math.trunc(Date.now() / 1000);

  test.each<[string, () => { body: string; headers: Record<string, string> }]>([
    ['signée d’un autre secret', () => sign(body(), FORM, { secret: 'un autre secret' })],
    ['vieille de six minutes', () => sign(body(), FORM, { at: now - 360 })],
    ['dont le corps a changé', () => ({ ...sign(body(), FORM), body: `${body()}&text=marge` })],
    ['dont l’heure a changé', () => withHeader(sign(body(), FORM), 'x-slack-request-timestamp', String(now - 1))],
    ['sans signature', () => withHeader(sign(body(), FORM), 'x-slack-signature', '')],
    ['sans heure', () => withHeader(sign(body(), FORM), 'x-slack-request-timestamp', 'demain')],
    ['à la signature tronquée', () => withHeader(sign(body(), FORM), 'x-slack-signature', 'v0')],
  ])('%s est refusée, et rien ne se passe', async (_what, make) => {
    const answer = await firm.send(make());
    expect(answer.status).toBe(401);
    await wait(A_MOMENT_MS);
    expect(firm.turns).toEqual([]);
    // The firm's own notices may leave at any time.
    expect(firm.fake.calls.filter(({ method }) => !NOTICE_METHODS.has(method))).toEqual([]);
  });

  test('qui est illisible, ou trop grosse, est refusée', async () => {
    expect((await firm.send(sign('{', JSON_TYPE))).status).toBe(400);
    expect((await firm.send(sign(`{"a":"${'x'.repeat(300_000)}"}`, JSON_TYPE))).status).toBe(413);
  });
});

function withHeader<R extends { headers: Record<string, string> }>(request: R, name: string, value: string): R {
  const { [name]: _old, ...headers } = request.headers;
  return { ...request, headers: value === '' ? headers : { ...headers, [name]: value } };
}

describe('/vigie', () => {
  test.each([
    ['derive', 'Quels projets dérivent ?'],
    ['Dérive', 'Quels projets dérivent ?'],
    ['marge ATLAS', 'Quelle est la marge de ATLAS ?'],
    ['dispo', 'Qui est disponible ?'],
    ['cra', 'Quels CRA manquent ?'],
    ['facturation octobre', 'Quels projets sont à facturer en octobre ?'],
    ['facturation', 'Quels projets sont à facturer ce mois-ci ?'],
    ['ou O0008', 'Où en est O0008 ?'],
    ['où en est O0008 ?', 'où en est O0008 ?'],
    ['marge de P014 en octobre', 'marge de P014 en octobre'],
    ['quel client nous doit le plus ?', 'quel client nous doit le plus ?'],
    ['quels projets ont TACE &lt; 80 % <https://vigie.firme.fr|P014> <@U0BOT>', 'quels projets ont TACE < 80 % P014'],
  ])('%s demande « %s » à l’assistant, au nom de qui demande', async (text, question) => {
    firm.answerWith(() => ({ answer: `Réponse à ${question}` }));
    await answerTo(await firm.type(text, 'U0DIR'));
    expect(firm.turns).toMatchObject([{ text: question, person: { userId: direction.userId } }]);
  });

  test('répond à qui demande seul, chiffres liés à leurs lignes, sans lien dehors', async () => {
    firm.answerWith(() => ({
      answer:
        'P014 <dérive> de **12 340,50 €** & voir https://voleur.example/p <!channel>\n| Projet | Marge |\n|---|---|\n| P014 | 41,1 % |\n',
      figures: [
        {
          name: 'eac_margin',
          subject: 'P014',
          value: -12_340.5,
          unit: 'EUR',
          source: 'report:drift?as-of=2026-10-31#P014',
        },
        { name: 'count', subject: 'total', value: 3, unit: 'count', source: 'report:drift?as-of=2026-10-31' },
      ],
    }));
    const [answer] = await answerTo(await firm.type('derive', 'U0DIR'));
    expect(answer).toMatchObject({ response_type: 'ephemeral', unfurl_links: false, link_names: false, parse: 'none' });
    const shown = JSON.stringify(answer?.['blocks']);
    expect(shown).toContain('*12 340,50 €* &amp; voir');
    expect(shown).toContain('```\\nProjet  Marge');
    expect(shown).not.toContain('voleur.example');
    expect(shown).not.toContain('<!channel>');
    const url = `${firm.api.url}/rapports/drift?as-of=2026-10-31`;
    expect(shown).toMatch(/Marge à term\. \(P014\) : -12.340,50.€/);
    expect(shown).toContain(`<${url}#P014|`);
    expect(shown).toContain(`<${url}|Nombre : 3>`);
    for (const link of shown.matchAll(/<(\w+:[^|>]*)/g)) expect(link[1]).toMatch(new RegExp(`^${firm.api.url}/`));
  });

  test('montre ce que l’assistant demande', async () => {
    firm.answerWith(() => ({ answer: 'De qui parlez-vous ?', choices: ['Léa Martin', 'Léa Petit'] }));
    const [answer] = await answerTo(await firm.type('marge de Léa', 'U0DIR'));
    expect(JSON.stringify(answer)).toContain('• Léa Martin\\n• Léa Petit');
  });

  test('suit la conversation de la personne, et d’elle seule', async () => {
    await firm.api.database.app`delete from slack_chats`;
    await answerTo(await firm.type('marge P014', 'U0DIR'));
    await answerTo(await firm.type('et pour P003 ?', 'U0DIR'));
    await answerTo(await firm.type('et pour P004 ?', 'U0ADV'));
    // A shortcut says all it means: it begins.
    await answerTo(await firm.type('cra', 'U0DIR'));
    await answerTo(await firm.type('et en septembre ?', 'U0DIR'));
    const [first, second, other, begins, follows] = firm.turns.map(({ chatId }) => chatId);
    expect([first, other, begins]).toEqual([null, null, null]);
    expect(second).toMatch(/^[0-9a-f-]{36}$/);
    expect(follows).toMatch(/^[0-9a-f-]{36}$/);
    expect(follows).not.toBe(second);
    await firm.api.database.app`update slack_chats set used_at = used_at - interval '3 hours'`;
    await answerTo(await firm.type('et hier ?', 'U0DIR'));
    expect(firm.turns.at(-1)?.chatId).toBeNull();
  });

  test('posée pendant qu’une autre attend sa réponse vient après elle', async () => {
    const finish: ((answer: object) => void)[] = [];
    firm.answerWith(() => new Promise((resolve) => finish.push(resolve)));
    const first = await firm.type('marge P014', 'U0DIR');
    await until(() => firm.turns.length === 1);
    const second = await firm.type('et pour P003 ?', 'U0DIR');
    await wait(A_MOMENT_MS);
    expect(firm.turns).toHaveLength(1);
    finish[0]?.({ answer: 'Un.' });
    await answerTo(first);
    await until(() => finish.length === 2);
    finish[1]?.({ answer: 'Deux.' });
    expect(await answerTo(second)).toMatchObject([{ text: 'Deux.' }]);
    expect(firm.turns[1]?.chatId).not.toBeNull();
  });

  test('aide dit ce que l’on peut demander, et « ou » seul aussi', async () => {
    for (const text of ['aide', '', 'ou']) {
      const [answer] = await answerTo(await firm.type(text, 'U0DIR'));
      expect(JSON.stringify(answer)).toContain('/vigie facturation [mois]');
    }
    expect(firm.turns).toEqual([]);
  });

  test('rien n’attend : decider le dit', async () => {
    const [answer] = await answerTo(await firm.type('décider', 'U0DIR'));
    expect(answer?.['text']).toBe('Rien n’attend votre décision.');
  });

  test('est reçu tout de suite, même si le modèle est lent', async () => {
    let finish = (_answer: object): void => {};
    firm.answerWith(() => new Promise((resolve) => (finish = resolve)));
    const body = writeCommand('derive', { user: 'U0DIR' }, firm.fake.responseUrl('lent'));
    const acknowledged = await firm.send(sign(body, FORM));
    expect([acknowledged.status, await acknowledged.text()]).toEqual([200, '']);
    // The answer had not even begun.
    expect(firm.fake.answers('lent')).toEqual([]);
    await until(() => firm.turns.length === 1);
    finish({ answer: 'Enfin.' });
    expect(await answerTo('lent')).toMatchObject([{ text: 'Enfin.' }]);
  });

  test('livrée quatre fois à la fois, et rejouée, n’est traitée qu’une fois', async () => {
    const request = sign(writeCommand('derive', { user: 'U0DIR' }, firm.fake.responseUrl('quatre')), FORM);
    const answers = await Promise.all([1, 2, 3, 4].map((retry) => firm.send(request, retried(retry))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await answerTo('quatre');
    expect((await firm.send(request)).status).toBe(200);
    await wait(A_MOMENT_MS);
    expect(firm.turns).toHaveLength(1);
    expect(firm.fake.answers('quatre')).toHaveLength(1);
  });

  test('d’une personne que Vigie ne connaît pas : une phrase dit comment se relier', async () => {
    const [answer] = await answerTo(await firm.type('derive', 'U0INCONNU'));
    expect(answer?.['text']).toContain('link_slack_user');
    expect(answer?.['text']).toContain('U0INCONNU');
    expect(firm.turns).toEqual([]);
  });

  test('d’un autre espace Slack : refusée poliment, fût-ce sous un identifiant connu', async () => {
    const [answer] = await answerTo(await firm.type('derive', 'U0DIR', 'T0AUTRE'));
    expect(answer?.['text']).toBe('Cet espace Slack n’est pas celui de la firme : Vigie n’y répond pas.');
    expect(firm.turns).toEqual([]);
  });

  test('d’une personne qui n’est plus dans la firme : comme une inconnue', async () => {
    const gone = await firm.addMember('U0PARTI', 'parti@esn.fr', ['direction']);
    await changeFirm(
      firm,
      (tx) => tx`insert into disabled_users (user_id, disabled_on) values (${gone.userId}, '2026-10-30')`,
    );
    const [answer] = await answerTo(await firm.type('derive', 'U0PARTI'));
    expect(answer?.['text']).toContain('n’est relié à personne');
  });

  test('dont l’assistant échoue le dit en une phrase, sans détail', async () => {
    firm.answerWith(() => Promise.reject(new Error('secret interne')));
    const [answer] = await answerTo(await firm.type('derive', 'U0DIR'));
    expect(answer?.['text']).toMatch(/^Une erreur inattendue/);
    expect(JSON.stringify(answer)).not.toContain('secret interne');
  });

  test('répond encore quand Slack se trompe ou se dit pressé', async () => {
    const name = 'presse';
    firm.fake.mishap(`/respond/${name}`, { status: 503 }, { status: 429, retryAfter: 0 });
    await firm.send(sign(writeCommand('cra', { user: 'U0DIR' }, firm.fake.responseUrl(name)), FORM));
    expect(
      await until(
        () => firm.fake.answers(name),
        (answers) => answers.length === 3,
      ),
    ).toHaveLength(3);
  });
});

function retried(retry: number): Record<string, string> {
  return { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' };
}

describe('un message', () => {
  test('direct a sa réponse dans la conversation', async () => {
    const body = writeEvent({ type: 'message', text: 'quels projets dérivent ?', channel: 'D0DIR' }, { user: 'U0DIR' });
    expect((await firm.send(sign(body, JSON_TYPE))).status).toBe(200);
    const [posted] = await until(
      () => firm.fake.callsOf('chat.postMessage'),
      (calls) => calls.length > 0,
    );
    expect(posted?.args).toMatchObject({ channel: 'D0DIR', text: 'Voilà.' });
  });

  test('qui nomme Vigie dans un canal a une réponse que lui seul voit', async () => {
    const said = { type: 'app_mention' as const, text: '<@U0BOT> marge de P014', channel: 'C0EQUIPE' };
    await firm.send(sign(writeEvent(said, { user: 'U0DIR' }), JSON_TYPE));
    const [posted] = await until(
      () => firm.fake.callsOf('chat.postEphemeral'),
      (calls) => calls.length > 0,
    );
    expect(posted?.args).toMatchObject({ channel: 'C0EQUIPE', user: 'U0DIR' });
    expect(firm.turns).toMatchObject([{ text: 'marge de P014' }]);
    expect(firm.fake.callsOf('chat.postMessage')).toEqual([]);
  });

  test('livré quatre fois à la fois n’est traité qu’une fois', async () => {
    const body = writeEvent({ type: 'message', text: 'et le taux ?', channel: 'D0DIR' }, { user: 'U0DIR' });
    const answers = await Promise.all([0, 1, 2, 3].map((n) => firm.send(sign(body, JSON_TYPE), retried(n))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await until(() => firm.fake.callsOf('chat.postMessage').length > 0);
    await wait(A_MOMENT_MS);
    expect(firm.turns).toHaveLength(1);
    expect(firm.fake.callsOf('chat.postMessage')).toHaveLength(1);
  });

  test.each([
    ['du bot lui-même', { channel: 'D0DIR', bot_id: 'B0BOT' }],
    ['modifié', { channel: 'D0DIR', subtype: 'message_changed' }],
    ['d’un canal qui ne nomme pas Vigie', { channel: 'C0EQUIPE', channel_type: 'channel' }],
    ['vide', { channel: 'D0DIR', text: '' }],
  ])('%s ne demande rien', async (_what, more) => {
    const said = { type: 'message' as const, text: 'bonjour', ...more };
    expect((await firm.send(sign(writeEvent(said, { user: 'U0DIR' }), JSON_TYPE))).status).toBe(200);
    await wait(A_MOMENT_MS);
    expect(firm.turns).toEqual([]);
  });

  test('l’adresse est vérifiée par Slack à l’installation', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1aB10FEMAGAZd4FyFQ' });
    const answer = await firm.send(sign(body, JSON_TYPE));
    expect(await answer.json()).toEqual({ challenge: '3eZbrw1aB10FEMAGAZd4FyFQ' });
  });
});
