// The letters that clients receive, as an IT-services firm writes them: the CRAs to validate, the invoice, then the three
// levels of dunning. Each is previewed with the proposal that sends it.
import type { CivilDate } from './civil-dates.ts';
import { CLIENT_PAGE_MARK } from './client-validation.ts';
import { sayDate, sayDays, sayEurosAndCents, sayMonth, sayOf } from './french.ts';
import type { Month } from './periods.ts';
import { latePenaltyCents, RECOVERY_INDEMNITY_CENTS } from './late-penalties.ts';

/** A mail to a client, its identity, and the invoice that goes with it. */
export type ClientMail = {
  /** Sent once under this key. */
  readonly key: string;
  readonly kind: 'invoice' | 'dunning' | 'validation';
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** Null: nothing is attached. */
  readonly invoice: string | null;
};

/** A person's month, as the client is asked about it. */
type Asked = { readonly name: string; readonly days: number };

/** @param key of the request, which is the mail's own. */
export function writeValidationMail(
  request: {
    readonly key: string;
    readonly project: string;
    readonly month: Month;
    readonly expiresOn: CivilDate;
    readonly people: readonly Asked[];
  },
  firm: string,
  to: string,
): ClientMail {
  const { key, project, month, expiresOn, people } = request;
  return {
    key,
    kind: 'validation',
    to,
    subject: `${firm} : jours ${sayOf(sayMonth(month))} à valider, ${project}`,
    body: [
      'Bonjour,',
      `Merci de valider le travail ${sayOf(sayMonth(month))} sur « ${project} » :`,
      people.map(({ name, days }) => `- ${name} : ${sayDays(days)}`).join('\n'),
      `Le détail, jour par jour, et votre réponse, sans compte à créer : ${CLIENT_PAGE_MARK}`,
      `Cette page reste ouverte jusqu’au ${sayDate(expiresOn)}.`,
      'Cordialement,',
      firm,
    ].join('\n\n'),
    invoice: null,
  };
}

type Due = {
  readonly number: string;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  readonly grossCents: number;
};

const sayCents = (cents: number): string => `${sayEurosAndCents(cents / 100)} TTC`;

export function writeInvoiceMail(invoice: Due, firm: string, to: string, today: CivilDate): ClientMail {
  return {
    key: `invoice:${invoice.number}:${today}:${to.toLowerCase()}`,
    kind: 'invoice',
    to,
    subject: `${firm} : facture ${invoice.number}`,
    body: [
      'Bonjour,',
      `Veuillez trouver ci-joint notre facture ${invoice.number} du ${sayDate(invoice.issuedOn)}, d’un montant de ${sayCents(invoice.grossCents)}, à régler le ${sayDate(invoice.dueOn)} au plus tard.`,
      'Cordialement,',
      firm,
    ].join('\n\n'),
    invoice: invoice.number,
  };
}

/** From the friendly reminder to the formal notice, which alone names the law. */
const OPENINGS: Readonly<Record<number, string>> = {
  1: 'Sauf erreur de notre part, la facture suivante n’a pas été réglée. Si votre règlement est parti, ne tenez pas compte de ce message.',
  2: 'Malgré notre premier rappel, la facture suivante reste impayée. Nous vous demandons de la régler sous huit jours, ou de nous dire ce qui s’y oppose.',
  3: 'Par la présente, nous vous mettons en demeure de régler sous huit jours la facture suivante. À défaut, nous en poursuivrons le recouvrement par toute voie de droit.',
};
const SUBJECTS: Readonly<Record<number, string>> = { 1: 'rappel', 2: 'deuxième rappel', 3: 'mise en demeure' };

/**
 * Penalties and the indemnity are due without a reminder (Code de commerce, art. L441-10, II): the firm letters say them.
 * @param leftCents TTC still owed.
 */
export function writeDunningMail(
  invoice: Due & { readonly leftCents: number },
  level: number,
  firm: string,
  to: string,
  today: CivilDate,
): ClientMail {
  const { number, issuedOn, dueOn, leftCents } = invoice;
  const penalties = latePenaltyCents(leftCents, dueOn, today);
  const owed = `Facture ${number} du ${sayDate(issuedOn)}, échue le ${sayDate(dueOn)} : ${sayCents(leftCents)} restent dus.`;
  const law = `S’y ajoutent de plein droit les pénalités de retard, ${sayEurosAndCents(penalties / 100)} à ce jour, et l’indemnité forfaitaire de recouvrement de ${sayEurosAndCents(RECOVERY_INDEMNITY_CENTS / 100)} (Code de commerce, art. L441-10 et D441-5).`;
  return {
    key: `dunning:${number}:${level}`,
    kind: 'dunning',
    to,
    subject: `${firm} : ${SUBJECTS[level] ?? 'rappel'}, facture ${number}`,
    body: ['Bonjour,', OPENINGS[level] ?? '', owed, ...(level > 1 ? [law] : []), 'Cordialement,', firm].join('\n\n'),
    invoice: number,
  };
}
