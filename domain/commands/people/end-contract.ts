// Somebody leaves on a day: their bookings end with it, and what they leave behind is shown.
import { z } from 'zod';
import { sayCount, sayDate } from '../../french.ts';
import { defineCommand, NOT_FOUND, refuse, type IndicatorEffect, type RowChange } from '../command.ts';
import { addDays } from '../../civil-dates.ts';
import { civilDate, code } from '../inputs.ts';
import type { AssignmentCostRow, AssignmentRow } from '../rows.ts';

const FOREVER = '2199-12-31';

/** A booking that began is cut on the day; one that did not is given up, with its own cost. */
function endBooking(booking: AssignmentRow, leftOn: string, costs: readonly AssignmentCostRow[]): RowChange[] {
  if (booking.startsOn <= leftOn)
    return [{ entity: 'assignment', before: booking, after: { ...booking, endsOn: leftOn } }];
  return [
    ...costs
      .filter(({ assignment }) => assignment === booking.code)
      .map((cost): RowChange => ({ entity: 'assignmentCost', before: cost, after: null })),
    { entity: 'assignment', before: booking, after: null },
  ];
}

export const endContract = defineCommand({
  name: 'end_contract',
  label: 'Mettre fin à un contrat de travail',
  input: z.strictObject({ consultant: code, leftOn: civilDate }),
  rights: { direction: 'all', daf: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked, read) => {
    const bookings = await read.assignmentsBetween(asked.consultant, addDays(asked.leftOn, 1), null);
    const projects = new Set(bookings.flatMap(({ project }) => (project === null ? [] : [project])));
    return [
      { kind: 'consultant', key: asked.consultant },
      ...[...projects].map((key) => ({ kind: 'project' as const, key, shared: true })),
    ];
  },
  load: async (asked, read) => {
    const after = addDays(asked.leftOn, 1);
    const bookings = await read.assignmentsBetween(asked.consultant, after, null);
    const costs: AssignmentCostRow[] = [];
    for (const { code: assignment } of bookings) costs.push(...(await read.find('assignmentCost', { assignment })));
    return {
      consultant: await read.get('consultant', { code: asked.consultant }),
      bookings,
      costs,
      times: await read.timeBetween(asked.consultant, after, FOREVER),
      projects: await read.find('project', { manager: asked.consultant }),
      team: await read.find('consultant', { manager: asked.consultant }),
    };
  },
  plan: (facts, asked) => {
    const { consultant, bookings, costs, times } = facts;
    if (!consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    const name = `${consultant.firstName} ${consultant.lastName}`;
    if (asked.leftOn < consultant.enteredOn)
      return refuse('departure_before_entry', `${name} est entré le ${sayDate(consultant.enteredOn)}.`);
    if (consultant.leftOn === asked.leftOn)
      return refuse('nothing_changes', `Le départ de ${name} est déjà au ${sayDate(asked.leftOn)}.`);
    const last = times.at(-1)?.workedOn;
    if (last !== undefined)
      return refuse(
        'time_after_departure',
        `${name} a des jours saisis jusqu'au ${sayDate(last)} : corrigez-les d'abord.`,
      );
    const ended = bookings.map((booking): IndicatorEffect => ({
      label: booking.startsOn <= asked.leftOn ? "Fin d'affectation" : 'Affectation abandonnée',
      subject: `${booking.code} ${booking.project ?? booking.opportunity ?? ''}`,
      before: booking.endsOn,
      after: booking.startsOn <= asked.leftOn ? asked.leftOn : null,
      unit: 'date',
    }));
    // Each needs another person: shown, and left to whoever decides.
    const orphans = [
      ...facts.projects
        .filter(({ status }) => status !== 'clos')
        .map((project) => ({ label: 'Projet sans responsable', subject: project.code })),
      ...facts.team.map((member) => ({ label: 'Personne sans manager', subject: member.code })),
    ].map((orphan): IndicatorEffect => ({ ...orphan, before: consultant.code, after: null, unit: 'text' }));
    return {
      effect: {
        sentence: `${name} quitte l'entreprise le ${sayDate(asked.leftOn)} : ${sayCount(bookings.length, "affectation s'arrête", "affectations s'arrêtent")}, ${sayCount(orphans.length, 'projet ou personne est', 'projets ou personnes sont')} à confier à un autre.`,
        rows: [
          { entity: 'consultant', before: consultant, after: { ...consultant, leftOn: asked.leftOn } },
          ...bookings.flatMap((booking) => endBooking(booking, asked.leftOn, costs)),
        ],
        indicators: [...ended, ...orphans],
      },
    };
  },
});
