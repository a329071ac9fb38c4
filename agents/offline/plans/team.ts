// The people of a team: those whose manager is the person named, or the asking person when « mon équipe » is said.

import { isRead, readTable, type Asking, type Plan } from '../plan.ts';
import { MY_PEOPLE } from '../query.ts';
import type { Candidate, Reading } from '../reading.ts';

/** « l'équipe de Justine », « Justine's team »: whose team is spoken of. */
export function managerTold({ names, text }: Reading): Candidate | null {
  const named = names.find(({ candidates, start, text: name }) => {
    const before = /(?<!\p{L})(?:équipes?|equipes?|team|consultants|collaborateurs|gens) (?:de |d['’]|of )$/iu;
    const isPerson = candidates.length === 1 && candidates[0]?.kind === 'consultant';
    return isPerson && (before.test(text.slice(0, start)) || /^['’]s team/iu.test(text.slice(start + name.length)));
  });
  return named?.candidates[0] ?? null;
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
