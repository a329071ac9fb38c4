// What the client says of a person's month is kept with the CRA: signed on its page, on a paper that was sent, or told. Days
// that they count otherwise, and why, stay beside ours: the difference is a finding until somebody settles it.
import { z } from 'zod';
import type { ClientValidation } from '../../client-validation.ts';
import { sayDate, sayDays } from '../../french.ts';
import { firstDayOf, lastDayOf } from '../../periods.ts';
import { defineCommand, refuse, type Refusal } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { civilDate, code, days, month, shortText } from '../inputs.ts';
import type { DocumentRow, TimeRow } from '../rows.ts';
import { loadCra, lockCra, timesheetOf, validates, type CraFacts } from './facts.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);

const input = z
  .strictObject({
    consultant: code,
    month,
    project: code,
    by: shortText,
    validatedOn: civilDate,
    /** What proves it; of a document, its title by default. */
    evidence: shortText.optional(),
    /** Digest of the signed CRA, filed before (upload_document). */
    document: sha256.optional(),
    /** Days the client signed for, when they say. */
    days: days.optional(),
    /** Days that the client counts otherwise, and why. */
    contest: z
      .strictObject({
        days: z.array(z.strictObject({ date: civilDate, days })).max(31),
        comment: z.string().trim().max(2000).default(''),
      })
      .refine(({ days: counted, comment }) => counted.length > 0 || comment !== '', 'un jour ou une explication')
      .optional(),
    /** Digest of the days that were shown to the client: others are not validated in their place. */
    contentSha: sha256.optional(),
    /** The request that it answers (ask_client_validation). */
    request: z.string().min(1).max(500).optional(),
  })
  .refine(({ evidence, document }) => evidence !== undefined || document !== undefined, {
    path: ['evidence'],
    message: 'dites ce qui le prouve, ou nommez le document signé',
  });
type Asked = z.infer<typeof input>;

type Facts = CraFacts & { readonly digest: FirmReader['digest']; readonly cards: readonly DocumentRow[] };

/** A signed CRA is filed under the person, the project or nothing else than its client. */
function findCard({ cards }: Facts, asked: Asked): DocumentRow | null | Refusal {
  if (asked.document === undefined) return null;
  const [card] = cards.filter(
    ({ consultant, project }) =>
      (consultant === null || consultant === asked.consultant) && (project === null || project === asked.project),
  );
  return (
    card ??
    refuse('document_unknown', 'Ce document n’est pas déposé, ou concerne une autre personne ou un autre projet.')
  );
}

function quartersOn(rows: readonly TimeRow[], date: string): number {
  return rows.filter(({ workedOn }) => workedOn === date).reduce((sum, row) => sum + row.quarterDays, 0);
}

/** What the client counts in all: said, or our days with theirs in their place. */
function countByClient(rows: readonly TimeRow[], { days: told, contest }: Asked): number {
  if (told !== undefined) return told;
  const ours = rows.reduce((sum, row) => sum + row.quarterDays, 0);
  return (contest?.days ?? []).reduce((sum, { date, days: counted }) => sum + counted - quartersOn(rows, date), ours);
}

function sayContest(rows: readonly TimeRow[], { contest }: Asked): string {
  if (contest === undefined) return '';
  const said = contest.days.map(
    ({ date, days: counted }) =>
      `${sayDate(date)} ${sayDays(counted / 4)} au lieu de ${sayDays(quartersOn(rows, date) / 4)}`,
  );
  return ` Conteste : ${[...said, ...(contest.comment === '' ? [] : [`« ${contest.comment} »`])].join(', ')}.`;
}

function refuseDays(rows: readonly TimeRow[], asked: Asked, today: string): Refusal | null {
  if (rows.length === 0)
    return refuse(
      'nothing_to_validate',
      `Aucun jour soumis de ${asked.consultant} sur ${asked.project} en ${asked.month}.`,
    );
  if (asked.validatedOn > today)
    return refuse('validation_in_future', 'La validation du client est datée dans le futur.');
  const dates = (asked.contest?.days ?? []).map(({ date }) => date);
  const outside = dates.find((date) => date < firstDayOf(asked.month) || date > lastDayOf(asked.month));
  if (outside !== undefined)
    return refuse('day_outside_month', `Le ${sayDate(outside)} n’est pas dans le mois ${asked.month}.`);
  if (new Set(dates).size !== dates.length) return refuse('day_twice', 'Un même jour est contesté deux fois.');
  return null;
}

export const recordClientValidation = defineCommand({
  name: 'record_client_validation',
  label: 'Enregistrer la validation du client',
  input,
  rights: { responsable: 'own', adv: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: lockCra,
  load: async (asked, read): Promise<Facts> => ({
    ...(await loadCra(asked, read)),
    digest: read.digest,
    cards: asked.document === undefined ? [] : await read.find('document', { sha256: asked.document }),
  }),
  owns: (facts, asked, asker, role) => validates(facts, asked.project, asker, role),
  plan: (facts, asked, { today }) => {
    const rows = facts.rows.filter((row) => row.project === asked.project && row.state !== 'brouillon');
    const refused = refuseDays(rows, asked, today);
    if (refused) return refused;
    const { before, row } = timesheetOf(facts, asked, asked.project);
    const contentSha = facts.digest(rows.map((time) => [time.workedOn, time.occurrence, time.quarterDays]));
    if (asked.contentSha !== undefined && asked.contentSha !== contentSha)
      return refuse('content_changed', 'Le CRA a changé depuis qu’il a été montré au client.');
    const card = findCard(facts, asked);
    if (card !== null && 'refused' in card) return card;
    const ours = rows.reduce((sum, time) => sum + time.quarterDays, 0);
    const counted = countByClient(rows, asked);
    const { request, document, contest } = asked;
    const clientValidation: ClientValidation = {
      by: asked.by,
      on: asked.validatedOn,
      evidence: asked.evidence ?? card?.title ?? '',
      quarterDays: counted,
      contentSha,
      ...(request !== undefined && { request }),
      ...(document !== undefined && { document }),
      ...(contest !== undefined && {
        contest: {
          comment: contest.comment,
          days: contest.days.map(({ date, days: quarterDays }) => ({ date, quarterDays })),
        },
      }),
    };
    const gap = counted === ours ? '' : ` Écart : le CRA en porte ${sayDays(ours / 4)}.`;
    return {
      effect: {
        sentence: `${asked.by} valide ${sayDays(counted / 4)} de ${asked.consultant} sur ${asked.project} en ${asked.month}.${gap}${sayContest(rows, asked)}`,
        rows: [
          {
            entity: 'timesheet',
            before,
            after: { ...row, state: before?.state ?? 'soumis', clientValidation, clientValidationBefore: null },
          },
        ],
      },
    };
  },
});
