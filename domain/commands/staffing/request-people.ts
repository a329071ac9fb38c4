// People are asked for: a profile, from when, how much of a day, for a project or an opportunity.
import { z } from 'zod';
import { sayDate } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { civilDate, code, share, text } from '../inputs.ts';
import { ownsTarget } from './change-assignment.ts';

export const requestPeople = defineCommand({
  name: 'request_people',
  label: 'Demander des personnes',
  input: z
    .strictObject({
      project: code.nullable().default(null),
      opportunity: code.nullable().default(null),
      profile: code,
      startsOn: civilDate,
      endsOn: civilDate.nullable().default(null),
      quota: share.default('1'),
      note: text.nullable().default(null),
    })
    .refine(
      (asked) => (asked.project === null) !== (asked.opportunity === null),
      'un projet ou une opportunité, et un seul',
    )
    .refine((asked) => asked.endsOn === null || asked.endsOn >= asked.startsOn, 'la fin précède le début'),
  rights: { responsable: 'own', commercial: 'own', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [
    ...(asked.project === null ? [] : [{ kind: 'project' as const, key: asked.project, shared: true }]),
    ...(asked.opportunity === null ? [] : [{ kind: 'opportunity' as const, key: asked.opportunity, shared: true }]),
  ],
  load: async (asked, read) => {
    const opportunity = asked.opportunity === null ? null : await read.get('opportunity', { code: asked.opportunity });
    const client = opportunity ? await read.get('client', { code: opportunity.client }) : null;
    return {
      project: asked.project === null ? null : await read.get('project', { code: asked.project }),
      opportunity,
      clientOwner: client?.ownerEmail ?? null,
      profile: await read.get('profile', { name: asked.profile }),
    };
  },
  owns: (facts, _asked, asker, role) => ownsTarget(facts, asker, role),
  plan: (facts, asked) => {
    const target = asked.project ?? asked.opportunity ?? '';
    if (!facts.project && !facts.opportunity) return refuse(NOT_FOUND, `Introuvable : ${target}.`);
    if (!facts.profile) return refuse(NOT_FOUND, `Profil inconnu : ${asked.profile}.`);
    return {
      effect: {
        sentence: `Demander un ${asked.profile} pour ${target} à partir du ${sayDate(asked.startsOn)}.`,
        rows: [{ entity: 'staffingRequest', before: null, after: { id: null, ...asked, state: 'ouverte' } }],
      },
    };
  },
});
