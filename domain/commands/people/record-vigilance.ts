// A paper of an independent's vigilance file was received: until when it counts.
import { z } from 'zod';
import { sayDate } from '../../french.ts';
import { PAPER_LABELS, PAPER_MONTHS, paperValidUntil, VIGILANCE_PAPER_KINDS } from '../../vigilance.ts';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { civilDate, code, shortText } from '../inputs.ts';

export const recordVigilance = defineCommand({
  name: 'record_vigilance',
  label: 'Enregistrer une pièce de vigilance',
  input: z.strictObject({
    consultant: code,
    kind: z.enum(VIGILANCE_PAPER_KINDS),
    issuedOn: civilDate,
    /** The attestation's security code, the number of the extract. */
    reference: shortText.nullable().default(null),
  }),
  rights: { direction: 'all', daf: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'consultant', key: asked.consultant }],
  load: async (asked, read) => ({
    consultant: await read.get('consultant', { code: asked.consultant }),
    papers: await read.find('vigilancePaper', { consultant: asked.consultant, kind: asked.kind }),
  }),
  plan: ({ consultant, papers }, asked, { today }) => {
    if (!consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    const label = PAPER_LABELS[asked.kind];
    if (consultant.employment !== 'independant')
      return refuse('not_independent', `${consultant.code} est salarié : la vigilance concerne les sous-traitants.`);
    if (asked.issuedOn > today)
      return refuse('issued_in_future', `La pièce serait datée du ${sayDate(asked.issuedOn)}, dans le futur.`);
    if (papers.some(({ issuedOn }) => issuedOn === asked.issuedOn))
      return refuse('vigilance_exists', `Déjà enregistrée : ${label} du ${sayDate(asked.issuedOn)}.`);
    const validUntil = paperValidUntil(asked.kind, asked.issuedOn);
    if (validUntil < today)
      return refuse(
        'paper_expired',
        `${label} du ${sayDate(asked.issuedOn)} : plus de ${PAPER_MONTHS[asked.kind]} mois, elle ne vaut plus depuis le ${sayDate(validUntil)}.`,
      );
    const known =
      papers
        .map((paper) => paper.validUntil)
        .toSorted((a, b) => (a < b ? -1 : 1))
        .at(-1) ?? null;
    return {
      effect: {
        sentence: `${consultant.firstName} ${consultant.lastName} : ${label} du ${sayDate(asked.issuedOn)}, valable jusqu'au ${sayDate(validUntil)}.`,
        rows: [{ entity: 'vigilancePaper', before: null, after: { ...asked, validUntil } }],
        indicators: [{ label: 'Valable jusqu’au', subject: label, before: known, after: validUntil, unit: 'date' }],
      },
    };
  },
});
