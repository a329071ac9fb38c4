// Mails leave once, by a real SMTP server: with the invoice attached, under a Message-ID that is the mail's own. A
// client's mail whose sending was cut is for a person to check; a notice is sent again.
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { messageIdOf, startMailSending } from '../../api/mail/send-mails.ts';
import type { Passes } from '../../api/passes.ts';
import { readClientPage } from '../../db/client-links.ts';
import { listMails, takeMails } from '../../db/mails.ts';
import { pause } from '../../db/processes.ts';
import { openDesk, type Desk } from '../db/desk.ts';

const FROM = 'Facturation <factures@esn-exemple.fr>';

/** What an SMTP server answers to a mail. */
type Verdict = 'take' | 'refuse' | 'later' | 'cut';

async function openMailServer() {
  const state = { verdict: 'take' as Verdict, received: [] as string[] };
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        state.received.push(Buffer.concat(chunks).toString('utf8'));
        const { verdict } = state;
        if (verdict === 'take') return done();
        if (verdict === 'cut') {
          for (const socket of sockets) socket.destroy();
          return undefined;
        }
        return done(Object.assign(new Error('no'), { responseCode: verdict === 'refuse' ? 550 : 451 }));
      });
    },
  });
  // A client that is cut off is part of the test.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    state,
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}

describe('le courrier', () => {
  let desk: Desk;
  let mail: Awaited<ReturnType<typeof openMailServer>>;
  let sending: Passes | null = null;

  beforeAll(async () => {
    desk = await openDesk();
    mail = await openMailServer();
  });
  afterEach(async () => {
    await sending?.stop();
    sending = null;
    mail.state.verdict = 'take';
    mail.state.received.length = 0;
    await desk.app`delete from mails`;
  });
  afterAll(async () => {
    await mail.close();
    await desk.database.drop();
  });

  function start(): void {
    sending = startMailSending({
      appSql: desk.app,
      settings: { smtpUrl: mail.url, from: FROM },
      publicUrl: 'https://vigie.esn-exemple.fr',
      log: pino({ level: 'silent' }),
      intervalMs: 20,
    });
  }
  async function until(state: string): Promise<void> {
    for (let tries = 0; tries < 500; tries += 1) {
      const rows = await desk.app`select 1 from mails where state = ${state}`;
      if (rows.length > 0) return;
      await pause(20);
    }
    throw new Error(
      `no mail became ${state}: ${JSON.stringify(await desk.app`select key, state, last_error from mails`)}`,
    );
  }
  const send = (to: string) => desk.run('send_invoice', { invoice: 'F2026-00012', to });

  test('attend sans serveur, et se lit dans Vigie', async () => {
    expect(await send('attente@client.fr')).toMatchObject({ state: 'done' });
    const [first] = await listMails(desk.app, 10);
    expect(first).toMatchObject({ kind: 'invoice', to: 'attente@client.fr', state: 'pending', invoice: 'F2026-00012' });
    expect(first?.body).toContain('F2026-00012');
  });

  test('part une fois, facture jointe, sous son propre Message-ID', async () => {
    await desk.decided('issue_invoices', { month: '2026-10', projects: ['P003'] });
    const [issued] = await desk.app<{ number: string }[]>`select number from invoices where origin = 'issued'`;
    const number = issued?.number ?? '';
    expect(await desk.run('send_invoice', { invoice: number, to: 'client@client.fr' })).toMatchObject({
      state: 'done',
    });
    start();
    await until('sent');
    await pause(200);
    expect(mail.state.received).toHaveLength(1);
    const [text = ''] = mail.state.received;
    const [row] = await desk.app<{ key: string }[]>`select key from mails`;
    expect(text).toContain(`Message-ID: ${messageIdOf(row?.key ?? '', FROM)}`);
    expect(text).toContain(`filename=${number}.pdf`);
    expect(text).toContain('To: client@client.fr');
  });

  test('refusé pour toujours est dit, refusé pour l’instant est retenté', async () => {
    await send('refus@client.fr');
    mail.state.verdict = 'refuse';
    start();
    await until('failed');
    await sending?.stop();
    await desk.app`delete from mails`;
    mail.state.verdict = 'later';
    await send('plus-tard@client.fr');
    start();
    for (let tries = 0; mail.state.received.length < 2 && tries < 250; tries += 1) await pause(20);
    const [row] = await desk.app`select state, tries, next_try_at > clock_timestamp() as waits from mails`;
    expect(row).toMatchObject({ state: 'pending', tries: 1, waits: true });
  });

  test('coupé au milieu est à vérifier par une personne, et ne repart pas', async () => {
    await send('coupe@client.fr');
    mail.state.verdict = 'cut';
    start();
    await until('to_check');
    mail.state.verdict = 'take';
    await pause(200);
    expect(mail.state.received).toHaveLength(1);
    const notices = await desk.app`select 1 from notices where text like '%a été coupé%'`;
    expect(notices.length).toBeGreaterThan(0);
  });

  test('pris par un processus qui meurt : la facture est à vérifier, l’avis repart', async () => {
    await send('mort@client.fr');
    await desk.app`
      insert into mails (key, kind, sent_to, subject, body) values ('notice:0', 'notice', 'moi@esn.fr', 'Vigie', 'Un avis')`;
    expect(await takeMails(desk.app, 10)).toHaveLength(2);
    await desk.app`update mails set sending_since = sending_since - interval '1 hour'`;
    start();
    await until('to_check');
    await until('sent');
    expect(mail.state.received.map((text) => /To: (.*)/u.exec(text)?.[1])).toEqual(['moi@esn.fr']);
  });

  test('parti sans qu’on ait pu le noter : à vérifier, jamais renvoyé', async () => {
    const { owner } = desk.database;
    await owner`create function refuse_sent() returns trigger language plpgsql as
      $$ begin raise exception 'the database is away'; end $$`;
    await owner`create trigger refuse_sent before update on mails for each row when (new.state = 'sent')
      execute function refuse_sent()`;
    try {
      await send('parti@client.fr');
      await send('suivant@client.fr');
      start();
      for (let tries = 0; mail.state.received.length < 2 && tries < 250; tries += 1) await pause(20);
      await sending?.stop();
      expect(await desk.app`select state, tries from mails order by sent_to`).toEqual([
        { state: 'sending', tries: 1 },
        { state: 'sending', tries: 1 },
      ]);
    } finally {
      await owner`drop function refuse_sent cascade`;
    }
    await desk.app`update mails set sending_since = sending_since - interval '1 hour'`;
    start();
    await until('to_check');
    await pause(200);
    expect(mail.state.received.map((text) => /To: (.*)/u.exec(text)?.[1])).toEqual([
      'parti@client.fr',
      'suivant@client.fr',
    ]);
  });

  test('une demande de validation porte une adresse qui ouvre sa page, gardée nulle part', async () => {
    const to = 'client@client.fr';
    const asked = { project: 'P003', month: '2026-10', to };
    expect(await desk.run('ask_client_validation', asked)).toMatchObject({ state: 'done' });
    expect(await desk.run('ask_client_validation', asked)).toMatchObject({ state: 'refused', code: 'already_sent' });
    const [waiting] = await listMails(desk.app, 10);
    expect(waiting).toMatchObject({ kind: 'validation', to, state: 'pending' });
    start();
    await until('sent');
    const text = (mail.state.received[0] ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
    const secret = /https:\/\/vigie\.esn-exemple\.fr\/lien\/cra\/([\w-]+)/u.exec(text)?.[1] ?? '';
    expect(await readClientPage(desk.app, secret, '2026-10-31')).toMatchObject({ project: 'P003', month: '2026-10' });
    expect(await readClientPage(desk.app, secret, '2026-12-01')).toBe('expired');
    expect(JSON.stringify(await listMails(desk.app, 10))).not.toContain(secret);
  });

  test('à vérifier se tranche : arrivé, ou renvoyé', async () => {
    const settle = (key: string, outcome: string) => desk.run('settle_mail', { mail: key, outcome });
    await send('arrive@client.fr');
    await send('perdu@client.fr');
    const keys = (await listMails(desk.app, 10)).map(({ key }) => key);
    const [first = '', second = ''] = keys;
    expect(await settle(first, 'resend')).toMatchObject({ state: 'refused', code: 'mail_not_to_check' });
    await desk.app`update mails set state = 'to_check'`;
    expect(await settle(first, 'arrived')).toMatchObject({ state: 'done' });
    expect(await settle(second, 'resend')).toMatchObject({ state: 'done' });
    expect(await settle(first, 'resend')).toMatchObject({ state: 'refused', code: 'mail_not_to_check' });
    expect(await settle('inconnu', 'resend')).toMatchObject({ state: 'refused', code: 'not_found' });
    start();
    for (let tries = 0; mail.state.received.length === 0 && tries < 250; tries += 1) await pause(20);
    await pause(200);
    expect(mail.state.received).toHaveLength(1);
    expect((await listMails(desk.app, 10)).map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  test('porte un avis à qui n’a pas Slack et ne l’a pas lu', async () => {
    const [person] = await desk.app<{ id: string }[]>`select id from auth.users where email = 'adv@esn-bureau.fr'`;
    await desk.app`
      insert into notices (user_id, key, text, link, created_at)
      values (${person?.id ?? ''}, 'essai', 'Un CRA manque.', '/cra', transaction_timestamp() - interval '1 hour')`;
    start();
    await until('sent');
    expect(mail.state.received[0]).toContain('https://vigie.esn-exemple.fr/cra');
  });
});
