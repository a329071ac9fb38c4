// Questions on drift: which projects leave their plan, why, how badly, and what changed.
import { addDays } from '../../oracle/calendar.ts';
import { aCount, anyOf, figure, nameMonth, topOf } from './scene.ts';
import type { Family, Scene } from './scene.ts';

type Drifting = {
  code: string;
  client: string | null;
  severity: string;
  impact: number | null;
  planned_rate: number | null;
  eac_rate: number | null;
  drift_points: number | null;
};

/** Drifting, and those that cannot be judged. */
export const drift = (scene: Scene): Drifting[] => (scene.firm.report('drift') as { projects: Drifting[] }).projects;
const drifting = (scene: Scene): Drifting[] => drift(scene).filter(({ severity }) => severity !== 'blind');

const codesOf = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code);

export const DRIFT_QUESTIONS: readonly Family[] = [
  {
    name: 'drifting-projects',
    class: 'A',
    fr: [
      'Quels projets dérivent ?',
      'y a des projets qui dérapent ?',
      'Lesquels de nos projets partent en vrille ?',
      'projets en dérive svp',
      'Où est-ce que ça dérape en ce moment ?',
      'Peux-tu me lister les projets à risque ?',
      'Quels sont les projets qui sortent de leur budget ?',
      'Fais-moi le point sur les dérives',
      'quels sont les projets en difficulté ?',
      "sur quels projets faut-il s'inquiéter ?",
      'état des dérives à date',
      'Quels projets présentent une dérive ?',
      'Montre-moi les projets qui posent problème',
    ],
    en: [
      'which projects are drifting?',
      'Which projects are off track?',
      'list projects at risk',
      'what projects should I worry about?',
      'any projects going wrong?',
    ],
    draw: (scene) => ({ expect: { subjects: { kind: 'project', codes: codesOf(drifting(scene)) } } }),
  },
  {
    name: 'count-of-drifting-projects',
    class: 'A',
    fr: [
      'combien de projets dérivent ?',
      'Nombre de projets qui dérapent',
      'On a combien de projets en dérive ?',
      'nb projets en derive',
      'ça fait combien de dérives en ce moment ?',
      'nombre de projets à surveiller',
      'Combien de nos projets sont en dérive à ce jour ?',
    ],
    en: ['how many projects are drifting?', 'number of drifting projects', 'count of projects off track'],
    draw: (scene) => ({ expect: { figures: figure('count', '*', drifting(scene).length) } }),
  },
  {
    name: 'red-projects',
    class: 'A',
    fr: [
      'quels projets sont au rouge ?',
      'projets en rouge',
      'Liste des projets en alerte rouge',
      'Quelles sont les dérives rouges ?',
      'donne les projets classés rouge',
      "les dérives les plus graves (rouges), c'est lesquelles ?",
      'Projets en dérive rouge',
      'Quels projets sont critiques (rouge) ?',
    ],
    en: ['which projects are red?', 'list the red projects', 'projects in the red severity'],
    draw: (scene) => {
      const red = drift(scene).filter(({ severity }) => severity === 'red');
      return { expect: { subjects: { kind: 'project', codes: codesOf(red) } } };
    },
  },
  {
    name: 'why-a-project-drifts',
    class: 'A',
    fr: [
      'Pourquoi {p} dérive ?',
      'Explique-moi la dérive de {p}',
      "qu'est ce qui cloche sur {p}",
      'Pour quelle raison {p} est-il en alerte ?',
      'Qu’est-ce qui se passe avec {p} ?',
      'dis-moi ce qui dérape sur {p}',
      "d'où vient le dérapage de {p} ?",
      'diagnostic de la dérive {de p}',
      'Quelles sont les causes de la dérive de {p} ?',
      'Analyse la dérive du projet {p}',
    ],
    en: ['why is {p} drifting?', "What's wrong with {p}?", 'explain the drift on {p}', 'what is causing {p} to drift?'],
    draw: (scene) => {
      const row = scene.pick(drifting(scene));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      const fields = ['impact', 'drift_points', 'eac_rate', 'planned_rate'] as const;
      const figures = fields.flatMap((field) => figure(field, row.code, row[field]));
      return figures.length === 0 ? null : { words: { p: scene.say(project, 'project') }, expect: anyOf(...figures) };
    },
  },
  {
    name: 'impact-of-a-drift',
    class: 'A',
    fr: [
      'combien nous coûte la dérive de {p} ?',
      'Impact de la dérive sur {p}',
      'Quel est l’impact financier de la dérive de {p} ?',
      'perte de marge sur {p} par rapport au prévu',
      'en euros, quelle est la dérive de {p} ?',
      'combien de marge perd-on sur {p} à cause de la dérive ?',
      "Chiffre l'impact de la dérive de {p}",
      'Montant de la dérive sur {p}',
    ],
    en: [
      'what does the drift of {p} cost us?',
      'drift impact on {p}',
      'how much margin are we losing on {p} because of its drift?',
    ],
    draw: (scene) => {
      const row = scene.pick(drifting(scene).filter(({ impact }) => impact !== null));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      return {
        words: { p: scene.say(project, 'project') },
        expect: { figures: figure('impact', row.code, row.impact) },
      };
    },
  },
  {
    name: 'worst-drifts',
    class: 'A',
    fr: [
      'les {n} pires dérives',
      'Les {n} projets qui dérivent le plus (en euros)',
      'top {n} des dérives par impact',
      'Quels sont les {n} projets avec le plus gros impact de dérive ?',
      'classe les {n} projets avec la plus forte dérive en euros',
      'Les {n} dérives les plus coûteuses',
    ],
    en: ['top {n} drifts by impact', 'the {n} worst drifting projects', '{n} most costly drifts'],
    draw: (scene) => {
      const { count, words } = aCount(scene);
      const rows = drifting(scene).flatMap(({ code, impact }) => (impact === null ? [] : [{ code, value: impact }]));
      const expect = rows.length < count ? null : topOf('project', rows, count);
      return expect === null ? null : { words: { n: words }, expect };
    },
  },
  {
    name: 'drifting-projects-of-a-client',
    class: 'A',
    fr: [
      'quels projets dérivent chez {c} ?',
      'dérives sur le client {c}',
      'Chez {c}, quels projets dérapent ?',
      'pour {c}, y a-t-il des projets qui dérivent ? lesquels ?',
      'Projets en dérive du client {c}',
    ],
    en: ['which projects are drifting at {c}?', 'drifting projects for client {c}', 'any drifting projects with {c}?'],
    draw: (scene) => {
      const client = scene.pick(scene.firm.clients);
      if (client === null) return null;
      const codes = codesOf(drifting(scene).filter((row) => row.client === client.code));
      return { words: { c: scene.say(client, 'client') }, expect: { subjects: { kind: 'project', codes } } };
    },
  },
  {
    name: 'what-changed-since',
    class: 'A',
    fr: [
      'Qu’est-ce qui a changé depuis le {d} côté dérives ?',
      'quoi de neuf sur les projets en dérive depuis le {d} ?',
      'Quels projets ont changé de statut de dérive depuis le {d} ?',
      'évolution des dérives depuis le {d}',
      'Depuis le {d}, quels projets ont bougé en dérive ?',
      'Quels projets ont vu leur dérive évoluer depuis le {d} ?',
    ],
    en: [
      'What changed in project drift since {d}?',
      'which drifts moved since {d}?',
      "what's new in drifts since {d}?",
    ],
    draw: (scene) => {
      const since = addDays(scene.firm.asOf, -scene.random.int(5, 60));
      const [, month = '', day = ''] = since.split('-');
      const changed = scene.firm.report('changes', { since }) as { projects: { code: string }[] };
      const { fr, en } = nameMonth(since.slice(0, 7));
      const words = {
        d: { fr: `${String(Number(day))}${day === '01' ? 'er' : ''} ${fr}`, en: `${en} ${String(Number(day))}` },
      };
      return month === ''
        ? null
        : { words, expect: { subjects: { kind: 'project', codes: codesOf(changed.projects) } } };
    },
  },
  {
    name: 'projects-that-cannot-be-judged',
    class: 'A',
    fr: [
      'quels projets ne peut-on pas juger ?',
      'Projets sans visibilité : pas de budget ou pas de RAF récent ?',
      'quels projets sont impossibles à évaluer côté dérive ?',
      'sur quels projets manque-t-il de quoi juger la dérive ?',
    ],
    en: ['which projects cannot be judged for drift?', 'which projects are blind (not enough data to judge)?'],
    draw: (scene) => {
      const blind = drift(scene).filter(({ severity }) => severity === 'blind');
      return { expect: { subjects: { kind: 'project', codes: codesOf(blind) } } };
    },
  },
  {
    name: 'whether-a-project-drifts',
    class: 'A',
    fr: [
      'est-ce que {p} dérive ?',
      '{p} est-il en dérive ?',
      'Le projet {p} est dans les clous ?',
      '{p} dérape-t-il ?',
      "faut-il s'inquiéter pour {p} ?",
    ],
    en: ['is {p} drifting?', 'is project {p} on track?', 'are we drifting on {p}?'],
    draw: (scene) => {
      const row = scene.pick(drifting(scene));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      return {
        words: { p: scene.say(project, 'project') },
        expect: { subjects: { kind: 'project', codes: [project.code] } },
      };
    },
  },
];
