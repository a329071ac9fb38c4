// Figures that no report holds as they are asked: of a person on a project, of a part that is none.

import { chooseMeasure } from '../choose-measure.ts';
import { abstain, inLanguage, type Asking, type End } from '../plan.ts';
import { has, namesOf, valuesOf, type Reading } from '../reading.ts';

/** « le coût de Léa sur Atlas »: days are told so, and no other figure. */
function isOfOneOnAnother(reading: Reading): boolean {
  const measure = chooseMeasure(reading);
  const both = namesOf(reading, 'consultant').length > 0 && namesOf(reading, 'project').length > 0;
  const on = reading.language === 'fr' ? /(?<!\p{L})sur(?!\p{L})/iu : /(?<!\p{L})on(?!\p{L})/iu;
  return (
    both &&
    measure?.report === 'margin' &&
    measure.field !== 'days' &&
    !has(reading, '@what_if') &&
    on.test(reading.text)
  );
}

function sayNotTogether({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Les rapports disent ce chiffre par projet, ou par personne sur tous ses projets, et non d’une personne sur un projet. Les jours, eux, le sont.',
      'The reports tell that figure by project, or by person over all projects, not of one person on one project. Days are told so.',
    ),
  );
}

/** What no report holds as it is asked; null: it may. */
export function sayUntold(reading: Reading, asking: Asking): End | null {
  const byPerson = reading.by === 'consultant' && namesOf(reading, 'project').length > 0;
  const figured = chooseMeasure(reading)?.report === 'margin' || chooseMeasure(reading) === null;
  if (isOfOneOnAnother(reading) || (byPerson && figured)) return sayNotTogether(asking);
  // « les clients qui n'ont pas de projet »: only people are on the bench.
  const bench = chooseMeasure(reading)?.report === 'bench';
  if (bench && (reading.kinds[0] === 'client' || reading.kinds[0] === 'project')) return sayNoSuchFigure(asking);
  // « quel projet a perdu le plus ? » is of no deal that was lost.
  const closed = valuesOf(reading, 'stage').some((stage) => stage === 'perdue' || stage === 'gagnee');
  const ofDeals = reading.kinds.includes('opportunity') || namesOf(reading, 'opportunity', 'client').length > 0;
  if (closed && reading.kinds[0] === 'project' && !ofDeals && reading.measures.length === 0)
    return sayNoSuchFigure(asking);
  return isRateOfDays(reading) ? sayNoRateOfDays(asking) : null;
}

function sayNoSuchFigure({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Aucun rapport ne dit cela de ce qui est demandé là : dites le chiffre voulu, ou de qui.',
      'No report tells that of what is asked there: say which figure, or of whom.',
    ),
  );
}

/** « dont combien bloquées ? » of what nothing blocks. */
export function sayNotNarrowed({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Ce que je viens de dire ne se découpe pas ainsi : posez cette question à part.',
      'What I just told is not divided that way: ask that question by itself.',
    ),
  );
}

/** « le taux de congé »: days of leave are told, not their share. */
function isRateOfDays(reading: Reading): boolean {
  const field = chooseMeasure(reading)?.field;
  return (field === 'leave_days' || field === 'absence_days') && has(reading, '@as_rate');
}

function sayNoRateOfDays({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Les absences se disent en jours, et non en taux : demandez les jours, ou le taux d’occupation.',
      'Absences are told in days, not as a rate: ask for the days, or for the occupancy rate.',
    ),
  );
}

/** « combien Léa gagne par an » */
const A_YEAR = /(?<!\p{L})gagne(?:nt|-t-(?:il|elle))? par an(?!\p{L})/iu;

/** Of a client or a project, what is earned is its margin. */
export function asksSalary(reading: Reading): boolean {
  const deal = namesOf(reading, 'client', 'project').length > 0 && namesOf(reading, 'consultant').length === 0;
  const yearly = A_YEAR.test(reading.text) && namesOf(reading, 'consultant').length > 0;
  return (has(reading, '~salary') || yearly) && !(deal && reading.measures.length > 0);
}

export function sayNoSalary({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(language, 'Vigie ne tient ni salaires ni rémunérations.', 'Vigie holds no salaries or wages.'),
  );
}
