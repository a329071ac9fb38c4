// Sends what waits, by SMTP: invoices and letters to clients with their PDF, notices to people who have no Slack. Each is
// marked before it leaves and after; its Message-ID is its key's, so that the same mail is the same everywhere.
import { createHash } from 'node:crypto';
import { createTransport, type Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import { drawClientLink } from '../../db/client-links.ts';
import type { Sql } from '../../db/connection.ts';
import {
  leaveToCheck,
  markMailSent,
  putOffMail,
  queueNoticeMails,
  releaseCut,
  takeMails,
  type Mail,
} from '../../db/mails.ts';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { CLIENT_PAGE_MARK } from '../../domain/client-validation.ts';
import { sayReminders } from '../../db/steps/remind.ts';
import { printInvoice } from '../documents/invoice-pdf.ts';
import { clientPageAddress } from '../client-page-address.ts';
import { repeatPasses, restFor, type Passes } from '../passes.ts';

export type MailSettings = {
  /** `smtp://user:secret@server:587` */
  readonly smtpUrl: string;
  /** `Facturation ACME <factures@acme.fr>` */
  readonly from: string;
};

export type MailParts = {
  readonly appSql: Sql;
  readonly settings: MailSettings;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly intervalMs?: number;
};

/** A mail is read within minutes. */
const INTERVAL_MS = 5_000;
/** A slow server; far under the lease of a mail that is being sent (db/mails.ts). */
const SMTP_TIMEOUT_MS = 60_000;
const FIRST_PAUSE_SECONDS = 30;
/** A repaired server is noticed within the half hour; 100 tries are two days. */
const LONGEST_PAUSE_SECONDS = 1_800;
const MAX_TRIES = 100;

export function startMailSending(parts: MailParts): Passes {
  const transport = createTransport(
    { url: parts.settings.smtpUrl, connectionTimeout: SMTP_TIMEOUT_MS, socketTimeout: SMTP_TIMEOUT_MS },
    { from: parts.settings.from },
  );
  const passes = repeatPasses({
    log: parts.log,
    failure: 'mails cannot be sent, and are tried again',
    pass: (stopped) => passMails(parts, transport, stopped),
    rest: restFor(parts.intervalMs ?? INTERVAL_MS),
  });
  return {
    stop: async () => {
      await passes.stop();
      transport.close();
    },
  };
}

async function passMails(parts: MailParts, transport: Transporter, stopping: AbortSignal): Promise<void> {
  const { appSql, publicUrl } = parts;
  await tellToCheck(appSql, await releaseCut(appSql));
  await queueNoticeMails(appSql, publicUrl);
  // One at a time: what a death or a lost database cuts is the one mail that was leaving.
  while (!stopping.aborted) {
    const [mail] = await takeMails(appSql, 1);
    if (!mail) return;
    await sendMail(parts, transport, mail);
  }
}

/** Whether it arrived, nobody knows: a person asks the client, or looks in the box of what was sent. */
async function tellToCheck(app: Sql, keys: readonly string[]): Promise<void> {
  await sayReminders(
    app,
    'mails',
    keys.map((key) => ({
      key,
      dueOn: null,
      to: { emails: [], roles: ['adv', 'daf', 'direction'] },
      text: `L’envoi « ${key} » a été coupé : vérifiez s’il est arrivé avant de renvoyer.`,
      link: '/courriers',
    })),
  );
}

/** The same key gives the same Message-ID, at the sender's own domain. */
export function messageIdOf(key: string, from: string): string {
  const domain = /@([^\s>]+)/u.exec(from)?.[1] ?? 'vigie.invalid';
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`;
}

/** An invoice brought in from another tool has no paper here: its letter goes alone. */
async function attachInvoice(app: Sql, number: string | null) {
  const [invoice] = number === null ? [] : await readPrintedInvoices(app, number);
  if (!invoice) return [];
  const content = Buffer.from(await printInvoice(invoice));
  return [{ filename: `${number}.pdf`, content, contentType: 'application/pdf' }];
}

/** What nodemailer says of a conversation that ended without the server's last word. */
const CUT = new Set(['ECONNECTION', 'ESOCKET']);
const SILENCE = 'Timeout';

/** Once connected, a cut may come before or after the server took the mail: nobody can tell. */
function mayHaveArrived(error: unknown): boolean {
  const { code, syscall, responseCode, message } = error as Record<string, unknown>;
  if (responseCode !== undefined || syscall === 'connect') return false;
  return CUT.has(String(code)) || (code === 'ETIMEDOUT' && message === SILENCE);
}

/** RFC 5321: 5xx is the server's last word on this mail. */
function isRefusedForGood(error: unknown): boolean {
  const code = (error as { responseCode?: unknown }).responseCode;
  return typeof code === 'number' && code >= 500;
}

/** The address of the client's page is drawn as the mail leaves: it stands in no table. */
async function writeText({ appSql, publicUrl }: MailParts, { kind, key, body }: Mail): Promise<string> {
  if (kind !== 'validation') return body;
  return body.replace(CLIENT_PAGE_MARK, clientPageAddress(publicUrl, await drawClientLink(appSql, key)));
}

async function sendMail(parts: MailParts, transport: Transporter, mail: Mail): Promise<void> {
  const { appSql, settings, log } = parts;
  try {
    await transport.sendMail({
      to: mail.to,
      subject: mail.subject,
      text: await writeText(parts, mail),
      messageId: messageIdOf(mail.key, settings.from),
      attachments: await attachInvoice(appSql, mail.invoice),
    });
  } catch (error) {
    if (mail.kind !== 'notice' && mayHaveArrived(error)) {
      await leaveToCheck(appSql, mail.key, String(error));
      await tellToCheck(appSql, [mail.key]);
      return;
    }
    const last = isRefusedForGood(error) || mail.tries >= MAX_TRIES;
    const pauseSeconds = Math.min(FIRST_PAUSE_SECONDS * 2 ** Math.min(mail.tries - 1, 20), LONGEST_PAUSE_SECONDS);
    await putOffMail(appSql, mail.key, String(error), last ? null : pauseSeconds);
    log.warn({ err: error, mail: mail.key }, last ? 'a mail is refused for good' : 'a mail waits');
    return;
  }
  // The server has it: should this not be noted, the mail stays « sending », and is for a person to check, never sent again.
  await markMailSent(appSql, mail.key);
}
