// What a question leaves open is asked back, with real choices that a tool gave.

import type { SubjectKind } from '../../turn.ts';
import { askBack, CHOICES_AT_LEAST, inLanguage, isRead, abstain, type Asking, type End, type Plan } from '../plan.ts';
import { chooseMeasure } from '../choose-measure.ts';
import type { Reading } from '../reading.ts';
import { VIEWS } from '../views.ts';
import { toolOf } from './read-plan.ts';

const QUESTIONS: Readonly<Partial<Record<SubjectKind, readonly [string, string]>>> = {
  project: ['De quel projet parlez-vous ?', 'Which project do you mean?'],
  client: ['De quel client parlez-vous ?', 'Which client do you mean?'],
  consultant: ['De quel consultant parlez-vous ?', 'Which consultant do you mean?'],
  opportunity: ['De quelle opportunité parlez-vous ?', 'Which opportunity do you mean?'],
  invoice: ['De quelle facture parlez-vous ?', 'Which invoice do you mean?'],
};

/** Where things of a kind are listed, the first that the person may read. */
const LISTS: Readonly<Partial<Record<SubjectKind, readonly string[]>>> = {
  project: ['list_projects', 'report_margin', 'report_billing'],
  client: ['list_clients', 'report_receivables'],
  consultant: ['list_consultants', 'report_occupancy', 'report_available'],
  opportunity: ['list_opportunities'],
  invoice: ['list_invoices'],
};

const CHOICES_SHOWN = 6;

/** Things of a kind, « P001 Support CRM », as choices. */
export function* listChoices(kind: SubjectKind, asking: Asking): Plan<string[]> {
  const tool = LISTS[kind]?.find((one) => asking.tools.has(one));
  if (tool === undefined) return [];
  const [outcome] = yield [{ tool, args: {} }];
  if (!isRead(outcome)) return [];
  const choices = outcome.rows
    .filter((row) => row.kind === kind && row.fields['status'] !== 'clos' && row.fields['open'] !== false)
    .map(({ subject, label }) => (subject === label ? subject : `${subject} ${label}`));
  return [...new Set(choices)].slice(0, CHOICES_SHOWN);
}

/** Asks which thing of a kind is meant; without two to offer, says so. */
export function* askKind(kind: SubjectKind, asking: Asking, question?: string): Plan {
  const choices = yield* listChoices(kind, asking);
  const [french, english] = QUESTIONS[kind] ?? ['De quoi parlez-vous ?', 'What do you mean?'];
  const asked = question ?? inLanguage(asking.language, french, english);
  return choices.length >= CHOICES_AT_LEAST ? askBack(asked, choices) : sayNothingToOffer(asking);
}

function sayNothingToOffer({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Précisez de quoi il s’agit, par son nom ou son code.',
      'Please say which one, by name or code.',
    ),
  );
}

/** A measure of nobody in particular: « quelle est sa marge ? » */
export function* offerSubjects(reading: Reading, asking: Asking): Plan {
  const measure = chooseMeasure(reading);
  const about = measure ? VIEWS[measure.report]?.about : undefined;
  const named = reading.kinds.find((kind) => kind in QUESTIONS) as SubjectKind | undefined;
  const readable = measure === null || asking.tools.has(toolOf(measure.report));
  return yield* askKind(named ?? (readable ? about?.[0] : undefined) ?? 'project', asking);
}
