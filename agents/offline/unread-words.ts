// Words that nobody knows and that stand where a question narrows itself: « le pipe de marc », « le CA du pôle data »,
// « dev juniors ». What is asked for without them would be told of more than was asked.

import { findSkills } from '../../domain/skill-taxonomy.ts';
import { detectLanguage } from '../language.ts';
import type { Hit, ReadWords } from './lexicon/read-words.ts';

type Place = { readonly start: number; readonly end: number };

/** What stands before whom or what a thing is of. */
const OF =
  /(?<!\p{L})(?:de|d['’]|du|des|chez|pour|par|avec|à|aux?|of|for|by|at|with|from|to|agence|site|service|département|departement|pôle|pole|secteur|branch|office|department)\s*(?:le |la |les |l['’]|the |nos |notre |our |mr?\.? |mme |monsieur |madame )?$/iu;

/** Words of manner, of reason and of verbs, whatever they stand behind. */
const HARMLESS =
  /^(?:codir|comex|comites?|copil|coproj|reunion|board|instant|bientot|prochainement|soon|anything|something|sauf|hors|hormis|excepte|excluding|except|apart|dehors|rien|comme|quoi|eux|elles?|lui|moi|toi|them|him|her|us|urgence|priorite|suite|facon|faveur|retour|vite|moment|vue|erreur|concern\w*|autour|propos|sujet|terme|hauteur|niveau|fond|detail|ensemble|maniere|cours|cadre|ordre|titre|base|plein|nouveau|bref|savoir|venir|partir|fournir|produire|agir|rendre|voir|noms?|motifs?|difference|evolution|periode|fin|debut|coup|type|genre|nature|sorte|especes?|quoi|combien|vous|nous|quelle heure|sens|sur|fait|date|dire|part|plus|tous|toutes|monde|argent|fric|sous|thunes?|chance|besoin|boulot|taf|travail|job|gens|mec|mecs|gars|nana|filles?|time|money|stuff|things?|detail|order|case|instance|example|exemple|fun|sure|least|most|once|present|moins|manager|managers|chefs?|dirigeants?|patron|boss|interim|avance|peu|tard|tot|loin|pres|mieux|pire|rapport|budget|plan|(?:reconnu|prevu|attendu|obtenu|perdu|vendu|recu|connu|tenu|voulu|convenu|retenu)e?s?)$/u;

/** A verb, a participle, an adverb: it tells what is done, not of whom. */
const VERB = /(?:ent|ment|ant|er|ir|oir|re|ait|aient|ing|ed|ly|ons|ez)$/u;

/** « relance fabien »: orders whose object is named right behind them. */
const NAMING_ORDER = /^!(?:chase|dun|approve|refuse)$/;

function isMeasure({ meanings }: Hit): boolean {
  return meanings.some(({ means }) => /^[a-z]/.test(means) || means.startsWith('@kind:'));
}

/**
 * @param placed names, dates and numbers.
 * @returns the places of those words, in the order of the text.
 */
export function findUnread(text: string, { words, hits, unknown }: ReadWords, placed: readonly Place[]): Place[] {
  const isPlaced = ({ start, end }: Place): boolean => placed.some((one) => start < one.end && end > one.start);
  const unkept = findUnkept(text, words, hits, isPlaced);
  const english = detectLanguage(text) === 'en';
  const unread = unknown.filter((word) => {
    if (isPlaced(word) || HARMLESS.test(word.text) || /\d/.test(word.text)) return false;
    if (findSkills(text.slice(word.start, word.end)).length > 0) return false;
    const before = text.slice(0, word.start);
    if (OF.test(before)) return !/(?:é|ée|és|ées)$/iu.test(text.slice(word.start, word.end));
    // « which client brings… »
    if (english && word.text.endsWith('s')) return false;
    if (VERB.test(word.text) || /(?:é|ée|és|ées)$/iu.test(text.slice(word.start, word.end))) return false;
    // Beside a figure or a thing: « marge lamarche », « dev juniors ».
    const at = words.indexOf(word);
    const last = words[at - 1];
    if (last === undefined || !/^\s+$/.test(text.slice(last.end, word.start))) return false;
    const ordered = hits.some((hit) => hit.to === at && hit.meanings.some(({ means }) => NAMING_ORDER.test(means)));
    if (ordered) return true;
    const measured = hits.some((hit) => hit.to === at && isMeasure(hit));
    return measured || placed.some(({ end }) => end === last.end);
  });
  return [...unread, ...unkept];
}

/** « par agence »: what nothing is told by. */
const BY = /(?<!\p{L})(?:par|by|per)\s+$/iu;
/** « par rapport », « par an », « par mail » */
const BY_NOTHING =
  /^(?:rapport|exemple|contre|ailleurs|defaut|ans?|annee|mois|jours?|semaine|heure|trimestre|qui|quoi|mail|email|ordre|moi|lui|eux|elle|nous|vous|le|la|les|l|un|une|suite|end|mistake|way|far|year|month|week|day|the|our|tranche|age|tete|personne|unite|projection|region|hasard|jour|fax|courrier|lettre|ci|la|dessus|avance|week|hour|now|then|today|tomorrow|far|itself|who|whom|much|default|chance|email|quarter|person|head)$/u;

function findUnkept(
  text: string,
  words: ReadWords['words'],
  hits: readonly Hit[],
  isPlaced: (place: Place) => boolean,
): Place[] {
  return words.filter((word, at) => {
    const covered = hits.some(({ from, to }) => from <= at && at < to);
    return (
      !covered &&
      !isPlaced(word) &&
      !BY_NOTHING.test(word.text) &&
      !/\d/.test(word.text) &&
      BY.test(text.slice(0, word.start))
    );
  });
}
