// Decisions from Slack: a card, its buttons, and the same judge as the web's.

import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sign, until, writePress, writeSubmission } from './fake-slack.ts';
import { changeFirm, openSlackFirm, type SlackFirm } from './slack-firm.ts';

const FORM = 'application/x-www-form-urlencoded';
const A_MOMENT_MS = 200;

let firm: SlackFirm;
const keys: Record<string, string> = {};

beforeAll(async () => {
  firm = await openSlackFirm();
  for (const [user, email, role] of [
    ['U0ANNE', 'anne@esn.fr', 'direction'],
    ['U0BENOIT', 'benoit@esn.fr', 'direction'],
    ['U0ADV', 'adv@esn.fr', 'adv'],
    ['U0YANN', 'yann.bonnet2@esn-exemple.fr', 'consultant'],
  ] as const)
    keys[user] = (await firm.addMember(user, email, [role])).key;
});
afterAll(() => firm.close());
beforeEach(() => {
  firm.fake.calls.length = 0;
  firm.turns.length = 0;
});

let year = 2030;
/** A TJM under the quote's: a second person of direction decides. */
async function file(who = 'U0ANNE'): Promise<{ id: string; sha: string }> {
  year += 1;
  const input = {
    consultant: 'C002',
    project: 'P001',
    profile: 'Développeur senior',
    startsOn: `${year}-02-01`,
    endsOn: `${year}-02-28`,
    dailyRate: 400,
  };
  const answer = await fetch(`${firm.api.url}/api/commands/assign_consultant`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys[who]}` },
    body: JSON.stringify(input),
  });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { proposal: { id: string; sha: string } }).proposal;
}

const answerTo = (name: string): Promise<Record<string, unknown>[]> =>
  until(
    () => firm.fake.answers(name),
    (answers) => answers.length > 0,
  );

type Button = { action_id: string; value: string; url?: string };
function buttonsOf(answer: Record<string, unknown> | undefined): Button[] {
  const blocks = (answer?.['blocks'] ?? []) as { type: string; elements?: Button[] }[];
  return blocks.filter(({ type }) => type === 'actions').flatMap(({ elements = [] }) => elements);
}

async function stateOf(id: string): Promise<string> {
  const [row] = await firm.api.database.app<{ state: string }[]>`select state from proposals where id = ${id}`;
  return row?.state ?? 'none';
}

async function countActs(id: string): Promise<number> {
  return (await firm.api.database.app`select 1 from acts where proposal_id = ${id}`).length;
}

describe('la carte', () => {
  test('de qui décide montre la phrase, les euros, les lignes, le niveau, l’échéance et les boutons', async () => {
    const { id, sha } = await file();
    const [answer] = await answerTo(await firm.type('decider', 'U0BENOIT'));
    const shown = JSON.stringify(answer);
    expect(shown).toContain('1 proposition attend votre décision.');
    expect(shown).toMatch(/Affecter .* sur .* au TJM de 400,00/);
    expect(shown).toMatch(/TJM : \d+,\d\d.€ → 400,00.€/);
    expect(shown).toContain('Niveau 2');
    expect(shown).toContain('décision de : direction');
    expect(shown).toContain('jusqu’au 14/11/2026');
    expect(shown).toContain('anne@esn.fr');
    expect(buttonsOf(answer).map(({ action_id, value, url }) => ({ action_id, value, url }))).toEqual([
      { action_id: 'proposal_approve', value: `${id}:${sha}`, url: undefined },
      { action_id: 'proposal_refuse', value: `${id}:${sha}`, url: undefined },
      { action_id: 'proposal_open', value: `${id}:${sha}`, url: `${firm.api.url}/a-decider/${id}` },
    ]);
    await answerTo(await firm.press('proposal_approve', `${id}:${sha}`, 'U0BENOIT'));
  });

  test('n’est pas montrée à qui a demandé, ni à qui n’a pas le droit', async () => {
    const { id, sha } = await file();
    for (const user of ['U0ANNE', 'U0ADV', 'U0YANN']) {
      const [answer] = await answerTo(await firm.type('decider', user));
      expect(answer?.['text']).toBe('Rien n’attend votre décision.');
    }
    await answerTo(await firm.press('proposal_approve', `${id}:${sha}`, 'U0BENOIT'));
  });

  test('suit la réponse de l’assistant qui l’a déposée', async () => {
    const { id, sha } = await file();
    firm.answerWith(() => ({
      answer: 'Je propose.',
      outcome: 'proposed',
      proposals: [{ id, command: 'assign_consultant', effect: 'Affecter.' }],
    }));
    const [answer] = await answerTo(await firm.type('mets C002 sur P001', 'U0BENOIT'));
    expect(JSON.stringify(answer)).toContain('Je propose.');
    expect(buttonsOf(answer)[0]?.value).toBe(`${id}:${sha}`);
    await answerTo(await firm.press('proposal_approve', `${id}:${sha}`, 'U0BENOIT'));
  });
});

describe('/vigie ou', () => {
  test.each([
    ['U0ANNE', 'o0008', /Opportunité O0008 : .*Attend : .*Ensuite : /s],
    ['U0ANNE', 'P003', /Projet P003 : .*projets\/P003\|Ouvrir/s],
    ['U0ADV', 'F2026-00012', /Facture F2026-00012 : /],
  ])('%s lit où en est %s', async (user, code, told) => {
    const [answer] = await answerTo(await firm.type(`ou ${code}`, user));
    expect(JSON.stringify(answer?.['blocks'])).toMatch(told);
    expect(firm.turns).toEqual([]);
  });

  test('ce qui n’est pas à la personne est demandé à l’assistant, à ses droits', async () => {
    await answerTo(await firm.type('ou P003', 'U0YANN'));
    expect(firm.turns).toMatchObject([{ text: 'Où en est P003 ?', chatId: null }]);
  });
});

describe('Approuver', () => {
  test('exécute une fois, et la carte le dit à sa place', async () => {
    const { id, sha } = await file();
    const [answer] = await answerTo(await firm.press('proposal_approve', `${id}:${sha}`, 'U0BENOIT'));
    expect(answer).toMatchObject({ replace_original: true });
    expect(JSON.stringify(answer)).toContain('c’est fait');
    expect(buttonsOf(answer).map(({ action_id }) => action_id)).toEqual(['proposal_open']);
    expect([await stateOf(id), await countActs(id)]).toEqual(['executed', 1]);
  });

  test('pressé deux fois, ou par deux personnes, n’exécute qu’une fois et dit qui était premier', async () => {
    const { id, sha } = await file();
    const presses = ['U0BENOIT', 'U0BENOIT', 'U0BENOIT'].map((user) =>
      firm.press('proposal_approve', `${id}:${sha}`, user),
    );
    const answers = (await Promise.all(presses.map(async (press) => answerTo(await press)))).flat();
    const said = answers.map((answer) => JSON.stringify(answer));
    expect(said.filter((text) => text.includes('Approuvée : c’est fait.'))).toHaveLength(1);
    expect(said.filter((text) => text.includes('Déjà approuvée par benoit@esn.fr'))).toHaveLength(2);
    expect(await countActs(id)).toBe(1);
  });

  test('livré quatre fois à la fois n’est traité qu’une fois', async () => {
    const { id, sha } = await file();
    const pressed = { action_id: 'proposal_approve', value: `${id}:${sha}` };
    const request = sign(writePress(pressed, { user: 'U0BENOIT' }, firm.fake.responseUrl('fois')), FORM);
    const answers = await Promise.all([1, 2, 3, 4].map(() => firm.send(request)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await answerTo('fois');
    await wait(A_MOMENT_MS);
    expect(firm.fake.answers('fois')).toHaveLength(1);
    expect(await countActs(id)).toBe(1);
  });

  test.each([
    ['U0ANNE', 'qui l’a demandée', 'une autre personne doit en décider'],
    ['U0ADV', 'qui n’a pas le droit', 'n’existe pas, ou vous est cachée'],
    ['U0YANN', 'qui n’a pas le droit', 'n’existe pas, ou vous est cachée'],
  ])('par %s, %s, est refusé', async (user, _who, told) => {
    const { id, sha } = await file();
    const [answer] = await answerTo(await firm.press('proposal_approve', `${id}:${sha}`, user));
    expect(answer?.['text']).toContain(told);
    expect([await stateOf(id), await countActs(id)]).toEqual(['pending', 0]);
    await answerTo(await firm.press('proposal_approve', `${id}:${sha}`, 'U0BENOIT'));
  });

  test('ce qui a changé depuis la carte montre la nouvelle carte, et n’exécute rien', async () => {
    const { id, sha } = await file();
    await changeFirm(
      firm,
      (tx) => tx`update project_budgets set daily_rate_cents = daily_rate_cents + 1000
        where project_id = (select id from projects where code = 'P001')`,
    );
    const [answer] = await answerTo(await firm.press('proposal_approve', `${id}:${sha}`, 'U0BENOIT'));
    expect(JSON.stringify(answer)).toContain('Les faits ont changé');
    expect([await stateOf(id), await countActs(id)]).toEqual(['pending', 0]);
    const [approve] = buttonsOf(answer);
    expect(approve?.action_id).toBe('proposal_approve');
    expect(approve?.value).not.toBe(`${id}:${sha}`);
    // The old card, pressed again, shows the new one too.
    const [late] = await answerTo(await firm.press('proposal_approve', `${id}:${sha}`, 'U0BENOIT'));
    expect(buttonsOf(late)[0]?.value ?? buttonsOf(answer)[0]?.value).toBe(approve?.value);
    expect(await countActs(id)).toBe(0);
    const [done] = await answerTo(await firm.press('proposal_approve', approve?.value ?? '', 'U0BENOIT'));
    expect(JSON.stringify(done)).toContain('c’est fait');
    expect(await countActs(id)).toBe(1);
  });

  test('un bouton forgé ne fait rien', async () => {
    const { id } = await file();
    for (const value of ['', id, `${id}:`, `${id}:${'0'.repeat(64)}`, `x:${'0'.repeat(64)}`]) {
      const [answer] = await answerTo(await firm.press('proposal_approve', value, 'U0BENOIT'));
      expect(answer?.['text']).toMatch(/n’est plus valable|n’est pas celle qui vous a été montrée/);
    }
    expect([await stateOf(id), await countActs(id)]).toEqual(['pending', 0]);
  });

  test('dans une firme d’un seul directeur, qui a demandé confirme explicitement', async () => {
    await changeFirm(firm, (tx) => tx`update firm set settings = settings || '{"single_approver": true}'`);
    try {
      const { id, sha } = await file();
      const [asked] = await answerTo(await firm.press('proposal_approve', `${id}:${sha}`, 'U0ANNE'));
      const [confirm] = buttonsOf(asked);
      expect(confirm).toMatchObject({ action_id: 'proposal_confirm', value: `${id}:${sha}` });
      expect(await countActs(id)).toBe(0);
      const [done] = await answerTo(await firm.press('proposal_confirm', `${id}:${sha}`, 'U0ANNE'));
      expect(JSON.stringify(done)).toContain('c’est fait');
      expect(await countActs(id)).toBe(1);
    } finally {
      await changeFirm(firm, (tx) => tx`update firm set settings = settings - 'single_approver'`);
    }
  });
});

describe('Refuser', () => {
  async function openWindow(pressed: { id: string; sha: string }): Promise<Record<string, unknown>> {
    await firm.press('proposal_refuse', `${pressed.id}:${pressed.sha}`, 'U0BENOIT');
    const [opened] = await until(
      () => firm.fake.callsOf('views.open'),
      (calls) => calls.length > 0,
    );
    return opened?.args['view'] as Record<string, unknown>;
  }
  const responses = () => firm.fake.calls.filter(({ method }) => method.startsWith('/respond/'));

  test('demande la raison dans une fenêtre, puis le dit sur la carte', async () => {
    const filed = await file();
    const view = await openWindow(filed);
    expect(view).toMatchObject({ type: 'modal', callback_id: 'refuse_proposal' });
    const body = writeSubmission(view, 'Trop bas', { user: 'U0BENOIT' });
    const sent = await firm.send(sign(body, FORM));
    expect([sent.status, await sent.text()]).toEqual([200, '']);
    const [answer] = await until(responses, (calls) => calls.length > 0);
    expect(JSON.stringify(answer)).toContain('Vous avez refusé cette proposition.');
    expect(answer?.args).toMatchObject({ replace_original: true });
    const [decision] = await firm.api.database
      .app`select verdict, reason from decisions where proposal_id = ${filed.id}`;
    expect(decision).toEqual({ verdict: 'refused', reason: 'Trop bas' });
  });

  test('dont la fenêtre ne s’ouvre pas se dit, et se recommence', async () => {
    const { id, sha } = await file();
    firm.fake.mishap('views.open', { error: 'expired_trigger_id' });
    const [answer] = await answerTo(await firm.press('proposal_refuse', `${id}:${sha}`, 'U0BENOIT'));
    expect(answer?.['text']).toContain('pressez encore');
    expect(await stateOf(id)).toBe('pending');
  });

  test('sans raison n’est pas refusé', async () => {
    const filed = await file();
    const view = await openWindow(filed);
    await firm.send(sign(writeSubmission(view, '   ', { user: 'U0BENOIT' }), FORM));
    const [answer] = await until(responses, (calls) => calls.length > 0);
    expect(answer?.args['text']).toContain('donnez la raison');
    expect(await stateOf(filed.id)).toBe('pending');
  });

  test('la fenêtre d’un autre ne donne pas son droit', async () => {
    const filed = await file();
    const view = await openWindow(filed);
    await firm.send(sign(writeSubmission(view, 'Non', { user: 'U0ADV' }), FORM));
    const [answer] = await until(responses, (calls) => calls.length > 0);
    expect(answer?.args['text']).toContain('vous est cachée');
    expect(await stateOf(filed.id)).toBe('pending');
  });
});
