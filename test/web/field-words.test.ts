// Whatever a command asks, its form asks it in French.
import { z } from 'zod';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../domain/commands/registry.ts';
import { formatField, wordOfField } from '../../web/src/field-words.ts';
import { readFields, type Field } from '../../web/src/input-form.ts';

/** As the API tells it, and the forms read it. */
type Schema = Parameters<typeof readFields>[0];

const fieldsOf = (input: z.ZodType): Field[] =>
  readFields(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema, {});
const withColumns = (fields: readonly Field[]): Field[] =>
  fields.flatMap((field) => [field, ...withColumns(field.columns)]);
const ASKED = COMMANDS.flatMap(({ input }) => withColumns(fieldsOf(input)));

/** The trade says them as the code does. */
const SAME_WORDS = ['budget', 'client', 'code', 'coefficient', 'consultant', 'consultants', 'contact'];
const SAME_WORDS_TOO = ['document', 'iban', 'note', 'page', 'siren'];

test('chaque champ qu’une commande demande a son mot français', () => {
  // A field without a word of its own is told by its name, spelled out.
  const spell = (name: string): string => name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  const untold = ASKED.filter(({ name }) => wordOfField(name).toLowerCase() === spell(name)).map(({ name }) => name);
  expect([...new Set(untold)].toSorted()).toEqual([...SAME_WORDS, ...SAME_WORDS_TOO]);
});

test('les choix d’une absence, d’une étape ou d’un contrat se lisent en français', () => {
  expect(['cp', 'rtt', 'sans_solde', 'maternite', 'parental'].map((kind) => formatField('kind', kind))).toEqual([
    'congés payés',
    'RTT',
    'sans solde',
    'maternité',
    'congé parental',
  ]);
});

test('une adresse de courriel n’est jamais demandée comme un jour', () => {
  expect(ASKED.filter(({ name }) => name === 'to').map(({ kind }) => kind)).not.toContain('date');
});
