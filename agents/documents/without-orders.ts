// A document without what in it speaks to a machine: orders to whoever reads it, turns of a conversation that never was,
// calls of tools, comments and pictures of pages. A person who reads a CV learns nothing of its author by them, so neither
// the rules nor a model are given them. Passages that are searched and cited keep every word.
import { foldText } from '../../domain/codes.ts';
import type { ReadPage } from './extraction.ts';

/** What stands between two marks, over several lines. */
const SPANS: readonly RegExp[] = [
  /<!--[\s\S]*?-->/gu,
  /<(system|assistant|user|instructions?|tool_call|function_call|invoke|prompt|important)\b[^>]*>[\s\S]*?<\/\1>/giu,
  /<\|(?:im_start|start|system)[\s\S]*?(?:<\|(?:im_end|end)[^>]*>)/giu,
  /\[INST\][\s\S]*?\[\/INST\]/giu,
  /<<SYS>>[\s\S]*?<<\/SYS>>/giu,
  /!\[[^\]\n]*\]\s*\([^)\n]*\)/gu,
  // Longer than any word, and of no language.
  /(?<![A-Za-z0-9+/=])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{32,}={0,2}/gu,
];

const ROLE = '(?:system|systeme|assistant|user|utilisateur|developer|human|humain)';
const IMPERATIVE =
  '(?:rank|rate|approve|mark|give|set|add|say|reply|answer|hire|select|recommend|treat|consider|classe|note|mets|valide|approuve|donne|ajoute|attribue|reponds|ecris|retiens|embauche|recommande|considere|traite|ignore)';

/** On folded text: small letters, no accents. */
const ORDERS: readonly RegExp[] = [
  // « ignore les consignes », “disregard all prior rules”.
  /\b(?:ignor|oubli|neglig|disregard|forget|overrid|outrepass|bypass|contourn)\w*\b.{0,60}\b(?:instructions?|consignes?|regles?|directives?|rules?|prompts?)\b/u,
  // A turn that was never said.
  new RegExp(String.raw`^\W*${ROLE}(?:\s+(?:prompt|message|override))?\s*[\])>]*\s*:.*\b${IMPERATIVE}\b`, 'u'),
  new RegExp(String.raw`^\W*(?:\[|<\|?|#{2,}\s*|<<)${ROLE}\b`, 'u'),
  // Said to the machine by its name.
  /\b(?:note|message|attention|consignes?|instructions?|dear|cher|chere|hey|hello)\b.{0,20}\b(?:ia|ai|llm|gpt|chatgpt|language models?|modeles? de langage|ats|bots?|robots?)\b.{0,30}[:,]/u,
  /\b(?:if you are|si tu es|si vous etes)\b.{0,20}\b(?:ia|ai|llm|gpt|chatgpt|language model|modele|assistant)\b/u,
  // “rank this candidate first”, « classe ce CV premier ».
  /\b(?:rank|place|put|classe[rz]?|mets|mettez|positionne[rz]?|select|retiens|retenez)\b.{0,40}\b(?:candidat\w*|cv|profil\w*|resume)\b.{0,40}\b(?:first|top|premier\w*|tete|avant|above|before)\b/u,
  // “rate every skill 5/5”.
  /^\W*(?:please |merci de |veuillez )?(?:rate|score|give|set|assign|attribue[rz]?|donne[rz]?|mets|mettez|note[rz]?)\b.{0,80}(?:[1-5]\s*\/\s*5|10\s*\/\s*10|100\s*%)/u,
  /\b(?:approve|approuve[rz]?|valide[rz]?)\b.{0,20}\b(?:all|every|pending|toutes?|tous)\b.{0,20}\b(?:proposals?|propositions?)\b/u,
  // A tool, or a call of one.
  /\bpropose_[a-z]+|\b(?:tool|function)_?calls?\b|"(?:tool|arguments|args)"\s*:/u,
];

/** The line up to the sentence that gives an order: what follows it on the line goes on with it. */
function cutOrders(line: string): string {
  const sentences = line.split(/(?<=[.!?])\s+/u);
  const first = sentences.findIndex((sentence) => ORDERS.some((order) => order.test(foldText(sentence))));
  if (first === -1) return line;
  return sentences.slice(0, first).join(' ');
}

export function withoutOrders(pages: readonly ReadPage[]): ReadPage[] {
  return pages.map(({ page, text }) => {
    const plain = SPANS.reduce((left, span) => left.replace(span, ' '), text);
    return { page, text: plain.split('\n').map(cutOrders).join('\n') };
  });
}
