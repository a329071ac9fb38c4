// Somebody joins the firm, employee or independent. What a day of theirs costs is another decision (set_cost).
import { z } from 'zod';
import { sayDate, sayPercent } from '../../french.ts';
import { defineCommand, refuse } from '../command.ts';
import { code } from '../inputs.ts';
import type { ConsultantRow } from '../rows.ts';
import { cardFields, linkAccount, loadCardFacts, refuseCard } from './consultant-card.ts';

const input = z.strictObject({
  /** The next of the series C001, C002… when none is given. */
  code: code.optional(),
  firstName: cardFields.firstName,
  lastName: cardFields.lastName,
  email: cardFields.email.default(null),
  profile: cardFields.profile,
  employment: cardFields.employment.default('salarie'),
  enteredOn: cardFields.enteredOn,
  quota: cardFields.quota.default('1'),
  agency: cardFields.agency.default(null),
  daysOff: cardFields.daysOff.default(null),
  productive: cardFields.productive.default(true),
  manager: cardFields.manager.default(null),
});

const EMPLOYED_AS = { salarie: 'salarié', independant: 'indépendant' } as const;

export const createConsultant = defineCommand({
  name: 'create_consultant',
  label: 'Créer un consultant',
  input,
  rights: { direction: 'all', daf: 'all' },
  tier: 1,
  approvers: [],
  // Addresses, managers and the next code are judged against everybody.
  locks: async (asked) => [
    ...(asked.code === undefined ? [] : [{ kind: 'consultant' as const, key: asked.code }]),
    { kind: 'firm', key: 'people' },
  ],
  load: async (asked, read) => ({
    ...(await loadCardFacts(asked, read)),
    code: asked.code ?? (await read.nextCode('consultant', 'C', 3)),
  }),
  plan: (facts, asked) => {
    const existing = facts.people.find((one) => one.code === facts.code);
    if (existing)
      return refuse(
        'consultant_exists',
        `Le consultant ${existing.code} existe déjà : ${existing.firstName} ${existing.lastName}.`,
      );
    const after: ConsultantRow = { ...asked, code: facts.code, leftOn: null };
    const refused = refuseCard(after, null, facts);
    if (refused) return refused;
    return {
      effect: {
        sentence: `Créer ${after.code}, ${after.firstName} ${after.lastName}, ${after.profile}, ${EMPLOYED_AS[after.employment]} à ${sayPercent(Number(after.quota))} à partir du ${sayDate(after.enteredOn)}.`,
        rows: [{ entity: 'consultant', before: null, after }, ...linkAccount(after, facts)],
      },
      result: { code: after.code },
    };
  },
});
