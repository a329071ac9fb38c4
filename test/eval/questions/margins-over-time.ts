// Questions on margins and revenue over a month, since a day, at a past day, or from one month to another.
import { addMonths } from '../../oracle/calendar.ts';
import { aClientProject, asked, eitherMargin, margins, rowOf } from './margins.ts';
import { aMonth, aPastDay, aRecentMonth, aStretch, figure } from './scene.ts';
import type { Family, Speech } from './scene.ts';

export const MARGINS_OVER_TIME: readonly Family[] = [
  {
    name: 'margin-of-the-firm-in-a-month',
    class: 'A',
    fr: [
      'marge de la boîte {within}',
      'Quelle marge avons-nous faite {within} ?',
      'Marge globale {of} ?',
      'Combien la société a-t-elle margé {within} ?',
      'résultat marge toute la société {within}',
      'Marge totale {of}, tous projets confondus',
      '{within}, on a gagné combien de marge ?',
      "La marge {of} pour l'ensemble de l'ESN ?",
      'notre marge {within} stp',
      "Montre la marge de l'entreprise {within}",
      'Indique la marge réalisée {within} par la société',
    ],
    en: [
      'company margin {within}',
      'What margin did we make {within}?',
      'total margin {of}',
      'How much margin did the company generate {within}?',
    ],
    draw: (scene) => {
      const { month, within, of, from, to } = aRecentMonth(scene);
      const { total } = margins(scene, { from, 'as-of': to });
      return month === '' ? null : asked(eitherMargin(total, 'total'), { within, of });
    },
  },
  {
    name: 'revenue-of-the-firm-in-a-month',
    class: 'A',
    fr: [
      "chiffre d'affaires {of}",
      'CA total {within} ?',
      'Combien de CA avons-nous produit {within} ?',
      'quel CA pour toute la boite {within}',
      'Le chiffre d’affaires de la société {within} ?',
      "{within}, combien de chiffre d'affaires ?",
      "notre CA {of} s'élève à combien ?",
      "Affiche le CA de l'entreprise {within}",
      'Production totale {within} en euros',
    ],
    en: ['total revenue {within}', 'How much revenue did the company make {within}?', 'total turnover {within}'],
    draw: (scene) => {
      const { within, of, from, to } = aRecentMonth(scene);
      const { total } = margins(scene, { from, 'as-of': to });
      return asked({ figures: figure('revenue', 'total', total.revenue) }, { within, of });
    },
  },
  {
    name: 'margin-of-a-project-in-a-month',
    class: 'A',
    fr: [
      'marge de {p} {within}',
      'Combien {p} a dégagé de marge {within} ?',
      '{within}, quelle marge sur {p} ?',
      'Marge {of} sur le projet {p}',
      "qu'a rapporté {p} en marge {within} ?",
      'résultat de {p} {within} en marge',
      'Marge du projet {p} {within} ?',
    ],
    en: ['margin on {p} {within}', 'What was the margin of {p} {within}?', 'How much margin did {p} make {within}?'],
    draw: (scene) => {
      const project = aClientProject(scene);
      if (project === null) return null;
      const { within, of, from, to } = aRecentMonth(scene);
      const row = rowOf(margins(scene, { from, 'as-of': to }).projects, project.code);
      return asked(eitherMargin(row, project.code), { within, of, p: scene.say(project, 'project') });
    },
  },
  {
    name: 'revenue-of-a-project-over-a-stretch',
    class: 'A',
    fr: [
      'CA de {p} {within}',
      'Combien {p} a rapporté de chiffre d’affaires {within} ?',
      "chiffre d'affaires du projet {p} {within}",
      '{p} : CA produit {within} ?',
      "Chiffre d'affaires généré par {p} {within}",
    ],
    en: ['revenue of {p} {within}', 'How much revenue did {p} bring {within}?', 'turnover of {p} {within}'],
    draw: (scene) => {
      const project = aClientProject(scene);
      if (project === null) return null;
      const { from, within } = aStretch(scene);
      const row = rowOf(margins(scene, { from }).projects, project.code);
      const figures = figure('revenue', project.code, row?.['revenue']);
      return asked({ figures }, { within, p: scene.say(project, 'project') });
    },
  },
  {
    name: 'margin-of-the-firm-over-a-stretch',
    class: 'A',
    fr: [
      'marge de la société {within}',
      'Combien avons-nous margé {within} ?',
      'Marge globale de l’entreprise {within} ?',
      '{within}, quelle marge cumulée pour la boîte ?',
      'total de la marge réalisée {within}',
      "Marge de l'entreprise {within}",
    ],
    en: ['company margin {within}', 'What margin have we made {within}?', 'cumulative company margin {within}'],
    draw: (scene) => {
      const { from, within } = aStretch(scene);
      return asked(eitherMargin(margins(scene, { from }).total, 'total'), { within });
    },
  },
  {
    name: 'figure-of-a-project-at-a-past-day',
    class: 'A',
    fr: [
      'RAF de {p} {at} ?',
      '{at}, combien restait-il à faire sur {p} ?',
      'reste à faire {p} {at}',
      'quel était le RAF de {p} {at} ?',
      'charge restante de {p} {at}',
      'Combien de jours restait-il sur {p} {at} ?',
    ],
    en: [
      'remaining days on {p} {at}',
      'How many days were left on {p} {at}?',
      'What was left to do on {p} {at}, in days?',
    ],
    draw: (scene) => {
      const project = aClientProject(scene);
      if (project === null) return null;
      const { day, at } = aPastDay(scene);
      const row = rowOf(margins(scene, { 'as-of': day }).projects, project.code);
      const figures = figure('remaining_days', project.code, row?.['remaining_days']);
      return asked({ figures }, { at, p: scene.say(project, 'project') });
    },
  },
  {
    name: 'two-months-compared',
    class: 'A',
    fr: [
      'compare le CA {of1} et {of2}',
      'CA {of1} vs CA {of2}, toute la société',
      "Comment a évolué le chiffre d'affaires entre {m1} et {m2} ?",
      "mets en regard le chiffre d'affaires {of1} et celui {of2}",
      'Différence de CA entre {m1} et {m2} pour la société ?',
    ],
    en: ['compare revenue {in1} and {in2}', 'company revenue {in1} versus {in2}', 'revenue {in1} compared with {in2}'],
    draw: (scene) => {
      const [before, after] = [1, 0].map((back) => aMonth(scene, addMonths(scene.firm.month, -1 - back)));
      if (before === undefined || after === undefined) return null;
      const figures = [before, after].flatMap(({ from, to }) =>
        figure('revenue', 'total', margins(scene, { from, 'as-of': to }).total.revenue),
      );
      const bare = (speech: Speech): Speech => ({ fr: speech.fr.replace(/^(?:de |d'|du mois )/u, ''), en: speech.en });
      return asked(
        { figures },
        {
          of1: before.of,
          of2: after.of,
          m1: bare(before.of),
          m2: bare(after.of),
          in1: before.within,
          in2: after.within,
        },
      );
    },
  },
];
