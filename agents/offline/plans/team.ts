// The people of a team: those whose manager is the person named, or the asking person when « mon équipe » is said.

import { isRead, readTable, type Asking, type Plan } from '../plan.ts';
import { MY_PEOPLE } from '../query.ts';
import type { Candidate, Reading } from '../reading.ts';

const TEAM_OF = /(?<!\p{L})(?:équipes?|equipes?|team) (?:de |d['’]|of )$/iu;
const PEOPLE_OF = /(?<!\p{L})(?:équipes?|equipes?|team|consultants|collaborateurs|gens) (?:de |d['’]|of )$/iu;

function managerBehind(words: RegExp, { names, text }: Reading): Candidate | null {
  const named = names.find(({ candidates, start, text: name }) => {
    const isPerson = candidates.length === 1 && candidates[0]?.kind === 'consultant';
    return isPerson && (words.test(text.slice(0, start)) || /^['’]s team/iu.test(text.slice(start + name.length)));
  });
  return named?.candidates[0] ?? null;
}

/** « l'équipe de Justine », « les gens de Justine », « Justine's team »: whose team is spoken of. */
export function managerTold(reading: Reading): Candidate | null {
  return managerBehind(PEOPLE_OF, reading);
}

/** Nothing but « l'équipe de… » is said: a figure of hers is none of theirs. */
export function namesTeam(reading: Reading): boolean {
  return managerBehind(TEAM_OF, reading) !== null;
}

/** Whose team is asked about: that of the person named, else the asking person's own; null: none, or not known. */
export function managerAsked(reading: Reading, { person }: Asking): string | null {
  return managerTold(reading)?.code ?? (isOfMyTeam(reading) ? person.consultantCode : null);
}

export function isOfMyTeam({ text }: Reading): boolean {
  return MY_PEOPLE.test(text);
}

/** Who works under a manager today, as the asking person may see them; their codes and names. */
export function* readTeam(manager: string, asking: Asking): Plan<Candidate[]> {
  if (!asking.tools.has('list_consultants')) return [];
  const where = [
    { field: 'manager', op: '=' as const, value: manager },
    { field: 'present', op: '=' as const, value: true },
  ];
  const listed = yield* readTable('list_consultants', {}, { where });
  if (!isRead(listed)) return [];
  return listed.rows.map(({ subject, label }) => ({ kind: 'consultant', code: subject, label, score: 1 }));
}
