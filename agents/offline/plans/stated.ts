// What is spoken of, asked about or told as done is no order, though its words are those of one: « facturé à Hélios en
// septembre », « relance faite ? », « les jalons de P003 », « octobre est clôturé ? ».

import { has, type Reading } from '../reading.ts';

/** What a sentence may begin with before what it says. */
const OPENING =
  /^\W*(?:(?:bonjour|bonsoir|salut|hello|hi|hey|stp|svp|please|alors|et|ok|allez|du coup|bon|donc|and|so|merci de|d['’]abord|dis|dites)(?!\p{L})\W*)*/iu;

/** Nouns that are written as their verbs are. */
const NOUN =
  /^(?:(?:la|le|les|l['’]|une?|des|nos|mes|toutes? les|the|an?|our|derni[eè]re?s?|prochaine?s?|last|next)\s*)*(?:relances?|rappels?|factures?|facturation|cl[oô]tures?|recettes?|jalons?|avoirs?|validations?|acceptations?|milestones?|reminders?|invoices?|credit notes?|sprints?|livrables?|notes?|issue|closing|place)(?!\p{L})/iu;

/** Things in number, or those that one looks at: none of them is ordered. */
const LOOKED_AT =
  /^(?:(?:les|des|nos|mes|toutes? les|tous les|quels?|quelles?|the|our)\s+)?(?:(?:derni[eè]re?s?|prochaine?s?|last|next)\s+(?:relances?|rappels?|factures?|jalons?|recettes?|avoirs?|milestones?|invoices?|reminders?)|jalons|recettes|avoirs|milestones|sprints|livrables|credit notes|(?:relances|rappels|reminders|factures|invoices)\s+(?:faite?s?|envoy\p{L}+|émises?|emises?|en cours|en attente|déjà|deja|d[eu](?:s|\s+la)?\s+(?:mois|l['’]ann|semaine)|sent|done))(?!\p{L})/iu;

/** « facturé à Hélios »: done, as its accent tells. */
const DONE_FIRST =
  /^(?:facturé|relancé|validé|clôturé|cloturé|crédité|émis|envoyé|approuvé|refusé|affecté|remplacé)e?s?(?!\p{L})/iu;

/** « un avoir a été fait », « la relance est partie » */
const DONE =
  /(?<!\p{L})(?:(?:a|ont|avait|avaient|as|has|have|had)\s+(?:déjà |deja |bien |already )?(?:été|ete|been)|(?:est|sont|était|is|are|was|were)(?:[- ](?:il|elle|ils|elles))?\s+(?:déjà |deja |bien |already )?(?:fait|faite|faits|faites|clôturée?|cloturée?|clos|close|closed|relancée?s?|facturée?s?|émise?s?|partie?s?|envoyée?s?|sent|issued|invoiced|billed))(?!\p{L})/iu;

/** « relance faite », « clôture faite », « avoir émis » */
const NOUN_DONE =
  /^(?:relance|facture|facturation|cl[oô]ture|avoir|validation|reminder|invoice)\s+(?:\S+\s+){0,2}?(?:faite?s?|envoyée?s?|envoyee?s?|émise?s?|emise?s?|partie?s?|reçue?s?|terminée?s?|done|sent|issued)(?!\p{L})/iu;

/** @returns whether its words tell or ask, and order nothing. */
export function isStated(reading: Reading): boolean {
  if (has(reading, '@polite')) return false;
  const said = reading.text.replace(OPENING, '');
  const asks = /\?\s*$/.test(said);
  if (asks && (NOUN.test(said) || DONE.test(said))) return true;
  return (
    LOOKED_AT.test(said) ||
    DONE_FIRST.test(said) ||
    NOUN_DONE.test(said) ||
    (DONE.test(said) && !has(reading, '@stage:gagnee', '@stage:perdue', '!milestone'))
  );
}

/** A milestone is accepted when it is said so, of one: « recette de J2 », « le jalon J2 est recetté ». */
export function tellsAcceptance({ text }: Reading): boolean {
  if (ACCEPTED.test(text)) return true;
  return RECEIPT.test(text) && ONE_MILESTONE.test(text);
}

const ACCEPTED =
  /(?<!\p{L})(?:recett(?:é|ée|és|ées|er|ez|ee)|accept\p{L}*|réceptionn\p{L}+|receptionn\p{L}+|valid\p{L}+|sign(?:é|ée|e|ed)|pv|approuv\p{L}+|livrée?|enregistr\p{L}+|not(?:e|er|ez)|marqu\p{L}+|record|mark|passed|approved?|ok)(?!\p{L})/iu;
const RECEIPT = /(?<!\p{L})(?:recette|acceptance|réception|reception)(?!\p{L})/iu;
const ONE_MILESTONE =
  /(?<!\p{L})(?:(?:jalon|sprint|milestone|livrable|lot)\s*(?:n°|no|numéro)?\s*\p{L}?\d+|\p{Lu}\d{1,2}(?!\d))/u;
