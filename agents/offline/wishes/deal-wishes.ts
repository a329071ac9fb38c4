// Deals: won, lost, moved to another stage; and a reminder that does not say of what.

import type { SubjectKind } from '../../turn.ts';
import { askBack, endWith, inLanguage, type Asking, type Plan } from '../plan.ts';
import { namesOf, valuesOf, type Candidate, type Reading } from '../reading.ts';
import { askKind } from '../plans/ask-plan.ts';
import { proposeAll } from '../plans/propose.ts';

const OPEN_STAGES = ['piste', 'qualifiee', 'proposition', 'negociation'];

function labelOf({ label, code }: Candidate): string {
  return label === code ? code : `${label} (${code})`;
}

export function* decideDeal(command: 'win_opportunity' | 'lose_opportunity', reading: Reading, asking: Asking): Plan {
  const [deal] = namesOf(reading, 'opportunity');
  if (!deal) return yield* askKind('opportunity' satisfies SubjectKind, asking);
  const word =
    command === 'win_opportunity'
      ? inLanguage(asking.language, 'gagnée', 'won')
      : inLanguage(asking.language, 'perdue', 'lost');
  return yield* proposeAll(command, [{ code: deal.code }], asking, `${labelOf(deal)} : ${word}.`);
}

export function* moveDeal(reading: Reading, asking: Asking): Plan {
  const [deal] = namesOf(reading, 'opportunity');
  if (!deal) return yield* askKind('opportunity', asking);
  const stage = valuesOf(reading, 'stage').find((one) => OPEN_STAGES.includes(one));
  if (stage === undefined)
    return askBack(inLanguage(asking.language, 'À quelle étape ?', 'To which stage?'), OPEN_STAGES);
  return yield* proposeAll('move_opportunity', [{ code: deal.code, stage }], asking, `${labelOf(deal)} : ${stage}.`);
}

export function askWhatToChase(_reading: Reading, { language }: Asking): Plan {
  return endWith(
    askBack(
      inLanguage(language, 'Que faut-il relancer ?', 'What should be chased?'),
      language === 'fr'
        ? ['Les CRA manquants du mois', 'Les factures échues d’un client']
        : ['The missing timesheets of the month', 'The overdue invoices of a client'],
    ),
  );
}
