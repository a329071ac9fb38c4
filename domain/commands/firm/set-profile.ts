// What the firm sells and plans with: a profile, its target TJM, its standard cost (CJM prévu).
import { z } from 'zod';
import { sayCount, sayEurosAndCents } from '../../french.ts';
import { defineCommand, refuse } from '../command.ts';
import { code, euros } from '../inputs.ts';

export const setProfile = defineCommand({
  name: 'set_profile',
  label: 'Créer ou modifier un profil',
  input: z.strictObject({
    name: code,
    targetDailyRate: euros.nullable().optional(),
    plannedDailyCost: euros.nullable().optional(),
  }),
  rights: { direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'firm', key: `profile ${asked.name}` }],
  load: async (asked, read) => ({
    before: await read.get('profile', { name: asked.name }),
    people: await read.find('consultant', { profile: asked.name }),
  }),
  plan: ({ before, people }, asked) => {
    const after = {
      name: asked.name,
      targetDailyRateCents:
        asked.targetDailyRate === undefined ? (before?.targetDailyRateCents ?? null) : asked.targetDailyRate,
      plannedDailyCostCents:
        asked.plannedDailyCost === undefined ? (before?.plannedDailyCostCents ?? null) : asked.plannedDailyCost,
    };
    if (
      before?.targetDailyRateCents === after.targetDailyRateCents &&
      before.plannedDailyCostCents === after.plannedDailyCostCents
    )
      return refuse('nothing_changes', `Le profil ${asked.name} est déjà ainsi.`);
    const rate =
      after.targetDailyRateCents === null
        ? 'sans TJM cible'
        : `TJM cible ${sayEurosAndCents(after.targetDailyRateCents / 100)}`;
    return {
      effect: {
        sentence: `${before ? 'Modifier' : 'Créer'} le profil ${asked.name} (${sayCount(people.length, 'consultant')}) : ${rate}.`,
        rows: [{ entity: 'profile', before, after }],
        euros: [
          {
            label: 'TJM cible',
            beforeCents: before?.targetDailyRateCents ?? null,
            afterCents: after.targetDailyRateCents,
          },
          {
            label: 'CJM prévu',
            beforeCents: before?.plannedDailyCostCents ?? null,
            afterCents: after.plannedDailyCostCents,
          },
        ],
      },
    };
  },
});
