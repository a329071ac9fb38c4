// What proves a bill: a client's validation of each CRA, an acceptance record, a statement of units. Where the firm wants it,
// nothing leaves without; everywhere it is told.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeContent } from '../../db/documents.ts';
import { openDesk, type Desk } from './desk.ts';

const MONTH = '2026-10';
type Blocked = { reason: string; missing?: { consultant: string | null; subject: string; what: string }[] };
type Billing = { projects: { code: string; blocked: Blocked[]; lines: unknown[] }[] };

describe('la preuve d’une facture', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.database.drop());

  async function blockOf(project: string): Promise<Blocked | undefined> {
    const billing = (await desk.report('billing', { month: MONTH })) as unknown as Billing;
    return billing.projects
      .find(({ code }) => code === project)
      ?.blocked.find(({ reason }) => reason === 'evidence_missing');
  }
  /** Asked by direction; that another approved it is written as such. */
  async function setRule(evidenceRequired: unknown): Promise<void> {
    const asked = await desk.run('set_policy', { evidenceRequired }, 'direction');
    if (asked.state !== 'needs_approval') throw new Error(JSON.stringify(asked));
    const [change] = asked.effect.rows;
    const { settings } = change?.after as { settings: Record<string, unknown> };
    await desk.write(
      (tx) => tx`
        insert into firm (id, settings) values (1, ${tx.json(settings as never)})
        on conflict (id) do update set settings = excluded.settings`,
    );
  }
  const uploaded = async (text: string, about: object): Promise<string> => {
    const sha256 = await storeContent(desk.app, Buffer.from(text));
    const card = { title: text, mediaType: 'text/plain', sha256, ...about };
    expect(await desk.run('upload_document', card, 'direction')).toMatchObject({ state: 'done' });
    return sha256;
  };

  test('ne bloque rien tant que la maison ne le veut pas', async () => {
    expect(await blockOf('P002')).toBeUndefined();
  });

  test('voulue pour tous, bloque qui n’a pas ses CRA signés, en disant de qui', async () => {
    await setRule(true);
    const block = await blockOf('P002');
    expect(block?.missing?.length).toBeGreaterThan(0);
    expect(block?.missing?.[0]).toEqual({
      consultant: expect.stringMatching(/^C\d+$/u),
      subject: expect.stringMatching(/^2026-\d\d$/u),
      what: 'CRA non validé par le client',
    });
    const prepared = await desk.run('prepare_invoices', { month: MONTH, projects: ['P002'] });
    expect(JSON.stringify(prepared)).toContain('preuve manquante : CRA non validé par le client (C');
    expect(await desk.decided('issue_invoices', { month: MONTH, projects: ['P002'] })).toMatchObject({
      state: 'refused',
      code: 'projects_blocked',
    });
  });

  test('un CRA contesté ne prouve rien, un CRA signé sur papier suffit', async () => {
    const { missing = [] } = (await blockOf('P002')) ?? {};
    const [first] = missing;
    const sheet = { consultant: first?.consultant ?? '', month: first?.subject ?? '', project: 'P002' };
    const signing = { ...sheet, by: 'Mme Lopez', validatedOn: '2026-10-31' };
    await desk.run('record_client_validation', { ...signing, evidence: 'mail', contest: { days: [], comment: 'Non' } });
    expect((await blockOf('P002'))?.missing).toContainEqual({
      consultant: first?.consultant,
      subject: first?.subject,
      what: 'CRA contesté par le client',
    });
    const elsewhere = await uploaded('CRA d’un autre projet', { project: 'P004' });
    expect(await desk.run('record_client_validation', { ...signing, document: elsewhere })).toMatchObject({
      state: 'refused',
      code: 'document_unknown',
    });
    const document = await uploaded('CRA signé', { project: 'P002' });
    for (const { consultant, subject } of missing)
      await desk.run('record_client_validation', { ...signing, consultant, month: subject, document });
    expect(await blockOf('P002')).toBeUndefined();
    expect(await desk.decided('issue_invoices', { month: MONTH, projects: ['P002'] })).toMatchObject({ state: 'executed' });
  });

  test('voulue pour un client, ne regarde que lui', async () => {
    const [row] = await desk.app<{ client: string }[]>`
      select c.code as client from projects p join clients c on c.id = p.client_id where p.code = 'P005'`;
    await setRule([row?.client]);
    expect(await blockOf('P005')).toBeDefined();
    await setRule(false);
    expect(await blockOf('P005')).toBeUndefined();
  });

  test('un jalon se prouve par son PV, joint à la recette ou plus tard', async () => {
    const [milestone] = await desk.app<{ project: string; code: string; acceptedOn: string | null }[]>`
      select p.code as project, m.code, m.accepted_on as "acceptedOn" from milestones m join projects p on p.id = m.project_id
      where m.accepted_on is not null order by 1, 2 limit 1`;
    const { project = '', code = '' } = milestone ?? {};
    const document = await uploaded('PV de recette', { project });
    const accept = { project, milestone: code };
    expect(await desk.run('accept_milestone', accept, 'direction')).toMatchObject({ code: 'milestone_accepted' });
    expect(await desk.run('accept_milestone', { ...accept, document: 'a'.repeat(64) }, 'direction')).toMatchObject({
      code: 'document_unknown',
    });
    expect(await desk.run('accept_milestone', { ...accept, document }, 'direction')).toMatchObject({ state: 'done' });
    expect(await desk.run('accept_milestone', { ...accept, document }, 'direction')).toMatchObject({
      code: 'milestone_accepted',
    });
  });
});
