// Codes in a sentence are read by their names, and nothing else of it is touched.
import { expect, test } from 'vitest';
import { nameCodesOf } from '../../web/src/name-codes.ts';

const NAMES = {
  projects: { P003: 'Refonte paie', 'CL-12/3': 'Portail', X1: 'Projet double' },
  clients: { CL025: 'Banque de l’Ouest', TMA: 'Client TMA', '2': 'Deux', X1: 'Client double', Z9: 'Z9' },
  consultants: { C002: 'Yann Bonnet', C003: 'Zoé Lefèvre' },
  opportunities: { O0008: 'Renfort achats' },
};
const say = (sentence: string): string => nameCodesOf(sentence, NAMES);

test('un code se lit derrière son nom', () => {
  expect(say('Relancer CL025 (niveau 1) pour F2026-00008 : 2 510,00 € TTC, 36 jours de retard.')).toBe(
    'Relancer Banque de l’Ouest (CL025) (niveau 1) pour F2026-00008 : 2 510,00 € TTC, 36 jours de retard.',
  );
  expect(say('Relancer 2 personnes pour le CRA de 2026-10 : C002, C003.')).toBe(
    'Relancer 2 personnes pour le CRA de 2026-10 : Yann Bonnet (C002), Zoé Lefèvre (C003).',
  );
  expect(say('Gagner O0008.')).toBe('Gagner Renfort achats (O0008).');
  expect(say('Ouvrir CL-12/3.')).toBe('Ouvrir Portail (CL-12/3).');
});

test('ce que la phrase nomme déjà n’est pas nommé deux fois, un code répété non plus', () => {
  expect(say('Affecter Yann Bonnet (C002) sur P003, à 50 % de P003.')).toBe(
    'Affecter Yann Bonnet (C002) sur Refonte paie (P003), à 50 % de P003.',
  );
  expect(say('Soumettre 1 j (P003).')).toBe('Soumettre 1 j (Refonte paie, P003).');
});

test('un mot, un nombre, un code à deux sens ou sans nom restent ce qu’ils sont', () => {
  const sentence = 'TMA de niveau 2 : X1, Z9 et P0031.';
  expect(say(sentence)).toBe(sentence);
});
