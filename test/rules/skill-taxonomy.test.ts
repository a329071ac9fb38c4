import { describe, expect, test } from 'vitest';
import { foldText } from '../../domain/codes.ts';
import { findSkills, nameSkill, SKILL_TAXONOMY } from '../../domain/skill-taxonomy.ts';

describe('le référentiel des compétences', () => {
  test('ne donne chaque mot qu’à une compétence', () => {
    const words = SKILL_TAXONOMY.flatMap(({ name, others }) => [name, ...others].map(foldText));
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
  });

  test('lit les mots d’un CV, les plus longs d’abord', () => {
    const text = 'Java/Spring Boot, PL/SQL sous Oracle ; SAP FI, C#, .NET, React.js (K8s, API REST). Chef de projet.';
    expect(findSkills(text).map(({ skill }) => skill)).toEqual([
      'Java',
      'Spring',
      'PL/SQL',
      'Oracle',
      'SAP FI',
      'C#',
      '.NET',
      'React',
      'Kubernetes',
      'REST',
      'Gestion de projet',
    ]);
  });

  test('ne voit pas Java dans JavaScript, et retient les compétences de la maison', () => {
    expect(findSkills('JavaScript et Zorglub', ['Zorglub']).map(({ skill }) => skill)).toEqual([
      'JavaScript',
      'Zorglub',
    ]);
    expect(nameSkill('postgres')).toBe('PostgreSQL');
    expect(nameSkill('Zorglub ')).toBe('Zorglub');
  });
});
