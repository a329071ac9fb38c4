// A document joins the firm: a CV, a contract, an order, about a client, a person or a project. Its bytes were stored by
// their digest just before (POST /api/documents).
import { z } from 'zod';
import { defineCommand, NOT_FOUND, refuse } from '../command.ts';
import { code, shortText } from '../inputs.ts';

/** What the firm keeps: text, office files, scans. Nothing that a browser would run. */
const MEDIA_TYPES = [
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.text',
  'message/rfc822',
  'text/csv',
  'text/markdown',
  'text/plain',
  'image/jpeg',
  'image/png',
] as const;

const input = z.strictObject({
  title: shortText,
  mediaType: z.enum(MEDIA_TYPES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'une empreinte SHA-256 est attendue'),
  client: code.nullable().default(null),
  consultant: code.nullable().default(null),
  project: code.nullable().default(null),
});

export const uploadDocument = defineCommand({
  name: 'upload_document',
  label: 'Déposer un document',
  input,
  rights: { commercial: 'all', responsable: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'firm', key: `document ${asked.sha256}` }],
  load: async (asked, read) => ({
    content: await read.get('documentContent', { sha256: asked.sha256 }),
    cards: await read.find('document', { sha256: asked.sha256 }),
    client: asked.client === null ? null : await read.get('client', { code: asked.client }),
    consultant: asked.consultant === null ? null : await read.get('consultant', { code: asked.consultant }),
    project: asked.project === null ? null : await read.get('project', { code: asked.project }),
  }),
  plan: (facts, asked, { asker }) => {
    if (!facts.content)
      return refuse(
        'content_missing',
        'Le contenu de ce document n’est pas arrivé : déposez-le par POST /api/documents.',
      );
    for (const about of ['client', 'consultant', 'project'] as const)
      if (asked[about] !== null && !facts[about]) return refuse(NOT_FOUND, `Inconnu : ${asked[about]}.`);
    const same = facts.cards.find(
      (card) => card.client === asked.client && card.consultant === asked.consultant && card.project === asked.project,
    );
    if (same)
      return refuse('document_exists', `Ce document y est déjà : « ${same.title} », déposé par ${same.uploadedBy}.`);
    const about = [asked.client, asked.consultant, asked.project].filter((one) => one !== null);
    return {
      effect: {
        sentence: `Déposer « ${asked.title} »${about.length === 0 ? '' : ` (${about.join(', ')})`}.`,
        rows: [{ entity: 'document', before: null, after: { ...asked, uploadedBy: asker.email } }],
      },
    };
  },
});
