// Questions on margins by client and by person, and on which projects have the best, the worst, or too little.
import { addMonths } from '../../oracle/calendar.ts';
import { writingsOfDate } from '../numbers-in-text.ts';
import { asked, eitherMargin, margins } from './margins.ts';
import type { MarginRow } from './margins.ts';
import { aCount, aMonth, anyOf, aRecentMonth, figure, topOf } from './scene.ts';
import type { Family, Scene } from './scene.ts';

const RUNNING = (scene: Scene): MarginRow[] => {
  const running = new Set(scene.firm.projects.filter(({ status }) => status === 'en_cours').map(({ code }) => code));
  return margins(scene).projects.filter((row) => running.has(row.code) && row.contract !== 'interne');
};

const rated = (rows: readonly MarginRow[]): { code: string; value: number }[] =>
  rows.flatMap(({ code, margin_rate: value }) => (value === null ? [] : [{ code, value }]));

const ascending = (rows: readonly { code: string; value: number }[]) => rows.toSorted((a, b) => a.value - b.value);
const descending = (rows: readonly { code: string; value: number }[]) => rows.toSorted((a, b) => b.value - a.value);

/** A threshold that no project stands on, so that "plus de" and "au moins" agree. */
function aThreshold(scene: Scene, rows: readonly { value: number }[]): number | null {
  const free = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4].filter((one) =>
    rows.every(({ value }) => Math.abs(value - one) > 0.001),
  );
  return scene.pick(free);
}

const clientsAndPeople: readonly Family[] = [
  {
    name: 'margin-of-a-client',
    class: 'A',
    fr: [
      'marge chez {c}',
      'Quelle marge fait-on avec {c} ?',
      'Combien nous rapporte {c} en marge ?',
      'Marge du client {c} à ce jour',
      '{c} : quelle marge ?',
      'marge réalisée sur le compte {c}',
      'le client {c} est-il rentable ? donne sa marge',
      "ce qu'on gagne avec {c}",
      'Donne la marge réalisée avec {c}',
      'Rentabilité du client {c}',
    ],
    en: ['margin on client {c}', 'How much margin do we make with {c}?', 'What do we earn on {c}, margin-wise?'],
    draw: (scene) => {
      const row = scene.pick(margins(scene, { by: 'client' }).clients);
      const client = scene.firm.clients.find(({ code }) => code === row?.code);
      if (row === null || client === undefined) return null;
      return asked(eitherMargin(row, client.code), { c: scene.say(client, 'client') });
    },
  },
  {
    name: 'revenue-of-a-client',
    class: 'A',
    fr: [
      'CA avec {c}',
      'Combien de chiffre d’affaires chez {c} ?',
      "chiffre d'affaires du client {c}",
      'Quel CA total réalisé avec {c} ?',
      "{c} : chiffre d'affaires cumulé ?",
      'combien pèse {c} dans notre CA, en euros ?',
      'Montant du CA réalisé chez {c}',
    ],
    en: ['revenue with {c}', 'How much revenue do we make with client {c}?', 'total sales with {c}'],
    draw: (scene) => {
      const row = scene.pick(margins(scene, { by: 'client' }).clients);
      const client = scene.firm.clients.find(({ code }) => code === row?.code);
      if (row === null || client === undefined) return null;
      return asked({ figures: figure('revenue', client.code, row['revenue']) }, { c: scene.say(client, 'client') });
    },
  },
  {
    name: 'best-or-worst-client',
    class: 'A',
    fr: [
      'Quel client a le {best} taux de marge ?',
      'client avec le {best} taux de marge',
      'Sur quel client a-t-on le {best} pourcentage de marge ?',
      "le client au {best} taux de marge, c'est qui ?",
      'Quel est le client dont le taux de marge est le {best} ?',
    ],
    en: [
      'Which client has the {best} margin rate?',
      'client with the {best} margin rate',
      'who is our client with the {best} margin percentage?',
    ],
    draw: (scene) => {
      const isBest = scene.random.chance(0.5);
      const rows = (isBest ? descending : ascending)(rated(margins(scene, { by: 'client' }).clients));
      const best = isBest ? { fr: 'meilleur', en: 'best' } : { fr: 'plus faible', en: 'lowest' };
      return asked(topOf('client', rows, 1), { best });
    },
  },
  {
    name: 'margin-of-a-consultant',
    class: 'A',
    fr: [
      'marge de {w}',
      'Combien de marge {w} nous rapporte ?',
      'Quelle est la marge dégagée par {w} ?',
      'marge par consultant : {w} ?',
      'Contribution en marge {de w}',
      'rentabilité de {w} : quelle marge ?',
      '{w} nous fait gagner combien ?',
      'Marge apportée par {w}',
      'Résultat du consultant {w} en marge',
    ],
    en: ['margin made by {w}', 'How much margin does {w} bring?', 'What margin do we make on {w}?'],
    draw: (scene) => {
      const row = scene.pick(margins(scene, { by: 'consultant' }).consultants);
      const person = scene.firm.people.find(({ code }) => code === row?.code);
      if (row === null || person === undefined) return null;
      return asked(eitherMargin(row, person.code), { w: scene.say(person, 'consultant') });
    },
  },
];

const rankings: readonly Family[] = [
  {
    name: 'worst-margin-rates',
    class: 'A',
    fr: [
      'les {n} projets clients en cours avec le taux de marge le plus bas',
      'Top {n} des pires taux de marge parmi les projets en cours (hors interne)',
      'Donne-moi les {n} projets clients en cours dont le taux de marge est le plus faible',
      'quels sont les {n} projets clients en cours au plus mauvais taux de marge ?',
      'classement des {n} plus mauvais taux de marge (projets clients en cours)',
      'montre les {n} projets clients en cours les plus faibles en taux de marge',
      'Les {n} projets clients en cours ayant les taux de marge les plus bas',
    ],
    en: [
      'the {n} running client projects with the lowest margin rate',
      'bottom {n} ongoing client projects by margin rate',
      'Show the {n} ongoing client projects with the worst margin rates',
    ],
    draw: (scene) => {
      const { count, words } = aCount(scene);
      return asked(topOf('project', ascending(rated(RUNNING(scene))), count), { n: words });
    },
  },
  {
    name: 'best-margin-rates',
    class: 'A',
    fr: [
      'les {n} projets clients en cours les plus rentables en taux',
      'Top {n} des meilleurs taux de marge sur les projets clients en cours',
      'quels {n} projets clients en cours ont le meilleur taux de marge ?',
      'nos {n} meilleurs projets clients en cours en taux de marge',
      'Les {n} projets clients en cours les mieux margés',
    ],
    en: [
      'top {n} running client projects by margin rate',
      'Which {n} ongoing client projects have the best margin rate?',
      'best {n} running client projects in margin rate',
    ],
    draw: (scene) => {
      const { count, words } = aCount(scene);
      return asked(topOf('project', descending(rated(RUNNING(scene))), count), { n: words });
    },
  },
  {
    name: 'largest-revenues',
    class: 'A',
    fr: [
      'les {n} projets qui ont fait le plus de CA',
      "Top {n} projets par chiffre d'affaires réalisé",
      'quels {n} projets ont le plus gros CA ?',
      "quels sont les {n} plus gros projets en chiffre d'affaires ?",
      'classement par CA : les {n} premiers projets',
      "Donne les {n} projets au chiffre d'affaires le plus élevé",
    ],
    en: [
      'top {n} projects by revenue',
      'Which {n} projects have the highest revenue?',
      'the {n} biggest projects by turnover',
    ],
    draw: (scene) => {
      const { count, words } = aCount(scene);
      const rows = margins(scene).projects.map((row) => ({ code: row.code, value: Number(row['revenue']) }));
      return asked(topOf('project', descending(rows), count), { n: words });
    },
  },
  {
    name: 'margin-rates-under-a-threshold',
    class: 'A',
    fr: [
      'projets clients en cours sous {x} % de marge',
      'Quels projets clients en cours ont un taux de marge inférieur à {x} % ?',
      'liste des projets en cours (hors interne) avec moins de {x}% de marge',
      'Quels sont les projets clients en cours qui margent à moins de {x} % ?',
      'y a-t-il des projets clients en cours qui font moins de {x} % de marge ? lesquels ?',
      'filtre les projets clients en cours dont la marge est en dessous de {x} %',
      "Projets clients en cours dont le taux de marge n'atteint pas {x} %",
    ],
    en: [
      'running client projects under {x}% margin',
      'Which ongoing client projects have a margin rate below {x}%?',
      'ongoing client projects earning less than {x}% margin',
    ],
    draw: (scene) => {
      const rows = rated(RUNNING(scene));
      const limit = aThreshold(scene, rows);
      if (limit === null) return null;
      const codes = rows.filter(({ value }) => value < limit).map(({ code }) => code);
      return asked({ subjects: { kind: 'project', codes } }, { x: String(Math.round(limit * 100)) });
    },
  },
  {
    name: 'margin-rates-over-a-threshold',
    class: 'A',
    fr: [
      'projets clients en cours au-dessus de {x} % de marge',
      'Lesquels de nos projets clients en cours dépassent {x} % de marge ?',
      'projets en cours (hors interne) avec un taux de marge supérieur à {x}%',
      'projets clients en cours qui font plus de {x} % de marge',
      'Projets clients en cours à taux de marge supérieur à {x} %',
    ],
    en: [
      'ongoing client projects above {x}% margin',
      'running client projects with a margin rate over {x}%',
      'which running client projects make more than {x}% margin?',
    ],
    draw: (scene) => {
      const rows = rated(RUNNING(scene));
      const limit = aThreshold(scene, rows);
      if (limit === null) return null;
      const codes = rows.filter(({ value }) => value > limit).map(({ code }) => code);
      return asked({ subjects: { kind: 'project', codes } }, { x: String(Math.round(limit * 100)) });
    },
  },
  {
    name: 'best-or-worst-client-in-euros',
    class: 'A',
    fr: [
      'quel client nous rapporte le {most} de marge en euros ?',
      'le client avec le {most} de marge (en €)',
      'client qui dégage le {most} de marge en euros ?',
    ],
    en: ['which client brings the {most} margin in euros?', 'client with the {most} margin in euros'],
    draw: (scene) => {
      const isBest = scene.random.chance(0.6);
      const rows = margins(scene, { by: 'client' }).clients.map(({ code, margin: value }) => ({ code, value }));
      const most = isBest ? { fr: 'plus', en: 'most' } : { fr: 'moins', en: 'least' };
      return asked(topOf('client', (isBest ? descending : ascending)(rows), 1), { most });
    },
  },
  {
    name: 'best-consultants',
    class: 'A',
    fr: [
      'les {n} consultants qui dégagent le plus de marge',
      'Top {n} consultants par marge en euros',
      'classement des {n} meilleurs consultants en marge (€)',
    ],
    en: ['top {n} consultants by margin', 'which {n} consultants bring the most margin?'],
    draw: (scene) => {
      const { count, words } = aCount(scene);
      const rows = margins(scene, { by: 'consultant' }).consultants.map(({ code, margin: value }) => ({ code, value }));
      return asked(topOf('consultant', descending(rows), count), { n: words });
    },
  },
  {
    name: 'projects-at-a-loss',
    class: 'A',
    fr: [
      'quels projets clients en cours perdent de l’argent à ce jour ?',
      'projets clients en cours en marge négative',
      "lesquels de nos projets clients en cours sont en perte aujourd'hui ?",
    ],
    en: ['which running client projects have a negative margin?', 'running client projects losing money to date'],
    draw: (scene) => {
      const codes = RUNNING(scene)
        .filter(({ margin }) => margin < 0)
        .map(({ code }) => code);
      return asked({ subjects: { kind: 'project', codes } });
    },
  },
  {
    name: 'count-of-margin-rates-under-a-threshold',
    class: 'A',
    fr: [
      'combien de projets clients en cours sous {x} % de marge ?',
      'Nombre de projets clients en cours à moins de {x} % de marge',
      'ça fait combien de projets clients en cours en dessous de {x} % de marge ?',
    ],
    en: [
      'how many running client projects are under {x}% margin?',
      'number of ongoing client projects below {x}% margin',
    ],
    draw: (scene) => {
      const rows = rated(RUNNING(scene));
      const limit = aThreshold(scene, rows);
      if (limit === null) return null;
      const count = rows.filter(({ value }) => value < limit).length;
      return asked({ figures: figure('count', '*', count) }, { x: String(Math.round(limit * 100)) });
    },
  },
  {
    name: 'two-projects-compared',
    class: 'A',
    fr: [
      'compare les taux de marge de {p} et {q}',
      'Entre {p} et {q}, lequel a le meilleur taux de marge ?',
      'taux de marge {p} vs {q}',
      '{p} ou {q} : qui marge le mieux en taux ?',
      'qui est le plus rentable en % : {p} ou {q} ?',
      'mets côte à côte le taux de marge de {p} et celui de {q}',
      'Donne les taux de marge de {p} et de {q}',
    ],
    en: [
      'compare the margin rates of {p} and {q}',
      'margin rate: {p} vs {q}',
      'which has the better margin rate, {p} or {q}?',
    ],
    draw: (scene) => {
      const projects = scene.random.shuffle(RUNNING(scene).filter((row) => row.margin_rate !== null)).slice(0, 2);
      const [p, q] = projects.map((row) => scene.firm.projects.find(({ code }) => code === row.code));
      if (p === undefined || q === undefined) return null;
      const figures = projects.flatMap((row) => figure('margin_rate', row.code, row.margin_rate));
      return asked({ figures }, { p: scene.say(p, 'project'), q: scene.say(q, 'project') });
    },
  },
];

const explained: readonly Family[] = [
  {
    name: 'why-the-margin-moved',
    class: 'A',
    fr: [
      'Pourquoi la marge a bougé {within} par rapport au mois d’avant ?',
      'Qu’est-ce qui explique l’évolution de la marge {within} ?',
      'pourquoi la marge de la société a changé {within} ?',
      'la marge {within} : pourquoi cette variation ?',
    ],
    en: ['why did the company margin move {within}?', 'what explains the change in margin {within}?'],
    draw: (scene) => {
      const { within, from, to, month } = aRecentMonth(scene);
      const before = aMonth(scene, addMonths(month, -1));
      const now = margins(scene, { from, 'as-of': to }).total;
      const then = margins(scene, { from: before.from, 'as-of': before.to }).total;
      const figures = [now, then].flatMap((total) => [
        ...figure('margin', 'total', total.margin),
        ...figure('margin_rate', 'total', total.margin_rate),
      ]);
      return { words: { within }, expect: anyOf(...figures) };
    },
  },
  {
    name: 'a-margin-says-its-day',
    class: 'A',
    fr: ['marge de {p} ? et jusqu’à quel jour les temps sont comptés ?', 'Marge sur {p}, arrêtée à quelle date ?'],
    en: ['margin of {p}, and up to which day is time counted?'],
    draw: (scene) => {
      const row = scene.pick(RUNNING(scene).filter((one) => one['days'] !== 0));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      const writings = writingsOfDate(scene.firm.asOf).map((writing) => writing.replaceAll('/', String.raw`\/`));
      return {
        words: { p: scene.say(project, 'project') },
        expect: { ...eitherMargin(row, row.code), mentions: [writings.join('|')] },
      };
    },
  },
  {
    name: 'two-clients-compared',
    class: 'A',
    fr: [
      'compare le taux de marge de {c} et {d}',
      'Entre {c} et {d}, chez qui marge-t-on le mieux en taux ?',
      'taux de marge : {c} contre {d}',
    ],
    en: ['compare the margin rates of {c} and {d}', '{c} vs {d}: margin rate'],
    draw: (scene) => {
      const rows = scene.random
        .shuffle(margins(scene, { by: 'client' }).clients.filter((row) => row.margin_rate !== null))
        .slice(0, 2);
      const [c, d] = rows.map((row) => scene.firm.clients.find(({ code }) => code === row.code));
      if (c === undefined || d === undefined) return null;
      const figures = rows.flatMap((row) => figure('margin_rate', row.code, row.margin_rate));
      return { words: { c: scene.say(c, 'client'), d: scene.say(d, 'client') }, expect: { figures } };
    },
  },
];

export const MARGIN_RANKINGS: readonly Family[] = [...clientsAndPeople, ...rankings, ...explained];
