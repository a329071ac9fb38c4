// « Qui connaît Kubernetes ? »: the people who hold a skill, by level.

import { foldText } from '../../words.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { has, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

export function planSkills(reading: Reading, asking: Asking): Plan | null {
  return has(reading, '@skills') && reading.measures.every(({ report }) => report === 'available')
    ? readSkills(reading, asking)
    : null;
}

const HOLDERS_TOLD = 20;

function* readSkills(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const tool = 'report_skills_map';
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const all = yield* readTable(tool, {}, { where: [{ field: 'list', op: '=', value: 'skills' }] });
  if (isRefused(all)) return say(all.sentence);
  const text = ` ${foldText(reading.text).replaceAll(/[^a-z0-9+#.]+/g, ' ')} `;
  const names = all.rows.map(({ fields }) => String(fields['skill'] ?? ''));
  const told = names.filter((skill) => text.includes(` ${foldText(skill)} `));
  const lines: string[] = [];
  for (const skill of told) {
    const holders = yield* readTable(
      tool,
      {},
      {
        where: [
          { field: 'list', op: '=', value: 'holders' },
          { field: 'skill', op: '=', value: skill },
        ],
        sort: { field: 'level', order: 'desc' },
        limit: HOLDERS_TOLD,
      },
    );
    if (isRefused(holders)) return say(holders.sentence);
    const level = inLanguage(language, 'niveau', 'level');
    lines.push(`${skill} :`);
    for (const row of holders.rows)
      lines.push(
        `- ${String(row.fields['name'] ?? row.label)} (${row.subject}), ${level} [[${holders.ref}:${row.key}.level]]`,
      );
  }
  if (lines.length > 0) return say(lines.join('\n'));
  if (names.length === 0)
    return say(inLanguage(language, 'Aucune compétence n’est enregistrée.', 'No skill is recorded: none.'));
  return say(`${inLanguage(language, 'Compétences connues', 'Known skills')} : ${names.join(', ')}.`);
}
