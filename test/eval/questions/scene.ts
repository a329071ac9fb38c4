// What a family of questions draws from: a firm, chance, and the ways that people name things and months.
import { addMonths, firstDay, lastDay, monthOf } from '../../oracle/calendar.ts';
import type { Day, Month } from '../../oracle/calendar.ts';
import { randomFrom } from '../../oracle/random-source.ts';
import type { Random } from '../../oracle/random-source.ts';
import type { AskedFirm } from '../asked-firm.ts';
import type { Case, Expected, ExpectedFigure } from '../cases.ts';

/** The same words in both languages. */
export type Speech = { readonly fr: string; readonly en: string };

/** One question of a family: who asks, what stands in the wordings' places, and what is right. */
export type Draw = {
  /** direction by default */
  readonly role?: string;
  /** The consultant whose address the person has. */
  readonly person?: string;
  readonly words?: Readonly<Record<string, string | Speech>>;
  /** `outcome` is `answered` by default. */
  readonly expect: Partial<Expected>;
};

/** A wording with places (`{p}`, `{de p}`), or several turns of one chat. */
export type Wording = string | readonly string[];

export type Family = {
  readonly name: string;
  readonly class: string;
  readonly fr: readonly Wording[];
  readonly en: readonly Wording[];
  /** Null: the firm has nothing to ask this about. */
  readonly draw: (scene: Scene) => Draw | null;
};

export type Named = { readonly code: string; readonly name: string };

export type Scene = {
  readonly firm: AskedFirm;
  readonly random: Random;
  /** One of them, or null when there is none. */
  readonly pick: <T>(things: readonly T[]) => T | null;
  /** By its code or its name, as people write it: accents and capitals may go. Ambiguous names are said by code. */
  readonly say: (thing: Named, kind: 'project' | 'client' | 'consultant' | 'opportunity') => string;
};

export const foldCase = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** A slip of the finger in the longest word: two letters swapped, or one of a pair lost. */
function slip(name: string, random: Random): string {
  const word = name.split(/[\s'’-]/u).sort((a, b) => b.length - a.length)[0] ?? '';
  if (word.length < 7) return name;
  const at = random.int(2, word.length - 3);
  const slipped = random.chance(0.5)
    ? word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)
    : word.slice(0, at) + word.slice(at + 1);
  return name.replace(word, slipped);
}

function sayName(scene: Pick<Scene, 'firm' | 'random'>, thing: Named, kind: string): string {
  const { firm, random } = scene;
  const others = Object.entries(firm.names[kind] ?? {}).flatMap(([code, labels]) =>
    code === thing.code ? [] : labels.map(foldCase),
  );
  const folded = foldCase(thing.name);
  const isShared = others.some((other) => other.includes(folded) || folded.includes(other));
  if (thing.name === '' || isShared || random.chance(0.22)) return thing.code;
  if (random.chance(0.22)) return folded;
  return random.chance(0.1) ? slip(thing.name, random) : thing.name;
}

export function openScene(firm: AskedFirm, seed: number): Scene {
  const random = randomFrom(seed);
  return {
    firm,
    random,
    pick: (things) => (things.length === 0 ? null : random.pick(things)),
    say: (thing, kind) => sayName({ firm, random }, thing, kind),
  };
}

const FR_MONTHS = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');
const EN_MONTHS = 'January February March April May June July August September October November December'.split(' ');

export const nameMonth = (month: Month): Speech => ({
  fr: FR_MONTHS[Number(month.slice(5)) - 1] ?? '',
  en: EN_MONTHS[Number(month.slice(5)) - 1] ?? '',
});

const startsWithVowel = (text: string): boolean => /^[aeiouyh]/u.test(foldCase(text));
export const withDe = (text: string): string => (startsWithVowel(text) ? `d'${text}` : `de ${text}`);

export type Span = {
  readonly month: Month;
  readonly from: Day;
  /** The last day of it that is known. */
  readonly to: Day;
  /** "en octobre", "le mois dernier" */
  readonly within: Speech;
  /** "d'octobre", "du mois dernier" */
  readonly of: Speech;
};

function sayMonth({ firm, random }: Scene, month: Month): { within: Speech; of: Speech } {
  const { fr, en } = nameMonth(month);
  const year = month.slice(0, 4);
  const isNear = month > addMonths(firm.month, -8);
  const within: Speech[] = [
    { fr: `en ${fr} ${year}`, en: `in ${en} ${year}` },
    { fr: `pour ${fr} ${year}`, en: `for ${en} ${year}` },
  ];
  const of: Speech[] = [{ fr: `${withDe(fr)} ${year}`, en: `of ${en} ${year}` }];
  if (isNear) {
    within.push({ fr: `en ${fr}`, en: `in ${en}` }, { fr: `au mois ${withDe(fr)}`, en: `in the month of ${en}` });
    within.push({ fr: `sur ${fr}`, en: `for ${en}` }, { fr: `en ${foldCase(fr)}`, en: `in ${en.toLowerCase()}` });
    of.push({ fr: withDe(fr), en: `of ${en}` }, { fr: `du mois ${withDe(fr)}`, en: `for ${en}` });
  }
  if (month === firm.month) {
    within.push({ fr: 'ce mois-ci', en: 'this month' });
    of.push({ fr: 'du mois en cours', en: 'of the current month' });
  }
  if (month === addMonths(firm.month, -1)) {
    within.push({ fr: 'le mois dernier', en: 'last month' });
    of.push({ fr: 'du mois dernier', en: 'of last month' });
  }
  return { within: random.pick(within), of: random.pick(of) };
}

export function aMonth(scene: Scene, month: Month): Span {
  const end = lastDay(month);
  const to = end < scene.firm.asOf ? end : scene.firm.asOf;
  return { month, from: firstDay(month), to, ...sayMonth(scene, month) };
}

/** A month of the firm's last three. */
export const aRecentMonth = (scene: Scene): Span => aMonth(scene, addMonths(scene.firm.month, -scene.random.int(0, 2)));

/** "depuis juillet", "ce trimestre": from a day up to today. */
export function aStretch({ firm, random }: Scene): { from: Day; within: Speech } {
  const back = addMonths(firm.month, -random.int(1, 4));
  const { fr, en } = nameMonth(back);
  const quarter = `${firm.month.slice(0, 5)}${String(Math.floor((Number(firm.month.slice(5)) - 1) / 3) * 3 + 1).padStart(2, '0')}`;
  return random.pick([
    { from: firstDay(back), within: { fr: `depuis ${fr}`, en: `since ${en}` } },
    { from: firstDay(back), within: { fr: `depuis le 1er ${fr}`, en: `since 1 ${en}` } },
    { from: firstDay(back), within: { fr: `depuis début ${fr}`, en: `since the beginning of ${en}` } },
    { from: `${firm.month.slice(0, 4)}-01-01`, within: { fr: "depuis le début de l'année", en: 'since January' } },
    { from: firstDay(quarter), within: { fr: 'ce trimestre', en: 'this quarter' } },
  ]);
}

/** A past day that figures are read at: "à fin septembre". */
export function aPastDay({ firm, random }: Scene): { day: Day; at: Speech } {
  const month = addMonths(monthOf(firm.asOf), -random.int(1, 3));
  const day = lastDay(month);
  const { fr, en } = nameMonth(month);
  const [year, digits, date] = day.split('-');
  return {
    day,
    at: random.pick([
      { fr: `à fin ${fr}`, en: `at the end of ${en}` },
      { fr: `au ${[date, digits, year].join('/')}`, en: `as of ${day}` },
      { fr: `au ${String(date)} ${fr} ${String(year)}`, en: `on ${String(date)} ${en} ${String(year)}` },
    ]),
  };
}

/** Null when the value is not defined: nothing to ask then. */
export function figure(name: string, subject: string, value: number | string | null | undefined): ExpectedFigure[] {
  return value === null || value === undefined ? [] : [{ name, subject, value }];
}

/** Any one of these figures will do. */
export const anyOf = (...figures: readonly ExpectedFigure[]): Partial<Expected> => ({
  any_of: figures.map((one) => ({ figures: [one] })),
});

/** The first `count` of rows already sorted, with those that are equal at the edge. */
export function topOf(
  kind: string,
  rows: readonly { code: string; value: number }[],
  count: number,
): Partial<Expected> | null {
  const edge = rows[count - 1]?.value;
  if (edge === undefined) return null;
  const ties = rows.filter(({ value }) => value === edge).map(({ code }) => code);
  const codes = rows.slice(0, count).map(({ code }) => code);
  return { subjects: { kind, codes, ...(ties.length > 1 ? { ties } : {}) } };
}

const COUNT_WORDS: readonly Speech[] = [
  { fr: '2', en: '2' },
  { fr: 'deux', en: 'two' },
  { fr: '3', en: 'three' },
  { fr: 'trois', en: '3' },
  { fr: '4', en: 'four' },
];
/** How many are asked for, as said. */
export function aCount(scene: Scene): { count: number; words: Speech } {
  const at = scene.random.int(0, COUNT_WORDS.length - 1);
  return { count: [2, 2, 3, 3, 4][at] ?? 2, words: COUNT_WORDS[at] ?? { fr: '2', en: '2' } };
}

const PLACE = /\{(de )?(\w+)\}/gu;

function fill(wording: string, words: Draw['words'], lang: 'fr' | 'en'): string {
  return wording.replace(PLACE, (_, de: string | undefined, name: string) => {
    const word = words?.[name];
    if (word === undefined) throw new Error(`nothing stands for {${name}} in: ${wording}`);
    const text = typeof word === 'string' ? word : word[lang];
    return de === undefined ? text : withDe(text);
  });
}

const COURTESIES: Readonly<Record<'fr' | 'en', readonly ((text: string) => string)[]>> = {
  fr: [
    (text) => `Bonjour, ${text}`,
    (text) => `${text.replace(/\s*[?.!]$/u, '')} stp`,
    (text) => `${text} Merci`,
    (text) => `Salut ! ${text}`,
    (text) => `dis, ${text}`,
  ],
  en: [(text) => `Hi, ${text}`, (text) => `${text.replace(/\s*[?.!]$/u, '')} please`, (text) => `${text} Thanks`],
};

/** How it is typed: politely, in a hurry, without accents, with a slip of the finger, without a question mark. */
function type(text: string, lang: 'fr' | 'en', random: Random): string {
  let typed = random.chance(0.12) ? random.pick(COURTESIES[lang])(text) : text;
  if (random.chance(0.18)) typed = typed.toLowerCase();
  if (random.chance(0.15)) typed = typed.normalize('NFD').replace(/\p{M}/gu, '');
  if (random.chance(0.05)) typed = slip(typed, random);
  if (random.chance(0.2)) typed = typed.replace(/\s*[?.!]$/u, '');
  return typed;
}

/** The n-th question of a family on a firm; null when the firm has none. */
export function drawCase(family: Family, firm: AskedFirm, n: number): Case | null {
  const seed = [...family.name].reduce((sum, char) => sum * 31 + char.charCodeAt(0), n * 7919) % 1_000_003;
  const scene = openScene(firm, seed);
  const draw = family.draw(scene);
  if (draw === null) return null;
  const lang = family.en.length > 0 && scene.random.chance(0.25) ? 'en' : 'fr';
  const wordings = family[lang];
  const wording = wordings[n % wordings.length] ?? [];
  return {
    id: `${firm.name}/${family.name}/${String(n)}`,
    class: family.class,
    lang,
    role: draw.role ?? 'direction',
    ...(draw.person === undefined ? {} : { person: draw.person }),
    turns: [wording].flat().map((turn) => type(fill(turn, draw.words, lang), lang, scene.random)),
    expect: { outcome: 'answered', ...draw.expect },
  };
}
