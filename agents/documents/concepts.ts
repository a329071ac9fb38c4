// What is looked for in a contract or a CV, in the words that such papers use for it: « délai de paiement » is written
// « les factures sont réglées à 45 jours ». Each list is one thing; a question that says one of its words means them all.

import { foldText, stemOf, wordsOf, type Word } from '../words.ts';
import { isOrdinary } from '../ordinary-words.ts';

const LISTS: readonly string[] = [
  'paiement payable payables payer payées règlement réglée réglées régler facture payment paid payable invoices',
  'délai délais échéance days term terms délais',
  'préavis notice',
  'résiliation résilier résilié résiliée rupture termination terminate terminated',
  'pénalité pénalités malus penalty penalties intérêts',
  'retard retards late delay',
  'prix tarif tarifs tjm taux montant forfait forfaitaire price prices rate fee amount',
  'durée terme période compter expire prend duration period expires commence begins',
  'reconduction reconduit reconduite renouvellement renouvelé tacite renewal renewed',
  'garantie garanties garanti warranty guaranteed',
  'recette recettes réception acceptation vabf vsr acceptance',
  'confidentialité confidentiel confidentielle confidentielles confidentiality confidential',
  'propriété propriétaire intellectuelle cession cède cédés intellectual property ownership',
  'sollicitation débauchage débaucher embaucher embauche solicitation solicit hire',
  'révision révisé révisés indexation indexé syntec indice revalorisation revision indexed',
  'télétravail distance remote',
  'lieu locaux site adresse premises location',
  'astreinte astreintes sla gti gtr disponibilité support service',
  'responsabilité assurance plafonnée plafond liability insurance capped',
  'frais déplacement déplacements remboursés remboursement expenses travel',
  'langue langues anglais allemand espagnol italien français bilingue toeic courant languages english german spanish fluent',
  'diplôme diplômes diplômée études école université master ingénieur licence doctorat bts dut degree university school',
  'formation formations stage training',
  'certification certifications certifié certifiée certifiés certified',
  'expérience expériences parcours carrière années ans experience years career',
  'mission missions poste postes postes chez travaillé projet assignment assignments worked job jobs',
  'compétence compétences outils technologies langages maîtrise skills tools technologies',
  'loisirs intérêts hobbies',
  'signataire signataires signé signée soussignés représentée représenté signatory signed represented',
  'volume jours charge days',
  'livrable livrables deliverable deliverables',
  'réversibilité reversibility',
  'traitance traitant traitants subcontract subcontracting',
  'juridiction tribunal compétent applicable court jurisdiction law',
  'données personnelles rgpd traitement personal data gdpr',
  'référence numéro reference number',
  'objet prestation prestations périmètre subject scope services',
];

export type Concept = {
  /** As a search takes them, accents kept. */
  readonly words: readonly string[];
  /** What the question itself says of it. */
  readonly said: string;
  /** A line that has one of these speaks of it. */
  readonly stems: ReadonlySet<string>;
};

const CONCEPTS: readonly Omit<Concept, 'said'>[] = LISTS.map((list) => {
  const words = [...new Set(list.split(' '))];
  return { words, stems: new Set(words.map((word) => stemOf(foldText(word)))) };
});

/** Words that name the paper or ask of it, and say nothing of what it holds. */
const OF_PAPERS = new Set(
  `contrat contract cv curriculum vitae document clause avenant annexe article condition agreement resume resum page passage
  prevoir prevoit prevu prevue stipule precise mentionne indique dit parle cherche trouve ecrit say said provide mention
  according selon apre notre nos fait faire existe contient dossier paper papier fichier file avec chez apres quoi`
    .split(/\s+/u)
    .map(stemOf),
);

/** What a question looks for: the concepts that it says, and its own rare words. */
export function readConcepts(words: readonly Word[]): Concept[] {
  const concepts = new Map<string, Concept>();
  for (const { text, stem } of words) {
    if (OF_PAPERS.has(stem) || text.length < 2) continue;
    const known = CONCEPTS.find(({ stems }) => stems.has(stem));
    if (known) concepts.set([...known.stems].join(' '), { ...known, said: stem });
    else if (text.length > 2 && !isOrdinary(text) && !isOrdinary(stem))
      concepts.set(stem, { words: [text], said: stem, stems: new Set([stem]) });
  }
  return [...concepts.values()];
}

/** How surely a line speaks of what is looked for: the question's own word counts whole, another word of it a little less. */
export function countConcepts(line: string, concepts: readonly Concept[]): number {
  const stems = new Set(wordsOf(line).map(({ stem }) => stem));
  return concepts.reduce((sum, concept) => {
    if (stems.has(concept.said)) return sum + 1;
    return sum + ([...concept.stems].some((stem) => stems.has(stem)) ? OTHER_WORD : 0);
  }, 0);
}

const OTHER_WORD = 0.8;
