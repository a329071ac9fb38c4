// What proves a bill: a client's validation of each CRA, an acceptance record, a statement of units. Where the firm wants it,
// nothing leaves without; everywhere it is told.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeInvoiceEvidence } from '../../api/archive/invoice-evidence.ts';
import { storeContent } from '../../db/documents.ts';
import { readMonthEvidence } from '../../db/reports/invoice-evidence.ts';
import { openDesk, type Desk } from './desk.ts';

const MONTH = '2026-10';
type Blocked = { reason: string; missing?: { consultant: string | null; subject: string; what: string }[] };
type Billing = { projects: { code: string; blocked: Blocked[]; lines: unknown[] }[] };

describe('la preuve d’une facture', () => {
  let desk: Desk;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigie-evidence-'));
    desk = await openDesk();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await desk.database.drop();
  });

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
    const change = asked.effect.rows[0];
    if (change === undefined) throw new Error('the rule changes');
    const { settings } = change.after as unknown as { settings: Record<string, unknown> };
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
    expect(await desk.decided('issue_invoices', { month: MONTH, projects: ['P002'] })).toMatchObject({
      state: 'executed',
    });
  });

  test('s’emporte en une archive, la même chaque fois, avec son index', async () => {
    const [issued] = await desk.app<{ number: string }[]>`select number from invoices where origin = 'issued'`;
    const number = issued?.number ?? '';
    const write = async (name: string) => {
      const file = join(folder, name);
      const written = await writeInvoiceEvidence(desk.app, number, file, '2026-10-31');
      return { written, bytes: readFileSync(file) };
    };
    const { written, bytes } = await write('a.zip');
    expect((await write('b.zip')).bytes.equals(bytes)).toBe(true);
    const files = unzipSync(bytes);
    expect(Object.keys(files)).toEqual(written?.files);
    expect(Object.keys(files)).toContain(`facture-${number}.pdf`);
    expect(Object.keys(files).filter((name) => name.startsWith('cra-2026-'))).not.toEqual([]);
    const paper = Object.keys(files).find((name) => name.startsWith('documents/')) ?? '';
    expect(Buffer.from(files[paper] ?? []).toString()).toBe('CRA signé');
    const index = Buffer.from(files['index.txt'] ?? []).toString();
    expect(index).toContain(`Preuves de la facture ${number}`);
    expect(index).toContain('Validé par Mme Lopez le 31/10/2026 (CRA signé)');
    for (const name of Object.keys(files)) if (name !== 'index.txt') expect(index).toContain(name);
    expect(written?.missing).toBe(0);
    expect(await writeInvoiceEvidence(desk.app, 'F1999-00001', join(folder, 'c.zip'), '2026-10-31')).toBeNull();
  });

  test('se lit facture par facture, émise ou à venir', async () => {
    const proofs = await desk.app.begin('read only', (tx) => readMonthEvidence(tx, MONTH, '2026-10-31'));
    const issued = proofs.filter(({ invoice }) => invoice !== null);
    expect(issued.flatMap((one) => one.proofs)).toContainEqual(
      expect.objectContaining({ kind: 'client_validation', project: 'P002', state: 'proven', by: 'Mme Lopez' }),
    );
    const toCome = proofs.filter(({ invoice }) => invoice === null);
    expect(toCome.flatMap((one) => one.proofs)).toContainEqual(
      expect.objectContaining({ kind: 'client_validation', state: 'missing' }),
    );
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
