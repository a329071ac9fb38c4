// Days left to do, declared by the person in charge: what the margin at completion is forecast from.
import { z } from 'zod';
import type { ProjectFacts } from '../../contract/facts.ts';
import { sayDate, sayDays } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { defineCommand, NOT_FOUND, refuse, type IndicatorEffect, type RowChange } from '../command.ts';
import { civilDate, code, days } from '../inputs.ts';
import { ownsProject } from '../ownership.ts';
import type { BudgetRow, ProfileCommandRow, ProjectCommandRow, RafRow } from '../rows.ts';
import { readFigures, showMarginChange, type Figures } from './figures.ts';

const input = z.strictObject({
  project: code,
  lines: z
    .array(z.strictObject({ profile: code, days }))
    .min(1)
    .max(50),
  /** Left at the end of that day; left out: today. */
  declaredOn: civilDate.optional(),
});
type Line = z.output<typeof input>['lines'][number];

type Facts = {
  readonly project: ProjectCommandRow | null;
  readonly raf: readonly RafRow[];
  readonly budget: readonly BudgetRow[];
  readonly profiles: readonly ProfileCommandRow[];
  readonly figures: Figures | null;
  /** The same at the end of the day declared for. */
  readonly atDeclaration: ProjectFacts | null;
  readonly monthClosed: boolean;
};

function countedIn(facts: ProjectFacts | null, profile: string): number {
  return (facts?.time ?? []).reduce((total, time) => total + (time.profile === profile ? time.quarterDays : 0), 0);
}

/** The project's facts once these days are declared; what was counted since the day is taken off. */
function withRaf(facts: Facts, figures: ProjectFacts, lines: readonly Line[]): ProjectFacts {
  const remaining = [...figures.remaining];
  for (const { profile, days: declared } of lines) {
    const since = countedIn(figures, profile) - countedIn(facts.atDeclaration, profile);
    const quarterDays = Math.max(0, declared - since);
    const at = remaining.findIndex((line) => line.profile === profile);
    const known = remaining[at];
    if (known) remaining[at] = { ...known, quarterDays };
    else {
      const plannedDailyCostCents = facts.profiles.find(({ name }) => name === profile)?.plannedDailyCostCents ?? 0;
      remaining.push({ profile, quarterDays, dailyRateCents: null, plannedDailyCostCents });
    }
  }
  return { ...figures, remaining };
}

/** Days at completion against the days sold, a profile. */
function showLanding(facts: Facts, after: ProjectFacts, lines: readonly Line[]): IndicatorEffect[] {
  return lines.map(({ profile }) => {
    const sold = facts.budget.find((line) => line.profile === profile)?.quarterDays ?? 0;
    const left = after.remaining.find((line) => line.profile === profile)?.quarterDays ?? 0;
    const landing = countedIn(after, profile) + left;
    return {
      label: 'Jours vendus → à terminaison',
      subject: profile,
      before: sold / 4,
      after: landing / 4,
      unit: 'days',
    };
  });
}

export const declareRaf = defineCommand({
  name: 'declare_raf',
  label: 'Déclarer le reste à faire',
  input,
  rights: { responsable: 'own', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked, _read, { today }) => [
    { kind: 'project', key: asked.project },
    { kind: 'month', key: monthOf(asked.declaredOn ?? today), shared: true },
  ],
  load: async (asked, read, { today, asker }): Promise<Facts> => {
    const project = await read.get('project', { code: asked.project });
    const declaredOn = asked.declaredOn ?? today;
    const figures = await readFigures(project, today, await asker(), read);
    return {
      project,
      raf: await read.find('raf', { project: asked.project }),
      budget: await read.find('budget', { project: asked.project }),
      profiles: await read.find('profile', {}),
      figures,
      atDeclaration: declaredOn < today ? await readFigures(project, declaredOn, await asker(), read) : figures,
      monthClosed: await read.isMonthClosed(monthOf(declaredOn)),
    };
  },
  owns: (facts, _asked, asker, role) => ownsProject(facts.project, asker, role),
  plan: (facts, asked, { today }) => {
    const { project, figures } = facts;
    if (!project) return refuse(NOT_FOUND, `Projet inconnu : ${asked.project}.`);
    if (project.status === 'clos') return refuse('project_closed', `Le projet ${project.code} est clos.`);
    if (project.contractKind === 'interne')
      return refuse('project_internal', `${project.code} est interne : il n'a pas de reste à faire.`);
    const declaredOn = asked.declaredOn ?? today;
    if (declaredOn > today)
      return refuse('raf_in_future', 'Un reste à faire se déclare au plus tard pour aujourd’hui.');
    if (facts.monthClosed) return refuse('month_closed', `Le mois ${monthOf(declaredOn)} est clos.`);
    const rows: RowChange[] = [];
    for (const { profile, days: quarterDays } of asked.lines) {
      if (!facts.profiles.some(({ name }) => name === profile))
        return refuse(NOT_FOUND, `Profil inconnu : ${profile}.`);
      if (rows.some((row) => row.entity === 'raf' && row.after?.profile === profile))
        return refuse('profile_twice', `${profile} est déclaré deux fois.`);
      const own = facts.raf.filter((row) => row.profile === profile);
      const later = own.find((row) => row.declaredOn > declaredOn);
      if (later)
        return refuse(
          'raf_overtaken',
          `${profile} : un reste à faire plus récent est déclaré au ${sayDate(later.declaredOn)}.`,
        );
      const before = own.find((row) => row.declaredOn === declaredOn) ?? null;
      rows.push({ entity: 'raf', before, after: { project: project.code, profile, declaredOn, quarterDays } });
    }
    const after = figures && withRaf(facts, figures, asked.lines);
    const said = asked.lines.map(({ profile, days: left }) => `${profile} ${sayDays(left / 4)}`).join(', ');
    return {
      effect: {
        sentence: `Reste à faire de ${project.code} au ${sayDate(declaredOn)} : ${said}.`,
        rows,
        indicators:
          figures && after
            ? [...showMarginChange(project.code, figures, after), ...showLanding(facts, after, asked.lines)]
            : [],
      },
    };
  },
});
