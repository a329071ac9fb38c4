// What clients say of the days that they are asked to validate (DOMAIN.md, 4: the flow of a CRA): who signed, when, for which
// content, and what they contest, day by day.
import type { CivilDate } from './civil-dates.ts';

/** A day that the client counts otherwise. */
export type ContestedDay = { readonly date: CivilDate; readonly quarterDays: number };

/** What is kept with the CRA of a person, a month and a project. */
export type ClientValidation = {
  readonly by: string;
  readonly on: CivilDate;
  /** A link, a file, a letter. */
  readonly evidence: string;
  /** What the client counts. */
  readonly quarterDays: number;
  /** Digest of the days that were signed. */
  readonly contentSha: string;
  /** The request that it answers. */
  readonly request?: string;
  /** Digest of the signed document. */
  readonly document?: string;
  readonly contest?: { readonly days: readonly ContestedDay[]; readonly comment: string };
};

export const CLIENT_VALIDATION_STATES = ['to_ask', 'waiting', 'accepted', 'contested', 'changed'] as const;
/** Not asked yet; asked; signed as it stands; signed otherwise; signed or asked, and changed since. */
export type ClientValidationState = (typeof CLIENT_VALIDATION_STATES)[number];

export const CLIENT_VALIDATION_LABELS: Readonly<Record<ClientValidationState, string>> = {
  to_ask: 'à demander',
  waiting: 'demandée',
  accepted: 'validé',
  contested: 'contesté',
  changed: 'à redemander',
};

/** Whether the client signed for these days as they are. */
export function isContested(validation: ClientValidation, quarterDays: number): boolean {
  return validation.contest !== undefined || validation.quarterDays !== quarterDays;
}

export type SheetToValidate = {
  /** Digest and sum of what is submitted or validated now. */
  readonly contentSha: string;
  readonly quarterDays: number;
  readonly validation: ClientValidation | null;
  /** A correction took the last signature away. */
  readonly lostValidation: boolean;
  /** The latest request for it, open still; null: none. */
  readonly asked: { readonly contentSha: string; readonly on: CivilDate } | null;
};

export function stateOfValidation(sheet: SheetToValidate): ClientValidationState {
  const { validation, asked, contentSha, quarterDays } = sheet;
  if (validation !== null && validation.contentSha === contentSha) {
    if (!isContested(validation, quarterDays)) return 'accepted';
    return asked !== null && asked.contentSha === contentSha && asked.on > validation.on ? 'waiting' : 'contested';
  }
  if (asked !== null && asked.contentSha === contentSha) return 'waiting';
  return validation !== null || sheet.lostValidation || asked !== null ? 'changed' : 'to_ask';
}

/** Where the client answers is written in the mail as it leaves: nowhere else is the secret of its address kept. */
export const CLIENT_PAGE_MARK = '[adresse personnelle, écrite à l’envoi]';

/** A CRA as it was asked. */
export type AskedSheet = {
  readonly consultant: string;
  readonly contentSha: string;
  readonly quarterDays: number;
};

/** A client is asked at the end of a month and reminded: one month is enough, and no door stays open. */
export const CLIENT_PAGE_DAYS = 30;
