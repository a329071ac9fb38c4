// Files proposals and says them: a person decides, nothing has changed yet.

import {
  abstain,
  inLanguage,
  isProposed,
  isRefused,
  say,
  type Asking,
  type End,
  type Outcome,
  type Plan,
} from '../plan.ts';

type Input = Readonly<Record<string, unknown>>;

/** One proposal for each input, in one step. */
export function* proposeAll(command: string, inputs: readonly Input[], asking: Asking, told = ''): Plan {
  const tool = `propose_${command}`;
  if (!asking.tools.has(tool)) return sayNoRight(asking);
  const outcomes = yield inputs.map((args) => ({ tool, args }));
  return sayProposed(outcomes, asking, told);
}

export function sayNoRight({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(language, 'Votre rôle ne permet pas de proposer cela.', 'Your role does not allow you to propose this.'),
  );
}

export function sayProposed(outcomes: readonly Outcome[], { language }: Asking, told: string): End {
  const proposed = outcomes.filter(isProposed);
  const refused = outcomes.filter(isRefused);
  if (proposed.length === 0 && refused.some(({ rights }) => rights))
    return abstain('no_data', [...new Set(refused.map(({ sentence }) => sentence))].join('\n'));
  if (proposed.length === 0) return say([...new Set(refused.map(({ sentence }) => sentence))].join('\n'));
  const waits = proposed.every(({ filed }) => !filed)
    ? proposed.length === 1
      ? inLanguage(
          language,
          'Cette proposition attend déjà une décision.',
          'This proposal is already waiting for a decision.',
        )
      : inLanguage(
          language,
          'Ces propositions attendent déjà une décision.',
          'These proposals are already waiting for a decision.',
        )
    : proposed.length === 1
      ? inLanguage(language, 'Proposition déposée : une personne décide.', 'Proposal filed: a person decides.')
      : inLanguage(
          language,
          'Propositions déposées : une personne décide de chacune.',
          'Proposals filed: a person decides on each.',
        );
  return say(
    [told, ...proposed.map(({ effect }) => effect), ...refused.map(({ sentence }) => sentence), waits]
      .filter((line) => line !== '')
      .join('\n'),
  );
}
