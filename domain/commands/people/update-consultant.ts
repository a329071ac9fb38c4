// A consultant's card is corrected: profile, quota, days off, manager, address. A departure is end_contract's.
import { z } from 'zod';
import { sayDate } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { withFields } from '../clients/update-client.ts';
import { code } from '../inputs.ts';
import { cardFields, linkAccount, loadCardFacts, refuseCard } from './consultant-card.ts';
import { closedMonthsAfter, lockRevaluation } from './revaluation.ts';

const input = z.strictObject({
  code,
  firstName: cardFields.firstName.optional(),
  lastName: cardFields.lastName.optional(),
  email: cardFields.email.optional(),
  profile: cardFields.profile.optional(),
  employment: cardFields.employment.optional(),
  enteredOn: cardFields.enteredOn.optional(),
  quota: cardFields.quota.optional(),
  agency: cardFields.agency.optional(),
  daysOff: cardFields.daysOff.optional(),
  productive: cardFields.productive.optional(),
  manager: cardFields.manager.optional(),
});

// What a file may hold begins here (isCivilDate).
const ALWAYS = '1900-01-01';
const FOREVER = '2199-12-31';

export const updateConsultant = defineCommand({
  name: 'update_consultant',
  label: 'Modifier un consultant',
  input,
  rights: { direction: 'all', daf: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked, read) => [
    { kind: 'firm', key: 'people' },
    ...(await lockRevaluation(read, [asked.code], ALWAYS)),
  ],
  load: async (asked, read) => {
    const consultant = await read.get('consultant', { code: asked.code });
    if (!consultant) return null;
    const card = withFields(consultant, asked);
    return {
      consultant,
      card,
      ...(await loadCardFacts({ profile: card.profile, email: card.email }, read)),
      times: await read.timeBetween(asked.code, ALWAYS, FOREVER),
      closedMonths: await closedMonthsAfter(read, ALWAYS),
    };
  },
  plan: (facts, asked) => {
    if (!facts) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.code}.`);
    const { consultant, card, times } = facts;
    const refused = refuseCard(card, consultant, facts);
    if (refused) return refused;
    const firstDay = times[0]?.workedOn;
    if (firstDay !== undefined && card.enteredOn > firstDay && card.enteredOn !== consultant.enteredOn)
      return refuse(
        'time_before_entry',
        `${card.code} a des jours saisis dès le ${sayDate(firstDay)}, avant cette entrée.`,
      );
    if (card.leftOn !== null && card.enteredOn > card.leftOn)
      return refuse('entry_after_departure', `${card.code} est parti le ${sayDate(card.leftOn)}, avant cette entrée.`);
    const reclassified = card.profile !== consultant.profile;
    const touched = reclassified
      ? facts.closedMonths.filter((month) => times.some(({ workedOn }) => workedOn.startsWith(month)))
      : [];
    return {
      effect: {
        sentence: `Modifier ${card.code}, ${card.firstName} ${card.lastName}${reclassified ? ` : de ${consultant.profile} à ${card.profile}, ses jours sans affectation de profil sont réévalués` : ''}.`,
        rows: [{ entity: 'consultant', before: consultant, after: card }, ...linkAccount(card, facts)],
        indicators: touched.map((month) => ({
          label: 'Mois clos dont les chiffres bougent',
          subject: month,
          before: consultant.profile,
          after: card.profile,
          unit: 'text' as const,
        })),
      },
      revalues: reclassified ? [{ consultants: [card.code] }] : [],
    };
  },
});
