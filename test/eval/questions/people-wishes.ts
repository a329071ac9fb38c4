// Wishes about people: staffing, CRAs, leave. Each becomes one proposal that a person decides; nothing else changes.
import { addDays, addMonths, daysFrom, firstDay, lastDay, later } from '../../oracle/calendar.ts';
import { loadByProfile } from '../../oracle/capacity.ts';
import { isPresent, takenDays } from '../../oracle/facts.ts';
import { isZero, sumOf, toNumber } from '../../oracle/fraction.ts';
import { findings } from './occupation.ts';
import { available, waitingLeaves } from './people.ts';
import { aMonth, nameMonth } from './scene.ts';
import type { Draw, Family, Named, Scene, Speech } from './scene.ts';

export const either = ({ code, name }: Named): string => (name === '' ? code : `${code}|${name}`);

export function proposed(
  family: string,
  mentions: readonly string[],
  words: Draw['words'],
  more: Partial<Draw> = {},
): Draw {
  return {
    ...more,
    ...(words === undefined ? {} : { words }),
    expect: { outcome: 'proposed', proposal: { family, mentions: [...mentions] } },
  };
}

const OPEN_STAGES = ['piste', 'qualifiee', 'proposition', 'negociation'];
export const openDeals = (scene: Scene) => scene.firm.deals.filter(({ stage }) => OPEN_STAGES.includes(stage));

export const personNamed = (scene: Scene, code: string) => scene.firm.people.find((one) => one.code === code) ?? null;
export const projectNamed = (scene: Scene, code: string) =>
  scene.firm.projects.find((one) => one.code === code) ?? null;

/** Client projects that run through a whole month to come. */
export function runningThrough(scene: Scene, from: string, to: string): Named[] {
  const { firm } = scene.firm;
  const running = firm.projects.filter(
    (one) =>
      one.status === 'en_cours' && one.contract !== 'interne' && (one.start ?? '') <= from && (one.end ?? '9999') >= to,
  );
  return running.flatMap(({ code }) => projectNamed(scene, code) ?? []);
}

/** People with no assignment at all over some days, there all along. */
function freePeople(scene: Scene, from: string, to: string): Named[] {
  const { firm } = scene.firm;
  const days = daysFrom(from, to);
  const free = firm.consultants.filter((one) => {
    const load = [true, false].flatMap((isFirm) => loadByProfile(firm, one, days, isFirm));
    const isAround = isPresent(one, from) && isPresent(one, to);
    const isBooked = firm.assignments.some(
      (row) => row.consultant === one.code && row.start <= to && (row.end ?? '9999') >= from,
    );
    return one.isProductive && isAround && !isBooked && isZero(sumOf(load, ({ days: share }) => share));
  });
  return free.flatMap(({ code }) => personNamed(scene, code) ?? []);
}

/** How many people of the profiles that a deal needs have free days while it lasts. */
function freeFor(scene: Scene, code: string): number {
  const deal = scene.firm.firm.opportunities.find((one) => one.code === code);
  const from = later(deal?.start ?? '', addDays(scene.firm.asOf, 1));
  const to = deal?.end ?? '';
  if (deal === undefined || deal.start === null || to <= addDays(from, 20)) return 0;
  const needed = new Set(deal.needs.map(({ profile }) => profile));
  return available(scene, { from, to }).filter(({ profile, days }) => needed.has(profile) && days >= 5).length;
}

const staffing: readonly Family[] = [
  {
    name: 'staff-an-opportunity',
    class: 'B',
    fr: [
      'Qui peut-on mettre sur {o} ? Propose quelqu’un',
      'Trouve-moi du monde pour l’opportunité {o}',
      'propose un staffing pour {o}',
      'Il faut staffer {o}, qui proposes-tu ?',
      "j'ai besoin de quelqu'un sur {o}, propose",
      'staffe {o}',
      'Propose une équipe pour {o}',
      "Trouve un consultant pour l'opportunité {o}",
    ],
    en: [
      'Propose someone for opportunity {o}',
      'find a consultant to staff {o}',
      'who should we put on {o}? make a proposal',
    ],
    draw: (scene) => {
      const deal = scene.pick(openDeals(scene).filter(({ code }) => freeFor(scene, code) > 0));
      if (deal === null) return null;
      const alternatives = Math.min(3, freeFor(scene, deal.code));
      const proposal = { family: 'staff', mentions: [either(deal)], alternatives };
      return { words: { o: scene.say(deal, 'opportunity') }, expect: { outcome: 'proposed', proposal } };
    },
  },
  {
    name: 'assign-someone',
    class: 'B',
    fr: [
      'Affecte {w} sur {p} à {q} en {m}',
      'Mets {w} à {q} sur le projet {p} pour tout le mois de {m}',
      'je voudrais que {w} soit sur {p} à {q} en {m}',
      'Positionne {w} sur {p} ({q}) du {d1} au {d2}',
      'réserve {w} pour {p} en {m}, {q}',
      'Je veux affecter {w} à {p} en {m}, {q}',
      'Place {w} sur {p} à {q} pour {m}',
    ],
    en: ['Assign {w} to {p} at {q} in {m}', 'put {w} on {p}, {q}, for {m}', 'book {w} on {p} in {m}, {q}'],
    draw: (scene) => {
      const month = addMonths(scene.firm.month, scene.random.int(1, 2));
      const [from, to] = [firstDay(month), lastDay(month)];
      const person = scene.pick(freePeople(scene, from, to));
      const project = scene.pick(runningThrough(scene, from, to));
      if (person === null || project === null) return null;
      const q = scene.random.pick([
        { fr: 'mi-temps', en: 'half time' },
        { fr: '50 %', en: '50%' },
        { fr: 'plein temps', en: 'full time' },
      ]);
      const french = (day: string): string => day.split('-').toReversed().join('/');
      const { fr, en } = nameMonth(month);
      const m: Speech = { fr: `${fr} ${month.slice(0, 4)}`, en: `${en} ${month.slice(0, 4)}` };
      const words = {
        w: scene.say(person, 'consultant'),
        p: scene.say(project, 'project'),
        q,
        m,
        d1: french(from),
        d2: french(to),
      };
      return proposed('staff', [either(person), either(project)], words);
    },
  },
  {
    name: 'replace-someone',
    class: 'B',
    fr: [
      'Propose un remplaçant pour {w} sur {p}',
      'Trouve quelqu’un pour remplacer {w} sur {p}',
      'il faut remplacer {w} sur le projet {p}, qui proposes-tu ?',
      '{w} quitte {p} : par qui le remplacer ?',
      "{w} doit être remplacé sur {p}, suggère quelqu'un",
      'Cherche un remplaçant à {w} sur le projet {p}',
    ],
    en: [
      'Suggest a replacement for {w} on {p}',
      'Who could replace {w} on {p}? Propose someone',
      'find a substitute for {w} on {p}',
    ],
    draw: (scene) => {
      const { asOf, firm } = scene.firm;
      const current = firm.assignments.filter(
        (row) =>
          row.isFirm &&
          row.start <= asOf &&
          (row.end ?? '9999') > addDays(asOf, 20) &&
          runningThrough(scene, asOf, addDays(asOf, 20)).some(({ code }) => code === row.project),
      );
      const row = scene.pick(current);
      const person = row && personNamed(scene, row.consultant);
      const project = row && projectNamed(scene, row.project);
      if (!row || !person || !project) return null;
      const words = { w: scene.say(person, 'consultant'), p: scene.say(project, 'project') };
      const from = addDays(asOf, 1);
      const profile = row.profile ?? firm.consultants.find(({ code }) => code === person.code)?.profile ?? '';
      const others = available(scene, { from, to: row.end ?? addDays(asOf, 60), profile });
      const count = others.filter(({ code, days }) => code !== person.code && days >= 5).length;
      if (count === 0) return null;
      const offered = { alternatives: Math.min(3, count), except: [person.code] };
      const proposal = { family: 'replace', mentions: [either(project)], ...offered };
      return { words, expect: { outcome: 'proposed', proposal } };
    },
  },
];

const timesheets: readonly Family[] = [
  {
    name: 'remind-timesheets',
    class: 'B',
    fr: [
      'Relance ceux qui n’ont pas rendu leur CRA {of}',
      'envoie un rappel pour les CRA manquants {within}',
      'Relancer les retardataires des CRA {of}',
      'peux-tu relancer les consultants pour leurs CRA {within} ?',
      'fais un rappel aux consultants en retard de CRA {within}',
      'pousse une relance CRA {of}',
      'Relance pour les CRA non rendus {of}',
    ],
    en: [
      'Remind people who have not submitted their timesheet {within}',
      'send a reminder for missing timesheets {within}',
      'nudge everyone with a missing timesheet {within}',
    ],
    draw: (scene) => {
      const { month, within, of } = aMonth(scene, addMonths(scene.firm.month, -scene.random.int(0, 1)));
      const isMissing = findings(scene, month).some(({ rule }) => rule === 'no_timesheet');
      return isMissing
        ? proposed('remind', [], { within, of }, { role: scene.random.pick(['adv', 'direction']) })
        : null;
    },
  },
  {
    name: 'fix-an-overfull-day',
    class: 'B',
    fr: [
      'Corrige le CRA de {w} du {d} : {p} doit passer à {x} jour',
      'Ramène à {x} jour le temps de {w} sur {p} le {d}',
      'mets {x} j à {w} sur {p} au {d}, c’est une erreur de saisie',
      'rectifie la journée du {d} de {w} sur {p} : {x} jour',
      'Corrige la saisie de {w} du {d} sur {p} à {x} jour',
    ],
    en: ['Correct the timesheet of {w} on {d}: set {p} to {x} day', "change {w}'s time on {p} on {d} to {x} day"],
    draw: (scene) => {
      const { firm, asOf } = scene.firm;
      const view = { firm, asOf, costs: 'real' as const };
      const wrong = firm.times.filter(
        (row) =>
          row.date.startsWith(scene.firm.month) &&
          row.date <= asOf &&
          row.status !== 'brouillon' &&
          toNumber(row.days) > 0.5 &&
          !takenDays(view, row.project)(row.date) &&
          firm.times.filter(
            (other) => other.consultant === row.consultant && other.date === row.date && other.project === row.project,
          ).length === 1,
      );
      const row = scene.pick(wrong);
      const person = row && personNamed(scene, row.consultant);
      const project = row && projectNamed(scene, row.project);
      if (!row || !person || !project) return null;
      const { fr, en } = nameMonth(row.date.slice(0, 7));
      const date = String(Number(row.date.slice(8)));
      const d = { fr: `${date === '1' ? '1er' : date} ${fr}`, en: `${en} ${date}` };
      const words = {
        w: scene.say(person, 'consultant'),
        p: scene.say(project, 'project'),
        d,
        x: { fr: '0,5', en: '0.5' },
      };
      return proposed('fix_time', [either(person)], words);
    },
  },
];

const leaves: readonly Family[] = [
  {
    name: 'decide-a-leave',
    class: 'B',
    fr: [
      'Valide la demande de congé de {w}',
      'approuve les congés {de w}',
      'OK pour l’absence demandée par {w}',
      'Refuse la demande d’absence de {w}',
      "accepte l'absence demandée par {w}",
      'tu peux valider les congés {de w} ?',
      "Approuve l'absence de {w}",
      'Valide les congés posés par {w}',
    ],
    en: ['Approve the leave requested by {w}', "approve {w}'s time off", "accept {w}'s leave request"],
    draw: (scene) => {
      const waiting = waitingLeaves(scene);
      const single = waiting.filter(
        ({ consultant }) => waiting.filter((other) => other.consultant === consultant).length === 1,
      );
      const person = scene.pick(single.flatMap(({ consultant }) => personNamed(scene, consultant) ?? []));
      return person && proposed('leave', [either(person)], { w: scene.say(person, 'consultant') });
    },
  },
];

export const PEOPLE_WISHES: readonly Family[] = [...staffing, ...timesheets, ...leaves];
