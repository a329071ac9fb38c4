// The month on a phone: a day under the other, each activity of it in steps of half a day.

import { Text } from '@mantine/core';
import { ABSENCE_WORDS } from '../../../domain/presence.ts';
import { formatDays } from '../format.ts';
import { listShown, readCell, sumDay, type CraActivity, type CraDay, type CraDraft } from './draft.ts';
import type { DraftDesk } from './use-draft.ts';
import { DAY_WORDS, formatLongDay, writeQuarters } from './words.ts';

const STEPS = [0, 2, 4] as const;

export function CraDayList({ desk }: { desk: DraftDesk }) {
  const { draft } = desk;
  const activities = listShown(draft, desk.added);
  // A day without work is told only where something stands on it.
  const days = draft.data.days.filter((day) => day.kind === 'ouvre' || day.kind === 'ferie' || sumDay(draft, day) > 0);
  return (
    <ol className="vigie-sheet vigie-plain-list vigie-cra-days" aria-label="CRA du mois, jour par jour">
      {days.map((day) => (
        <DayCard key={day.date} day={day} activities={activities} desk={desk} />
      ))}
    </ol>
  );
}

function sayStanding(draft: CraDraft, day: CraDay): string {
  if (day.kind !== 'ouvre') return DAY_WORDS[day.kind];
  const absence = day.absence === null ? 'absence' : ABSENCE_WORDS[day.absence];
  const leave = day.absent_days === 0 ? '' : `${absence} ${formatDays(day.absent_days)}`;
  const count = `${formatDays(sumDay(draft, day) / 4)} sur ${formatDays(day.expected_days)}`;
  return day.absent_days === 1 ? leave : [leave, count].filter((part) => part !== '').join(' · ');
}

function DayCard({ day, activities, desk }: { day: CraDay; activities: readonly CraActivity[]; desk: DraftDesk }) {
  const { draft } = desk;
  const findings = draft.data.findings.filter(({ date, accepted }) => date === day.date && accepted === null);
  const off = day.kind !== 'ouvre' || day.absent_days === 1;
  const cells = activities.map((activity) => ({ activity, ...readCell(draft, day, activity) }));
  // A day that is full, and sent: there is nothing to choose any more.
  const settled =
    sumDay(draft, day) >= day.expected_days * 4 && cells.every(({ quarters, lock }) => quarters === 0 || lock !== null);
  const shown = cells.filter(({ quarters }) => quarters > 0 || !(off || settled));
  return (
    <li data-off={off ? true : undefined}>
      <div className="vigie-cra-day-head">
        <Text component="h2" size="sm" fw={600}>
          {formatLongDay(day.date)}
        </Text>
        <Text size="xs" className="vigie-quiet vigie-figures">
          {sayStanding(draft, day)}
        </Text>
      </div>
      {shown.map(({ activity }) => (
        <Steps key={activity.code} day={day} activity={activity} desk={desk} />
      ))}
      {findings.map(({ check, project, sentence }) => (
        <Text key={`${check} ${project}`} size="xs" className="vigie-cra-warning">
          {sentence}
        </Text>
      ))}
    </li>
  );
}

function Steps({ day, activity, desk }: { day: CraDay; activity: CraActivity; desk: DraftDesk }) {
  const { quarters, origin, lock } = readCell(desk.draft, day, activity);
  // Quarter days come from elsewhere: they are shown as they are.
  const steps = STEPS.some((step) => step === quarters) ? STEPS : [...STEPS, quarters].toSorted((a, b) => a - b);
  const said = { vide: '', enregistre: '', modifie: 'non enregistré', propose: 'proposé' }[origin];
  return (
    <div className="vigie-cra-line" role="group" aria-label={`${activity.title}, ${formatLongDay(day.date)}`}>
      <span>
        <span className="vigie-cra-title">{activity.title}</span>
        {(lock ?? said) !== '' && <small>{lock ?? said}</small>}
      </span>
      <span className="vigie-cra-steps">
        {steps.map((step) => (
          <button
            key={step}
            type="button"
            data-cell
            data-origin={step === quarters ? origin : 'vide'}
            data-locked={lock === null ? undefined : true}
            aria-pressed={step === quarters}
            aria-disabled={lock !== null}
            onClick={() => lock === null && desk.change(day.date, activity.code, step)}
          >
            {step === 0 ? '0' : writeQuarters(step)}
          </button>
        ))}
      </span>
    </div>
  );
}
