// What a question counts, and by what: « le plus de projets », « par responsable ». The nouns of both, and what the rows of
// each report or list tell.

import type { SubjectKind } from '../turn.ts';
import { foldText } from '../words.ts';
import { chooseMeasure } from './choose-measure.ts';
import { has, type Reading } from './reading.ts';
import type { RowKind } from './views.ts';

export type Group = {
  /** The field of the rows. */
  readonly field: 'manager' | 'owner' | 'client' | 'profile' | 'contract' | 'status' | 'stage' | 'team' | 'project';
  readonly nouns: string;
  readonly fr: string;
  readonly en: string;
};

export const GROUPS: readonly Group[] = [
  {
    field: 'owner',
    nouns:
      'commerciale?|commerciaux|commerciales|vendeurs?|vendeuses?|ingenieurs? d affaires?|charges? d affaires?|business managers?|account (?:managers?|executives?)|sales ?(?:person|people|persons|reps?)|owners?',
    fr: 'commercial',
    en: 'salesperson',
  },
  {
    field: 'manager',
    nouns:
      '(?:project |delivery )?managers?|responsables?(?: de (?:projets?|missions?|compte))?|(?:chefs?|cheffes?|directeurs?|directrices?) de (?:projets?|missions?)|pilotes?|project (?:leads?|leaders?|directors?)',
    fr: 'responsable',
    en: 'manager',
  },
  { field: 'client', nouns: 'clients?|clientes?|customers?|comptes? clients?', fr: 'client', en: 'client' },
  { field: 'profile', nouns: 'profils?|profiles?|metiers?', fr: 'profil', en: 'profile' },
  {
    field: 'contract',
    nouns: '(?:(?:types?|natures?|modes?|formes?) de )?contrats?|contract(?: types?)?|types? of contract',
    fr: 'type de contrat',
    en: 'contract type',
  },
  { field: 'status', nouns: 'statuts?|status(?:es)?', fr: 'statut', en: 'status' },
  { field: 'stage', nouns: 'etapes?|stages?|phases?', fr: 'étape', en: 'stage' },
  { field: 'team', nouns: 'equipes?|teams?', fr: 'équipe', en: 'team' },
  { field: 'project', nouns: 'projets?|projects?', fr: 'projet', en: 'project' },
];

export type Counted = {
  readonly kind: SubjectKind;
  readonly nouns: string;
  /** What its list's rows tell. */
  readonly told: readonly Group['field'][];
  /** Whose it is, when « qui en a le plus ? » is asked. */
  readonly whose: Group['field'];
};

export const COUNTED: readonly Counted[] = [
  {
    kind: 'invoice',
    nouns: 'factures?|invoices?|bills?|impayes?',
    told: ['client', 'project'],
    whose: 'client',
  },
  {
    kind: 'opportunity',
    nouns: 'opportunites?|opportunity|opportunities|opps?|affaires?|deals?',
    told: ['owner', 'client', 'stage'],
    whose: 'owner',
  },
  {
    kind: 'order',
    nouns: 'bons? de commandes?|commandes?|bc|purchase orders?|orders?',
    told: ['client', 'project'],
    whose: 'client',
  },
  {
    kind: 'project',
    nouns: 'projets?|projects?|dossiers?|derives?|drifts?',
    told: ['manager', 'client', 'contract', 'status'],
    whose: 'manager',
  },
  {
    kind: 'consultant',
    nouns: 'consultants?|consultantes?|collaborateurs?|personnes?|people|salaries?|employees?|gens',
    told: ['profile', 'manager', 'team'],
    whose: 'manager',
  },
];

/** Reports whose rows are the things counted, and what these tell there. */
export const TOLD_BY_ROWS: Readonly<Partial<Record<RowKind, readonly Group['field'][]>>> = {
  project: ['manager', 'client', 'contract', 'status'],
  consultant: ['profile', 'manager', 'team'],
  order: ['client', 'project'],
};

export type Asked = {
  readonly group: Group;
  readonly counted: Counted | null;
  /** They are counted; else a figure of theirs is added up. */
  readonly counts: boolean;
  /** Those of so many are wanted. */
  readonly many: boolean;
  readonly order: 'most' | 'least' | null;
};

export function plainWords(text: string): string {
  const words = foldText(text)
    .replaceAll(/[^a-z0-9&]+/g, ' ')
    .replaceAll(/\bchiffres? d affaires?\b/g, 'ca');
  return ` ${words.trim()} `;
}

const BY =
  '(?:par|by|per|pour chaque|for each|de chaque|of each|chaque|each|selon le|selon la|suivant le|ventile(?:e?s?)? par)';
const WHICH =
  '(?:quels?|quelles?|which|what|lequel de nos|lequel des|laquelle de nos|(?:le |les |the )?top(?: \\d+)?(?: des| of)?(?: our| nos)?|(?:le|les|the)(?: \\d+)?)';
/** « par responsable », « quel responsable… »: where a group is named, and how. */
function findGroup(words: string): { group: Group; by: boolean; at: number } | null {
  for (const group of GROUPS) {
    const by = new RegExp(` ${BY} (?:${group.nouns})(?= )`).exec(words);
    if (by) return { group, by: true, at: by.index };
  }
  for (const group of GROUPS) {
    const which = new RegExp(
      `^ (?:(?:et|alors|and|dis moi|tell me|donne moi|give me) )*${WHICH} (?:de nos |of our )?(?:${group.nouns})(?= )`,
    ).exec(words.replaceAll(/ +/g, ' '));
    if (which) return { group, by: false, at: which.index };
  }
  return null;
}

const NUMBER_OF =
  '(?:(?:le|la|les) (?:plus|moins)(?: (?:grand|petit|gros|faible) nombre)? (?:de|d|des)|(?:plus|moins) (?:de|d)|the (?:most|fewest|least)|most|fewest|(?:highest|largest|greatest|lowest|smallest) number of|combien (?:de|d)|combien y a t il de|nombre (?:de|d)|nb (?:de|d)|how many|number of|compte (?:les|des|nos))';

function findCounted(words: string): { counted: Counted; counts: boolean } | null {
  for (const counted of COUNTED)
    if (new RegExp(`${NUMBER_OF}(?: (?!de |d |of )[a-z]+){0,2} (?:${counted.nouns})(?= )`).test(words))
      return { counted, counts: true };
  const told = COUNTED.map((counted) => ({ counted, at: words.search(new RegExp(` (?:${counted.nouns}) `)) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at);
  return told[0] ? { counted: told[0].counted, counts: false } : null;
}

const WHO_HAS =
  /^ (?:et |and )?(?:qui|who) (?:a|ont|suit|gere|pilote|dirige|porte|possede|tient|has|have|manages?|runs?|leads?|owns?) /;

/** What a question counts, and by what; null: it does not. */
export function readAsked(reading: Reading): Asked | null {
  const words = plainWords(reading.text);
  const order = has(reading, '@order:most', '@order:top', '@order:best', '@order:worst')
    ? 'most'
    : has(reading, '@order:least')
      ? 'least'
      : null;
  if (WHO_HAS.test(words) && order !== null) {
    const found = findCounted(words);
    const group = GROUPS.find(({ field }) => field === found?.counted.whose);
    return found?.counts === true && group ? { group, counted: found.counted, counts: true, many: false, order } : null;
  }
  const place = findGroup(words);
  if (place === null) return null;
  const group = place.group;
  const rest = words.slice(0, place.at) + words.slice(place.at).replace(new RegExp(`(?:${group.nouns})(?= )`), ' ');
  const found = findCounted(rest);
  const counted = found?.counted ?? null;
  if (counted?.kind === group.field) return null;
  const measure = chooseMeasure(reading);
  const many = counted !== null && reading.numbers.thresholds.some(isPlainNumber) && numbered(rest, counted);
  if (many) return { group, counted, counts: true, many, order: null };
  if (!place.by && order === null) return null;
  // « le pire projet par client » ranks inside each: nothing is counted.
  if (place.by && order !== null && found?.counts !== true) return null;
  const bare = measure === null || measure.field === null || COUNTS_ITSELF.has(measure.report);
  const figured =
    has(reading, '@as_euros', '@as_days', '@as_rate') ||
    / (?:montants?|valeurs?|amounts?|values?|ponderee?s?|weighted) /.test(words);
  // « les projets en dérive par responsable »: no figure is named, they are counted.
  const counts = found !== null && (found.counts || (place.by && bare && !figured));
  return { group, counted, counts, many: false, order };
}

export function isPlainNumber({ unit }: Reading['numbers']['thresholds'][number]): boolean {
  return unit === 'none';
}

/** « plus de 2 projets »: the number is of the things counted. */
function numbered(words: string, { nouns }: Counted): boolean {
  return new RegExp(` (?:\\d+|deux|trois|quatre|cinq|two|three|four|five)(?: [a-z]+){0,2} (?:${nouns}) `).test(words);
}

/** Reports that one asks for by their rows more than by their figure. */
const COUNTS_ITSELF: ReadonlySet<string> = new Set(['late', 'bench', 'missions', 'pipeline', 'orders']);
