// The unseen questions: there are enough of them, they ask what the firm can answer, and the judge can tell a right
// answer to each from a wrong one.
import { describe, expect, test } from 'vitest';
import { openFirm } from './asked-firm.ts';
import type { Case, Reading } from './cases.ts';
import { judge, type Reply } from './judge.ts';
import { drawQuestions, FAMILIES, readExampleQuestions } from './question-set.ts';

const COMMANDS: Readonly<Record<string, string>> = {
  staff: 'assign_consultant',
  replace: 'replace_consultant',
  remind: 'remind_timesheets',
  fix_time: 'correct_time',
  invoice: 'issue_invoices',
  credit: 'issue_credit_note',
  dun: 'send_dunning',
  won: 'win_opportunity',
  lost: 'lose_opportunity',
  stage: 'move_opportunity',
  raf: 'declare_raf',
  milestone: 'accept_milestone',
  leave: 'decide_absence',
};

/** As a person reads it: a ratio in percent. */
function write(name: string, value: number | string): string {
  const isShare = /rate|tace|occupation|share/u.test(name) && typeof value === 'number';
  return isShare ? `${(value * 100).toFixed(2)} %` : String(value);
}

/** A reply that says what is expected, and no more. */
function rightReply({ expect: wanted }: Case, people: readonly string[]): Reply {
  const part: Reading = wanted.any_of?.[0] ?? wanted;
  const figures = (part.figures ?? []).map(({ name, subject, value }) => ({
    name: name.split('|')[0] ?? '',
    subject: subject.split('|')[0] ?? '',
    value,
  }));
  const codes = part.subjects?.codes ?? [];
  const said = [
    ...figures.map(({ name, value }) => write(name, value)),
    ...codes,
    ...(wanted.mentions ?? []).map((one) => one.split('|')[0] ?? ''),
  ];
  const { proposal } = wanted;
  const offered = people
    .filter((code) => proposal?.except?.includes(code) !== true)
    .slice(0, proposal?.alternatives ?? 0);
  const effect = [...(proposal?.mentions ?? []).map((mention) => mention.split('|')[0]), ...offered].join(' ');
  return {
    answer: said.length === 0 ? 'Aucun.' : said.join(' ; '),
    outcome: ([wanted.outcome].flat()[0] ?? 'answered') as Reply['outcome'],
    figures,
    choices: [...(wanted.choices ?? []), 'autre', 'aucun'],
    proposals: proposal === undefined ? [] : [{ command: COMMANDS[proposal.family] ?? '', effect }],
  };
}

describe.each(['example', 'random:1', 'random:4', 'demo'])('%s', (name) => {
  const firm = openFirm(name);
  const cases = [...(name === 'example' ? readExampleQuestions() : []), ...drawQuestions(firm, { each: 3 })];
  const people = firm.people.map(({ code }) => code);

  test('on peut l’interroger de toutes les façons', () => {
    expect(cases.length).toBeGreaterThan(350);
    expect(new Set(cases.map((one) => one.class)).size).toBe(7);
  });

  test('une réponse juste est jugée juste', () => {
    const wrong = cases.flatMap((one) => {
      const { why } = judge(one, rightReply(one, people), firm.names);
      return why.length === 0 ? [] : [`${one.id}: ${why.join('; ')}`];
    });
    expect(wrong).toEqual([]);
  });

  test('une réponse à côté est jugée fausse', () => {
    const silent: Reply = { answer: 'Je ne sais pas.', outcome: 'answered', figures: [], choices: [], proposals: [] };
    const loose = cases.filter((one) => judge(one, silent, firm.names).passed);
    // What may be answered without a figure: rights, where the point is what is not said.
    expect(loose.filter((one) => one.class !== 'C')).toEqual([]);
  });

  test('les mêmes tirages donnent les mêmes questions', () => {
    expect(drawQuestions(firm, { each: 1, first: 2 })).toEqual(drawQuestions(firm, { each: 1, first: 2 }));
  });
});

test('chaque famille a un nom à elle, des mots français, et rend une question sur l’une des firmes', () => {
  const names = FAMILIES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(100);
  const firms = ['example', 'random:1', 'random:2', 'random:3', 'random:4', 'random:5', 'demo'].map(openFirm);
  const drawn = new Set(firms.flatMap((firm) => drawQuestions(firm, { each: 6 }).map(({ id }) => id.split('/')[1])));
  expect(names.filter((name) => !drawn.has(name))).toEqual([]);
});
