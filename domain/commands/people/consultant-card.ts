// A consultant's card: who they are, what they are sold as, how much of full time, who manages them.
import { z } from 'zod';
import { EMPLOYMENTS } from '../../presence.ts';
import { refuse, type Refusal, type RowChange } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { civilDate, code, share, shortText } from '../inputs.ts';
import type { ConsultantRow, ProfileCommandRow, UserLinkRow, UserRow } from '../rows.ts';

export const cardFields = {
  firstName: shortText,
  lastName: shortText,
  email: z
    .email('une adresse de courriel est attendue')
    .max(320)
    .transform((text) => text.toLowerCase())
    .nullable(),
  profile: code,
  employment: z.enum(EMPLOYMENTS),
  enteredOn: civilDate,
  quota: share,
  agency: z.string().trim().min(1).max(200).nullable(),
  daysOff: z
    .array(z.number().int().min(1).max(7))
    .max(6)
    .refine((days) => new Set(days).size === days.length, 'un jour est donné deux fois')
    .transform((days) => days.toSorted((a, b) => a - b))
    .nullable(),
  productive: z.boolean(),
  manager: code.nullable(),
};

export type CardFacts = {
  readonly profile: ProfileCommandRow | null;
  /** Everybody: addresses and managers are judged against all. */
  readonly people: readonly ConsultantRow[];
  /** The account that has the address, and what is linked to it. */
  readonly user: UserRow | null;
  readonly links: readonly UserLinkRow[];
};

export async function loadCardFacts(
  card: { profile: string; email: string | null },
  read: FirmReader,
): Promise<CardFacts> {
  return {
    profile: await read.get('profile', { name: card.profile }),
    people: await read.find('consultant', {}),
    user: card.email === null ? null : await read.get('user', { email: card.email }),
    links: await read.find('userLink', {}),
  };
}

/** Whether following the managers up from one comes back to the person. */
function leadsBackTo(person: string, start: string, people: readonly ConsultantRow[]): boolean {
  const managers = new Map(people.map(({ code: name, manager }) => [name, manager]));
  const seen = new Set<string>();
  for (let at: string | null = start; at !== null && !seen.has(at); at = managers.get(at) ?? null) {
    if (at === person) return true;
    seen.add(at);
  }
  return false;
}

/** What is wrong with a card as it would be; null: nothing. */
export function refuseCard(card: ConsultantRow, before: ConsultantRow | null, facts: CardFacts): Refusal | null {
  if (!facts.profile) return refuse('profile_unknown', `Profil inconnu : ${card.profile}.`);
  const namesake = facts.people.find(
    (one) => one.code !== card.code && card.email !== null && one.email?.toLowerCase() === card.email,
  );
  // Two people who came with one address keep it until somebody changes it.
  if (namesake && before?.email?.toLowerCase() !== card.email)
    return refuse(
      'email_exists',
      `L'adresse ${card.email} est celle de ${namesake.code}, ${namesake.firstName} ${namesake.lastName}.`,
    );
  if (card.manager !== null && card.manager !== before?.manager) {
    if (!facts.people.some(({ code: name }) => name === card.manager) && card.manager !== card.code)
      return refuse('manager_unknown', `Manager inconnu : ${card.manager}.`);
    if (leadsBackTo(card.code, card.manager, facts.people))
      return refuse(
        'manager_cycle',
        `${card.manager} serait, de manager en manager, celui et le subordonné de ${card.code}.`,
      );
  }
  return null;
}

/** The account of that address becomes this person's, where neither has another already. */
export function linkAccount(card: ConsultantRow, facts: CardFacts): RowChange[] {
  const { user, links } = facts;
  if (user === null || links.some((link) => link.user === user.email || link.consultant === card.code)) return [];
  return [{ entity: 'userLink', before: null, after: { user: user.email, consultant: card.code } }];
}
