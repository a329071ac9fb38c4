// From what a model writes to what a person reads: references become figures, numbers from nowhere and addresses do not
// come through, wherever the text is cut.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../agents/clean-text.ts';
import { detectLanguage } from '../../agents/language.ts';
import { sayFigure } from '../../agents/say-figure.ts';
import { openAnswerWriter } from '../../agents/write-answer.ts';
import type { ReadResult } from '../../agents/turn.ts';

const RESULT: ReadResult = {
  state: 'ok',
  ref: 1,
  source: 'report:drift?as-of=2026-10-31',
  rows: [
    {
      key: 'P014',
      subject: 'P014',
      kind: 'project',
      label: 'Refonte paie 2026',
      fields: {
        eac_margin: -12_340.5,
        eac_rate: 0.411,
        remaining_days: 86.25,
        drift_points: 28.18,
        end: '2026-12-31',
        blocked: null,
      },
    },
    {
      key: 'P014/budget',
      subject: 'P014',
      kind: 'other',
      label: 'P014',
      fields: { detail: '132,25 jours à terminaison pour 110 jours vendus.' },
    },
  ],
  count: 6,
  sums: { eac_margin: 1_000.1 },
  means: {},
  total: { eac_margin: 99.5 },
  units: { eac_margin: 'EUR', eac_rate: 'ratio', remaining_days: 'days', drift_points: 'count', end: 'date' },
  asOf: '2026-10-31',
};

function write(text: string, options: { pieces?: number; said?: string; language?: 'fr' | 'en' } = {}) {
  let shown = '';
  const writer = openAnswerWriter({
    results: new Map([[1, RESULT]]),
    told: () => [
      { text: 'Émettre 3 factures : 9 240,00 € HT.', name: 'effect', subject: 'issue_invoices', source: 'proposal:1' },
    ],
    said: [options.said ?? ''],
    language: options.language ?? 'fr',
    onText: (piece) => {
      shown += piece;
    },
  });
  const size = options.pieces ?? text.length;
  for (let at = 0; at < text.length; at += size) writer.push(text.slice(at, at + size));
  writer.end();
  const read = writer.read();
  expect(shown.trim()).toBe(read.answer);
  return { ...read, plain: read.answer.replaceAll(/[\u00A0\u202F]/g, ' ') };
}

describe('la réponse écrite', () => {
  test.each([
    ['[[1:P014]] : [[1:P014.eac_margin]]', 'Refonte paie 2026 (P014) : -12 340,50 €'],
    ['[[1:P014.eac_rate]] et [[1:P014.remaining_days]]', '41,1 % et 86,25 j'],
    ['[[1:P014.drift_points]], le [[1:P014.end]]', '28,18 points, le 31/12/2026'],
    ['[[1:count]] en tout, [[1:sum.eac_margin]], [[1:total.eac_margin]]', '6 en tout, 1 000,10 €, 99,50 €'],
    ['[[1:P014.eac_margin - 1:total.eac_margin]]', '-12 440,00 €'],
    ['[[1:P014.eac_rate - 1:P014.eac_rate]]', '0 points'],
    ['Rien de [[1:P014.eac_margin - 1:P014.eac_rate]].', 'Rien de .'],
    ['[[1:P014.blocked]]', 'non défini'],
    ['Rien de [[2:P014.eac_margin]] ni de [[1:P999.x]].', 'Rien de  ni de .'],
  ])('%s se lit « %s »', (text, read) => {
    expect(write(text).plain).toBe(read);
  });

  test('en anglais, les chiffres sont à l’anglaise', () => {
    expect(write('[[1:P014.eac_margin]], [[1:P014.remaining_days]]', { language: 'en' }).plain).toBe(
      '-€12,340.50, 86.25 days',
    );
  });

  test('chaque chiffre dit d’où il vient', () => {
    expect(write('[[1:P014.eac_margin]]').figures).toEqual([
      {
        name: 'eac_margin',
        subject: 'P014',
        value: -12_340.5,
        unit: 'EUR',
        source: 'report:drift?as-of=2026-10-31#P014',
      },
    ]);
    const { figures } = write('[[1:P014/budget.detail]]');
    expect(figures.map(({ name, value, unit }) => [name, value, unit])).toEqual([
      ['detail', 132.25, 'days'],
      ['detail', 110, 'days'],
    ]);
  });

  test('coupé n’importe où, le texte du modèle donne la même réponse', () => {
    const text =
      'Le projet [[1:P014]] perd 12 340,50 €. Voir ![x](https://mal.example/p.png) puis 41,1 % ! Et 777 ?\n1. [[1:count]] fois.';
    const whole = write(text);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length }), (pieces) => {
        expect(write(text, { pieces })).toEqual(whole);
      }),
    );
    expect(whole.plain).toBe(
      'Le projet Refonte paie 2026 (P014) perd 12 340,50 €. Voir x puis 41,1 % ! Et (chiffre non vérifié, retiré) ?\n1. 6 fois.',
    );
  });

  test.each([
    ['La marge vaut 12 340 €.', true],
    ['La marge vaut 12,3 k€.', true],
    ['Le taux est de 41 %.', true],
    ['Le taux est de 42 %.', false],
    ['Il y en a 6.', true],
    ['Il y en a 7.', false],
    ['La marge vaut 1 234 050 €.', false],
    ['Fin le 31 décembre 2026, projet P014, trimestre T4 2026.', true],
    ['Au 30/11/2026, rien.', true],
    ['Émettre 3 factures : 9 240,00 € HT.', true],
    ['Soit 9 999 € HT.', false],
    ['Il y en a : 777. Voilà.', false],
    ['Soit EUR9999 de plus.', false],
    ['Voici :\n1. Atlas\n2) Borée', true],
  ])('« %s » : connu %s', (text, known) => {
    expect(write(text).withheld).toBe(known ? 0 : 1);
  });

  test('un nombre de la question peut être redit', () => {
    expect(write('Rien au-dessus de 15 %.', { said: 'marge sous 15 % ?' }).withheld).toBe(0);
    expect(write('Rien au-dessus de 15 %.').withheld).toBe(1);
  });

  test('rien de ce qui est montré ne va chercher une adresse, quel que soit le texte', () => {
    const hostile = fc.constantFrom(
      '![',
      '](',
      ')',
      '[',
      ']',
      '<',
      '>',
      'http',
      's://',
      '//',
      'mal.example',
      '/x',
      'javascript:',
      'www.',
      '\n',
      ' ',
      '\u200B',
      '(',
      'data:',
      '"',
      'a',
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 30 }), (pieces) => {
        const shown = cleanText(pieces.join(''));
        expect(shown).not.toMatch(/!\[[^\]\n]*\]\([^)\n]|https?:\/\/\w|\/\/\w|javascript:|<\w|www\.\w/i);
      }),
      { numRuns: 2_000, examples: [[['<', ' ', '<', 'a']]] },
    );
  });
});

test.each([
  ['Quels projets dérivent ?', 'fr'],
  ['which projects are drifting?', 'en'],
  ['what is our DSO at the end of October?', 'en'],
  ['P014', 'fr'],
  ['marge P001', 'fr'],
] as const)('« %s » est en %s', (text, language) => {
  expect(detectLanguage(text)).toBe(language);
});

test('un chiffre sans unité se lit comme un nombre', () => {
  expect(sayFigure('quantity', 12.5, undefined, 'fr')).toBe('12,5');
});
