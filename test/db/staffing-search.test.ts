// People searched for on a real firm, by skill, level, days, place and words; what they wish, where a deal is done, and
// when a skill was last used, from the commands that tell it to the ranking that shows it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { skills_map, staffing } from '../../api/contract/staffing-outputs.ts';
import { skillLookUps } from '../../api/contract/skill-look-ups.ts';
import { readLookUp } from '../../db/look-ups/read-look-up.ts';
import type { LookUpAsker } from '../../db/look-ups/reading.ts';
import { openDesk, type Desk } from './desk.ts';

const OPERATOR: LookUpAsker = {
  grantOf: () => 'whole',
  asker: { email: '', consultantCode: null },
  roles: [],
  names: new Set(),
};

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

type Args = Readonly<Record<string, string>>;

async function askOne(args: Args) {
  const { needs } = staffing.parse(await desk.report('staffing', args));
  const [need] = needs;
  if (!need) throw new Error('no need is answered');
  return need;
}

test('par compétence et niveau : qui ne l’atteint pas est écarté avec la raison, sans dates les quatre semaines à venir', async () => {
  const need = await askOne({ skills: 'Python:4' });
  expect([need.starts_on, need.ends_on]).toEqual(['2026-11-02', '2026-11-28']);
  const able = await desk.app<{ code: string }[]>`
    select c.code from consultant_skills s join consultants c on c.id = s.consultant_id
    where s.skill = 'Python' and s.level >= 4 order by c.code`;
  expect(able.length).toBeGreaterThan(0);
  const blocked = need.blocked.filter(({ constraint }) => constraint === 'skills').map(({ code }) => code);
  for (const { code } of able) expect(blocked).not.toContain(code);
  expect(need.candidates.every(({ code }) => able.some((one) => one.code === code))).toBe(true);
});

test('par agence : personne d’ailleurs n’est proposé', async () => {
  const [agency] = await desk.app<{ agency: string }[]>`
    select agency from consultants where agency <> '' group by agency order by count(*), agency limit 1`;
  const place = agency?.agency ?? '';
  const need = await askOne({ place, from: '2027-01-04', to: '2027-02-26' });
  expect(need.place_required).toBe(true);
  expect(need.candidates.every((one) => one.agency === place || one.agency === null)).toBe(true);
  expect(need.blocked.some(({ constraint }) => constraint === 'place')).toBe(true);
});

test('par mots : fiche, compétences et missions, accents et majuscules n’y font rien', async () => {
  const [a, b] = [await askOne({ text: 'developpeur SENIOR' }), await askOne({ text: 'développeur senior' })];
  expect(a.candidates.map(({ code }) => code)).toEqual(b.candidates.map(({ code }) => code));
  expect([...a.candidates, ...a.blocked].length).toBeGreaterThan(0);
  expect((await askOne({ text: 'xylophone' })).candidates).toEqual([]);
  expect((await askOne({ text: "d'une :* & | ! requête (" })).candidates).toBeDefined();
  // « k8s » is on nobody's card, Kubernetes is.
  const k8s = await askOne({ text: 'k8s' });
  const holders = await desk.app<{ code: string }[]>`
    select c.code from consultant_skills s join consultants c on c.id = s.consultant_id where s.skill = 'Kubernetes' and c.productive`;
  const found = [...k8s.candidates, ...k8s.blocked.filter(({ constraint }) => constraint !== 'text')];
  expect(new Set(found.map(({ code }) => code))).toEqual(new Set(holders.map(({ code }) => code)));
});

test('les souhaits d’une personne et le lieu d’une affaire se disent par leurs commandes, et pèsent dans le classement', async () => {
  const term = async (name: string) =>
    (await askOne({ opportunity: 'O0011', profile: 'Développeur' })).candidates
      .find(({ code }) => code === 'C002')
      ?.terms.find((one) => one.term === name);
  expect(await term('wish')).toMatchObject({ value: null });
  const skills =
    await desk.app`select count(*)::int as count from consultant_skills s join consultants c on c.id = s.consultant_id where c.code = 'C002'`;
  expect(
    await desk.run('set_skills', { consultant: 'C002', wishes: ['Audit données', 'Rust'], remoteDays: 2 }, 'direction'),
  ).toMatchObject({
    state: 'done',
    effect: { sentence: expect.stringContaining('souhaits : Audit données, Rust ; télétravail : 2 j par semaine') },
  });
  // Wishes alone leave the skills as they were.
  expect(
    await desk.app`select count(*)::int as count from consultant_skills s join consultants c on c.id = s.consultant_id where c.code = 'C002'`,
  ).toEqual(skills);
  expect(await term('wish')).toMatchObject({ value: 1 });
  expect(
    await desk.run('set_skills', { consultant: 'C002', wishes: ['Audit données', 'Rust'], remoteDays: 2 }, 'direction'),
  ).toMatchObject({ state: 'refused', code: 'nothing_changes' });
  expect(await desk.run('set_skills', { consultant: 'C002' }, 'direction')).toMatchObject({
    state: 'refused',
    code: 'input_invalid',
  });

  const needs = [
    { profile: 'Chef de projet', days: 35 },
    { profile: 'Développeur', days: 20 },
  ];
  expect(await desk.run('set_needs', { code: 'O0011', needs, placeRequired: true }, 'direction')).toMatchObject({
    state: 'refused',
    code: 'place_missing',
  });
  expect(
    await desk.run(
      'set_needs',
      { code: 'O0011', needs, place: 'Brest', placeRequired: true, remoteDays: 1 },
      'direction',
    ),
  ).toMatchObject({
    state: 'done',
    effect: { sentence: expect.stringContaining('à Brest (exigé), 1 j à distance par semaine') },
  });
  const need = await askOne({ opportunity: 'O0011', profile: 'Développeur' });
  expect(need).toMatchObject({ place: 'Brest', place_required: true, remote_days: 1 });
  // Whose agency nobody told may be from there.
  expect(need.candidates.every((one) => one.agency === null)).toBe(true);
  expect(need.blocked.filter(({ constraint }) => constraint === 'place').map(({ detail }) => detail)).toContainEqual(
    expect.stringContaining('Brest'),
  );
  await desk.run('set_needs', { code: 'O0011', needs, placeRequired: false }, 'direction');
  expect(await term('remote')).toMatchObject({
    value: 0.5,
    detail: 'Demande 2 j à distance par semaine, 1 possibles.',
  });
});

test('une mission de CV confirmée et des jours de CRA disent la dernière pratique, à leur jour', async () => {
  await desk.write(async (tx) => {
    await tx`insert into consultant_experiences (consultant_id, rank, starts_on, ends_on, title, client_name, skills)
      select id, 1, '2022-01-03', '2023-06-30', 'Développeur', 'Banque Rive', '["Kubernetes"]' from consultants where code = 'C001'`;
    await tx`update projects set title = 'Support CRM Kubernetes' where code = 'P001'`;
  });
  const useOf = async (asOf: string) =>
    skills_map
      .parse(await desk.report('skills_map', { 'as-of': asOf }))
      .skills.find(({ skill }) => skill === 'Kubernetes')
      ?.holders.find(({ code }) => code === 'C001');
  const [last] = await desk.app<{ day: string }[]>`
    select max(worked_on) as day from time_rows r join consultants c on c.id = r.consultant_id
    join projects p on p.id = r.project_id where c.code = 'C001' and p.code = 'P001' and r.state <> 'brouillon' and r.worked_on <= '2026-10-31'`;
  expect(await useOf('2026-10-31')).toMatchObject({
    last_used_on: last?.day,
    evidence: [
      { kind: 'time', source: 'P001 Support CRM Kubernetes', to: last?.day },
      { kind: 'cv', source: 'Développeur, Banque Rive', from: '2022-01-03', to: '2023-06-30' },
    ],
  });
  expect(await useOf('2026-06-30')).toMatchObject({ last_used_on: '2023-06-30' });
  // The card tells the same, of one person or of all.
  const card = async (options: Args) =>
    skillLookUps.list_skills.output.parse(
      await readLookUp(desk.database.reader, 'list_skills', { 'as-of': '2026-10-31', ...options }, OPERATOR),
    ).consultants;
  const [one, ...none] = await card({ consultant: 'C001' });
  expect(none).toEqual([]);
  expect(one?.skills.find(({ skill }) => skill === 'Kubernetes')).toMatchObject({
    level: expect.any(Number),
    last_used_on: last?.day,
    evidence: 'time',
    source: 'P001 Support CRM Kubernetes',
  });
  expect((await card({})).find(({ code }) => code === 'C002')).toMatchObject({
    wishes: ['Audit données', 'Rust'],
    remote_days: 2,
  });
});
