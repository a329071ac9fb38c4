// A firm's files come in by a person (the operator's own import is `vigie import`): the same reading, the same rules.
// What only adds rows is done at once; what changes stored rows waits for a second person. The texts were stored by
// their digests just before (POST /api/imports).
import { z } from 'zod';
import { sayCount } from '../../french.ts';
import { defineCommand, refuse, type IndicatorEffect, type Refusal } from '../command.ts';
import type { FirmImport } from '../firm-reader.ts';
import type { FileImportRow } from '../rows.ts';

/** One of each kind: IMPORT.md's, and those that an export has beside them. */
const MOST_FILES = 80;

const input = z.strictObject({
  files: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z_]{1,60}\.csv$/, 'un fichier de la firme est attendu : clients.csv, temps.csv…'),
        sha256: z.string().regex(/^[0-9a-f]{64}$/, 'une empreinte SHA-256 est attendue'),
      }),
    )
    .min(1)
    .max(MOST_FILES)
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, 'chaque fichier une seule fois'),
});

/** What a person reads before they decide; the counts and the digest cover the rest. */
const CHANGES_SHOWN = 500;
/** A file of the wrong form has an error a row: the first thousands say which. */
const ERRORS_TOLD = 5_000;
const ERRORS_IN_SENTENCE = 3;

function refuseErrors(errors: FirmImport['errors']): Refusal {
  const shown = errors.map(({ file, line, column, problem, expected }) => ({
    field: `${file}:${line}:${column}`,
    detail: `${problem} ; attendu : ${expected}`,
  }));
  const first = shown.slice(0, ERRORS_IN_SENTENCE).map(({ field, detail }) => `${field}: ${detail}`);
  const more = errors.length - first.length;
  const rest = more > 0 ? ` ; et ${sayCount(more, 'autre')}` : '';
  return {
    ...refuse('import_refused', `Import refusé, ${sayCount(errors.length, 'erreur')} : ${first.join(' ; ')}${rest}.`),
    errors: shown.slice(0, ERRORS_TOLD),
  };
}

function sayCounts({ file, createdRows, updatedRows }: FileImportRow): string {
  const said = [
    ...(createdRows > 0 ? [sayCount(createdRows, 'nouvelle')] : []),
    ...(updatedRows > 0 ? [sayCount(updatedRows, 'modifiée', 'modifiées')] : []),
  ];
  return `${file} ${said.join(', ')}`;
}

function listIndicators({ files, changes, notes }: FirmImport): IndicatorEffect[] {
  const counts = files.flatMap(({ file, createdRows, updatedRows, unchangedRows }): IndicatorEffect[] => [
    { label: 'Lignes à créer', subject: file, before: null, after: createdRows, unit: 'text' },
    { label: 'Lignes à modifier', subject: file, before: null, after: updatedRows, unit: 'text' },
    { label: 'Lignes inchangées', subject: file, before: null, after: unchangedRows, unit: 'text' },
  ]);
  const cells = changes.slice(0, CHANGES_SHOWN).map(({ file, line, column, before, after }): IndicatorEffect => ({
    label: column,
    subject: `${file}:${line}`,
    before,
    after,
    unit: 'text',
  }));
  const said = notes.map((note): IndicatorEffect => ({
    label: 'Remarque',
    subject: 'import',
    before: null,
    after: note,
    unit: 'text',
  }));
  return [...counts, ...cells, ...said];
}

export const importFirmFiles = defineCommand({
  name: 'import_firm',
  label: 'Importer les fichiers de l’entreprise',
  input,
  rights: { direction: 'all' },
  tier: 1,
  approvers: ['direction'],
  // The files touch every kind of row: the tables themselves are taken, once this is (db/import/import-as-command.ts).
  locks: async () => [{ kind: 'firm', key: 'import' }],
  load: (asked, read) => read.firmImport(asked.files),
  plan: (facts) => {
    if (facts.missing.length > 0)
      return refuse(
        'content_missing',
        `Le contenu de ${facts.missing.join(', ')} n’est pas arrivé : déposez le dossier par POST /api/imports.`,
      );
    if (facts.demo)
      return refuse(
        'demo_firm',
        'Cette base contient la firme de démonstration : l’opérateur la vide d’abord avec « vigie demo clear ».',
      );
    if (facts.errors.length > 0) return refuseErrors(facts.errors);
    if (facts.files.length === 0)
      return refuse('no_files', 'Aucun fichier de l’entreprise parmi ceux-ci : rien à importer.');
    const written = facts.files.filter(({ createdRows, updatedRows }) => createdRows + updatedRows > 0);
    if (written.length === 0)
      return refuse('nothing_changes', 'Rien à écrire : toutes ces lignes sont déjà enregistrées.');
    const hidden = facts.changes.length - CHANGES_SHOWN;
    const more =
      hidden > 0 ? ` ${sayCount(hidden, 'autre changement n’est', 'autres changements ne sont')} pas montrés.` : '';
    return {
      effect: {
        sentence: `Importer les fichiers de l’entreprise : ${written.map(sayCounts).join(' ; ')}.${more}`,
        rows: facts.files.map((after) => ({ entity: 'fileImport', before: null, after })),
        indicators: listIndicators(facts),
      },
      tier: written.some(({ updatedRows }) => updatedRows > 0) ? 2 : 1,
      importsFiles: true,
    };
  },
});
