// The language that a question is asked in: French unless its words are English.

import type { Language } from './say-figure.ts';

const ENGLISH = new Set(
  'the what which who whose whom how when where why is are was were be do does did can could should would will show me my our we us list give tell of for from with without on in at by to and or not this that these those month week quarter year today compare between under over more less than it its has have had an please many much still left due free until since if slips months weeks two margin margins revenue cost costs rates overdue amount amounts orders invoices weighted biggest largest lowest highest opportunity opportunities drifting projects people timesheet timesheets late days day them they he she him his her their one worst best both last second third chase send remind next'.split(
    ' ',
  ),
);
const FRENCH = new Set(
  'le la les l un une des du de d et ou à a au aux en dans sur sous pour par avec sans ce cet cette ces quel quelle quels quelles qui que quoi quand comment pourquoi combien est sont était donne moi montre liste mon ma mes notre nos il elle on nous ne pas plus moins mois jour semaine trimestre an année depuis entre reste faire marge projets clients'.split(
    ' ',
  ),
);

/** A question of codes alone ("P014 ?") is French: the interface is. */
export function detectLanguage(text: string): Language {
  const words = text.toLowerCase().match(/[\p{L}]+/gu) ?? [];
  const count = (among: ReadonlySet<string>): number => words.filter((word) => among.has(word)).length;
  return count(ENGLISH) > count(FRENCH) ? 'en' : 'fr';
}
