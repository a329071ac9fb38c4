// A question names things the way people do: in part, misspelt, without accents, by code.
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../agents/catalogue.ts';
import { linkSubjects } from '../../agents/linking.ts';
import type { SubjectKind } from '../../agents/turn.ts';

const NAMES: readonly (readonly [SubjectKind, string, string])[] = [
  ['client', 'CL001', "Caisse de l'Estuaire"],
  ['client', 'CL002', 'Groupe Néréide'],
  ['project', 'P001', 'Atlas'],
  ['project', 'P002', 'Refonte paie'],
  ['project', 'P003', 'Refonte référentiel RH'],
  ['project', 'P004', 'Refonte référentiel'],
  ['consultant', 'C001', 'Léa Marchand'],
  ['consultant', 'C002', 'Marc Petit'],
  ['consultant', 'C003', 'Cœline Nguyên'],
  ['consultant', 'C004', 'Aïcha Nguyên'],
  ['profile', 'Développeur', 'Développeur'],
  ['profile', 'Développeur senior', 'Développeur senior'],
  ['opportunity', 'O0008', 'Renfort équipe achats'],
  ['invoice', 'F2026-00014', 'F2026-00014'],
];
const catalogue: Catalogue = NAMES.map(([kind, code, label]) => ({ kind, code, label }));

/** The likeliest thing of each mention. */
function named(text: string): string[] {
  return linkSubjects(text, catalogue).mentions.map(({ candidates }) => candidates[0]?.code ?? '');
}

describe('les noms d’une question', () => {
  it.each([
    ["la marge d'Atlas", ['P001']],
    ['p-001 et P3', ['P001', 'P003']],
    ['Léa est libre ?', ['C001']],
    ['lea marchnad', ['C001']],
    ['solde du groupe nereide', ['CL002']],
    ["caisse de l'estuère", ['CL001']],
    ['coeline', ['C003']],
    ['la refonte paie chez Néréide', ['P002', 'CL002']],
    ['avoir sur F2026-00014', ['F2026-00014']],
    ['des développeurs seniors', ['Développeur senior']],
    ['dev senior en novembre', ['Développeur senior']],
    ['M. Petit en octobre', ['C002']],
  ])('« %s »', (text, codes) => {
    expect(named(text)).toEqual(codes);
  });

  it('le nom le plus long gagne, et le nom entier passe devant celui qui le contient', () => {
    const [mention] = linkSubjects('Taux de marge du projet Refonte référentiel ?', catalogue).mentions;
    expect(mention?.text).toBe('Refonte référentiel');
    expect(mention?.candidates.map(({ code }) => code)).toEqual(['P004', 'P003']);
    expect(mention?.candidates[0]?.score).toBe(1);
  });

  it('un nom que deux portent donne les deux, de près', () => {
    const [mention] = linkSubjects('occupation de Nguyen', catalogue).mentions;
    expect(mention?.candidates.map(({ code }) => code).toSorted()).toEqual(['C003', 'C004']);
  });

  it.each(['le plus petit projet', "toute l'équipe en octobre", 'combien de marge en 2026 ?', 'bonjour'])(
    'des mots de tous les jours ne nomment personne : « %s »',
    (text) => {
      expect(named(text)).toEqual([]);
    },
  );

  it('une mention dit où elle est écrite', () => {
    const text = 'Marge de « Refonte  paie » ?';
    const [mention] = linkSubjects(text, catalogue).mentions;
    expect(mention && text.slice(mention.start, mention.end)).toBe('Refonte  paie');
  });
});
