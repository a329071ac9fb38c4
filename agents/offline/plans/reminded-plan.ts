// « est-ce qu'on a relancé Hélios ? »: the highest letter sent for each invoice of theirs that is late.

import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { namesOf, type Reading } from '../reading.ts';
import { isQuestion } from './wish.ts';
import { isStated } from './stated.ts';
import { sayNoTool } from './read-plan.ts';

const REMINDED =
  /(?<!\p{L})(?:relancée?s?|relances? (?:faite?s?|envoyée?s?|envoyees?|en cours)|derni[eè]res? relances?|reminded|reminders? sent|last reminder|dunned)(?!\p{L})/iu;
const ASKED =
  /(?<!\p{L})(?:a-t-on|a t on|avons-nous|est[- ]ce qu|on a|nous avons|a été|a ete|ont été|have we|has|did we)/iu;

/** Null: it is not asked whether a client was reminded. */
export function planReminded(reading: Reading, asking: Asking): Plan | null {
  const { text } = reading;
  const asked = REMINDED.test(text) || (ASKED.test(text) && /(?<!\p{L})relance/iu.test(text));
  const owing = namesOf(reading, 'client', 'invoice').map(({ code }) => code);
  const tells = isQuestion(reading) || isStated(reading);
  return asked && tells && owing.length > 0 && !/cra(?!\p{L})/iu.test(text) ? readReminded(owing, asking) : null;
}

function* readReminded(owing: readonly string[], asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_invoices')) return sayNoTool(asking);
  const result = yield* readTable(
    'list_invoices',
    {},
    {
      subjects: owing,
      where: [{ field: 'late_days', op: '>', value: 0 }],
      sort: { field: 'late_days', order: 'desc' },
    },
  );
  if (isRefused(result)) return say(result.sentence);
  if (result.rows.length === 0)
    return say(
      inLanguage(language, 'Aucune facture échue : rien à relancer.', 'No overdue invoice: none to remind of.'),
    );
  const lines = result.rows.map((row) => {
    const level = Number(row.fields['dunning_level']);
    const sent =
      level > 0
        ? `${inLanguage(language, 'relance de niveau', 'reminder of level')} [[${result.ref}:${row.key}.dunning_level]]`
        : inLanguage(language, 'aucune relance envoyée', 'no reminder sent');
    const late = `${inLanguage(language, 'retard', 'late by')} [[${result.ref}:${row.key}.late_days]]`;
    return `- ${row.subject} (${String(row.fields['client'])}), ${late} : ${sent}`;
  });
  return say(lines.join('\n'));
}
