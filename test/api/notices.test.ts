// A person's mailbox over HTTP: theirs alone, read up to what they saw; and what a proposal rests on, for who decides.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { propose } from '../../db/proposals/propose.ts';
import { decide } from '../../db/proposals/decide.ts';
import { findProposal } from '../../db/proposals/show.ts';
import { findPerson } from '../../db/users.ts';
import { openTestApi, type TestApi } from './test-api.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { commandNamed } from '../db/run-command.ts';

describe('la boîte aux lettres', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await openTestApi();
    await loadFirm(api.database.app, readExample());
  });
  afterAll(() => api.close());

  const call = (key: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${api.url}/api${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });

  test('chacun lit la sienne, et ce qui arrive après ce qu’il a vu reste à lire', async () => {
    const marie = await api.addPerson('marie@esn.fr', ['adv']);
    const paul = await api.addPerson('paul@esn.fr', ['adv']);
    const { app } = api.database;
    const tell = (userId: string, key: string): Promise<unknown> =>
      app`insert into notices (user_id, key, text, link) values (${userId}, ${key}, ${`Avis ${key}`}, '/a-decider')`;
    await tell(marie.userId, 'un');
    await tell(marie.userId, 'deux');
    await tell(paul.userId, 'un');
    const before = (await (await call(marie.key, '/notices')).json()) as { notices: { id: number }[]; unread: number };
    expect(before.notices.map((notice) => ({ ...notice, id: 0, createdAt: '' }))).toEqual([
      { id: 0, text: 'Avis deux', link: '/a-decider', createdAt: '', read: false },
      { id: 0, text: 'Avis un', link: '/a-decider', createdAt: '', read: false },
    ]);
    expect(before.unread).toBe(2);
    await tell(marie.userId, 'trois');
    expect((await call(marie.key, '/notices/read', { upTo: before.notices[0]?.id })).status).toBe(204);
    const after = (await (await call(marie.key, '/notices')).json()) as {
      notices: { read: boolean }[];
      unread: number;
    };
    expect([after.unread, ...after.notices.map(({ read }) => read)]).toEqual([1, false, true, true]);
    expect(((await (await call(paul.key, '/notices')).json()) as { unread: number }).unread).toBe(1);
  });

  test('une proposition modifiée garde ce sur quoi elle reposait, et ce qui était montré avant', async () => {
    const { app } = api.database;
    const { userId } = await api.addPerson('claire@esn.fr', ['direction']);
    const command = commandNamed('move_opportunity');
    const [opportunity] = await app<
      { code: string }[]
    >`select code from opportunities where stage = 'qualifiee' limit 1`;
    const input = { code: opportunity?.code, stage: 'proposition' };
    const alternative = { kind: 'alternative', label: 'Négociation', input: { ...input, stage: 'negociation' } };
    const today = '2026-10-31';
    const filed = await propose(app, {
      command,
      input,
      askerId: userId,
      askerKind: 'agent',
      channel: 'web',
      today,
      evidence: [alternative],
    });
    if (filed.state !== 'proposed') throw new Error(filed.sentence);
    const viewer = await findPerson(app, userId);
    if (!viewer) throw new Error('no such person');
    const shown = await findProposal(app, viewer, today, filed.proposal.id);
    expect(shown?.evidence).toEqual([alternative]);
    await decide(app, {
      proposalId: filed.proposal.id,
      decision: 'edit',
      sha: shown?.sha ?? '',
      person: userId,
      today,
      input: alternative.input,
    });
    const edited = await findProposal(app, viewer, today, filed.proposal.id);
    expect(edited?.evidence).toEqual([alternative]);
    expect(edited?.revisions.map(({ effect }) => effect.sentence)).toEqual([
      `Passer ${opportunity?.code} de qualifiée à proposition.`,
      `Passer ${opportunity?.code} de qualifiée à négociation.`,
    ]);
  });
});
