// What a project is, as against its figures: how it is sold, when it starts and ends.

import { CONTRACT_KINDS, CONTRACT_LABELS } from '../../../domain/contract/kinds.ts';
import type { ReadResult, ResultRow } from '../../turn.ts';
import { name } from '../answers/write-rows.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { namesOf, valuesOf, has, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

const WHEN =
  /(?<!\p{L})(?:quand|date|dates|à quelle date|a quelle date|jusqu['’]à quand|jusqu['’]a quand|when|until when|what day)(?!\p{L})/iu;
const ENDS_OR_STARTS =
  /(?<!\p{L})(?:termin\p{L}+|fini\p{L}*|fin|achèv\p{L}+|achev\p{L}+|s['’]arrêt\p{L}+|dure|commenc\p{L}+|démarr\p{L}+|demarr\p{L}+|début|debut|ends?|finish\p{L}*|start\p{L}*|begin\p{L}*|over)(?!\p{L})/iu;
const SOLD_HOW = /(?<!\p{L})(?:contrat|contract)(?!s|\p{L})/iu;
const KIND_ASKED =
  /(?<!\p{L})(?:types?|modes?|modèle|genre|nature|sort|kind) (?:de |of )?(?:contrat|contract|facturation)/iu;

export function planProjectFacts(reading: Reading, asking: Asking): Plan | null {
  const projects = namesOf(reading, 'project').map(({ code }) => code);
  if (projects.length === 0 || namesOf(reading, 'consultant').length > 0) return null;
  const measured = reading.measures.some(({ report }) => report !== 'missions');
  const dated =
    !measured && WHEN.test(reading.text) && ENDS_OR_STARTS.test(reading.text) && !has(reading, '@kind:milestone');
  const kinded =
    KIND_ASKED.test(reading.text) ||
    (!measured && SOLD_HOW.test(reading.text) && valuesOf(reading, 'contract').length > 0);
  return dated || kinded ? readFacts(projects, kinded ? 'contract' : 'dates', asking) : null;
}

function* readFacts(projects: readonly string[], wanted: 'contract' | 'dates', asking: Asking): Plan {
  if (!asking.tools.has('list_projects')) return sayNoTool(asking);
  const listed = yield* readTable('list_projects', {}, { subjects: projects });
  if (isRefused(listed)) return say(listed.sentence);
  const lines = listed.rows.map((row) =>
    wanted === 'contract' ? sayContract(listed, row, asking) : sayDates(listed, row, asking),
  );
  return lines.length === 0 ? sayNoTool(asking) : say(lines.join('\n'));
}

function sayContract(result: ReadResult, row: ResultRow, { language }: Asking): string {
  const kind = CONTRACT_KINDS.find((one) => one === row.fields['contract']);
  const told = kind === undefined ? inLanguage(language, 'non dit', 'not told') : CONTRACT_LABELS[kind];
  return `${name(result, row)} : ${inLanguage(language, 'contrat', 'contract')} « ${told} ».`;
}

function sayDates(result: ReadResult, row: ResultRow, { language }: Asking): string {
  const tell = (field: string, french: string, english: string): string[] =>
    typeof row.fields[field] === 'string'
      ? [`${inLanguage(language, french, english)} [[${result.ref}:${row.key}.${field}]]`]
      : [];
  const told = [...tell('starts_on', 'début le', 'starts on'), ...tell('ends_on', 'fin le', 'ends on')];
  return `${name(result, row)} : ${told.length > 0 ? told.join(', ') : inLanguage(language, 'aucune date', 'no date')}.`;
}
