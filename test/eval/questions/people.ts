// Questions on who can be sold: capacity of each profile, bench, ends of missions, who is free, leave that waits.
import { addDays, addMonths, earlier, firstDay, lastDay, workingDays } from '../../oracle/calendar.ts';
import { absenceOf } from '../../oracle/facts.ts';
import { isZero } from '../../oracle/fraction.ts';
import { aCount, aMonth, anyOf, figure, topOf } from './scene.ts';
import type { Family, Scene } from './scene.ts';

type Profiled = {
  profile: string;
  capacity: number;
  firm: number;
  tentative: number;
  pipeline: number;
  balance: number;
};
type Free = { code: string; profile: string; days: number };

const codesOf = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code);

const capacity = (scene: Scene): { month: string; profiles: Profiled[] }[] =>
  (scene.firm.report('capacity') as { months: { month: string; profiles: Profiled[] }[] }).months;
export const available = (scene: Scene, args: Record<string, string>): Free[] =>
  (scene.firm.report('available', args) as { consultants: Free[] }).consultants;

/** A month to come, and a profile that the firm has people of. */
function aCapacity(scene: Scene) {
  const month = scene.random.pick(capacity(scene).slice(0, 4));
  const row = scene.pick(month.profiles.filter((one) => one.capacity > 0));
  return row === null ? null : { row, ...aMonth(scene, month.month) };
}

function ofCapacity(
  name: string,
  field: 'capacity' | 'balance' | 'firm',
  fr: readonly string[],
  en: readonly string[],
): Family {
  return {
    name,
    class: 'A',
    fr,
    en,
    draw: (scene) => {
      const one = aCapacity(scene);
      if (one === null) return null;
      const { row, within, of } = one;
      return { words: { k: row.profile, within, of }, expect: { figures: figure(field, '*', row[field]) } };
    },
  };
}

const onCapacity: readonly Family[] = [
  ofCapacity(
    'capacity-of-a-profile',
    'capacity',
    [
      'capacité des profils {k} {within}',
      'Combien de jours de {k} peut-on fournir {within} ?',
      'Capacité {k} {of} ?',
      'On a combien de jours de capacité en {k} {within} ?',
      '{within}, quelle capacité a-t-on en {k} ?',
      'jours disponibles à vendre en {k} {within} (capacité)',
      'Capacité disponible du profil {k} {within} ?',
    ],
    ['capacity for {k} {within}', 'How many {k} days do we have {within}?', 'capacity in {k} days {within}'],
  ),
  ofCapacity(
    'balance-of-a-profile',
    'balance',
    [
      'solde de capacité {k} {within}',
      'Reste-t-il de la capacité disponible en {k} {within} ? quel solde ?',
      'solde charge/capacité {k} {of}',
      '{within}, capacité moins charge pour les {k} ?',
      'Solde capacité/charge du profil {k} {within}',
    ],
    ['capacity balance for {k} {within}', 'remaining capacity balance for {k} {within}'],
  ),
  ofCapacity(
    'firm-load-of-a-profile',
    'firm',
    [
      'charge ferme des {k} {within}',
      'Combien de jours fermes sont planifiés en {k} {within} ?',
      '{within}, combien de jours fermes pour les {k} ?',
      'Charge ferme du profil {k} {within}',
    ],
    ['firm load of {k} {within}', 'confirmed load for {k} {within}, in days'],
  ),
];

/**
 * Whose last firm mission at a client ends within sixty days. @param isBounded a mission ends with its project at the
 * latest; else when it says. Both are read in "ends of missions": an answer may follow either.
 */
function endsOfMissions({ firm: { firm, asOf } }: Scene, isBounded: boolean): { code: string; end: string }[] {
  const lastOf = (row: { project: string; end: string | null }): string => {
    const project = firm.projects.find(({ code }) => code === row.project);
    const own = row.end ?? FAR;
    return isBounded ? earlier(own, project?.end ?? FAR) : own;
  };
  return firm.consultants
    .filter(({ isProductive, exit }) => isProductive && (exit === null || exit >= asOf))
    .flatMap(({ code }) => {
      const missions = firm.assignments.filter(
        (row) =>
          row.consultant === code &&
          row.isFirm &&
          firm.projects.some((one) => one.code === row.project && one.contract !== 'interne'),
      );
      const end = missions.map(lastOf).sort().at(-1) ?? '';
      return end >= asOf && end <= addDays(asOf, 60) ? [{ code, end }] : [];
    });
}
const FAR = '9999-12-31';

const onBench: readonly Family[] = [
  {
    name: 'bench',
    class: 'A',
    fr: [
      'Qui est en intercontrat ?',
      'qui n’a pas de mission en ce moment ?',
      'consultants en inter-contrat',
      'Quels consultants sont sur le banc ?',
      'Qui est sans mission actuellement ?',
      "liste de l'intercontrat",
      "quels sont nos consultants sans affectation aujourd'hui ?",
      'Liste des consultants en intercontrat',
      "Quels consultants n'ont pas de mission aujourd'hui ?",
    ],
    en: [
      'who is on the bench?',
      'Which consultants have no mission right now?',
      'people currently without an assignment',
    ],
    draw: (scene) => {
      const { consultants } = scene.firm.report('bench') as { consultants: { code: string }[] };
      return { expect: { subjects: { kind: 'consultant', codes: codesOf(consultants) } } };
    },
  },
  {
    name: 'cost-of-the-bench',
    class: 'A',
    fr: [
      "combien nous coûte l'intercontrat ?",
      'Coût de l’inter-contrat sur les 30 prochains jours',
      'cout du banc',
      'Quel est le coût total de l’intercontrat ?',
      'ça nous coûte combien, les gens en intercontrat ?',
    ],
    en: ['what does the bench cost us?', 'cost of the bench', 'how expensive is our bench?'],
    draw: (scene) => {
      const { total } = scene.firm.report('bench') as { total: { cost: number } };
      // A day after the project's end is free for some readers, taken for others: the cost is told, near enough.
      const cost = { name: 'cost', subject: 'total|*', value: total.cost, tol: 1 + total.cost / 4, unsaid: true };
      return { expect: { figures: [cost] } };
    },
  },
  {
    name: 'ends-of-missions',
    class: 'A',
    fr: [
      'Quelles missions se terminent bientôt ?',
      'qui arrive en fin de mission dans les 60 jours ?',
      'Fins de mission à venir, quels consultants ?',
      'Consultants en fin de mission prochainement',
      'quels consultants terminent leur mission dans les deux mois ?',
      "missions qui s'achèvent bientôt : qui ?",
      'Consultants dont la mission se termine dans les 60 prochains jours',
    ],
    en: [
      'whose mission ends soon?',
      'consultants whose mission ends within 60 days',
      'upcoming ends of assignment: who?',
    ],
    draw: (scene) => {
      const readings = [true, false].map((isBounded) => endsOfMissions(scene, isBounded));
      return {
        role: scene.random.pick(['direction', 'commercial']),
        expect: { any_of: readings.map((rows) => ({ subjects: { kind: 'consultant', codes: codesOf(rows) } })) },
      };
    },
  },
  {
    name: 'end-of-the-mission-of-a-person',
    class: 'A',
    fr: [
      'quand {w} finit sa mission ?',
      'Date de fin de mission de {w} ?',
      '{w} est en mission jusqu’à quand ?',
      "la mission de {w} s'arrête quand ?",
      'Fin de mission de {w} : quelle date ?',
    ],
    en: ['when does the mission of {w} end?', 'mission end date for {w}', 'until when is {w} on assignment?'],
    draw: (scene) => {
      const row = scene.pick(endsOfMissions(scene, true));
      const person = scene.firm.people.find(({ code }) => code === row?.code);
      if (row === null || person === undefined) return null;
      const other = endsOfMissions(scene, false).find(({ code }) => code === row.code);
      const readings = [...figure('end', row.code, row.end), ...figure('end', row.code, other?.end)];
      return { words: { w: scene.say(person, 'consultant') }, expect: anyOf(...readings) };
    },
  },
];

/** A month to come, from its first day to its last. */
function aFreeMonth(scene: Scene) {
  const month = addMonths(scene.firm.month, scene.random.int(1, 3));
  return { ...aMonth(scene, month), args: { from: firstDay(month), to: lastDay(month) } };
}

const onAvailability: readonly Family[] = [
  {
    name: 'who-is-free-of-a-profile',
    class: 'A',
    fr: [
      'quels {k} sont disponibles {within} ?',
      'Qui est dispo en {k} {within} ?',
      'dispo {k} {within}',
      'Y a-t-il des {k} libres {within} ? lesquels ?',
      'parmi les {k}, qui a du temps libre {within} ?',
      'liste des {k} disponibles {within}',
      'Consultants {k} disponibles {within}',
    ],
    en: ['which {k} are available {within}?', 'who is free {within} as {k}?', 'available {k} people {within}?'],
    draw: (scene) => {
      const { within, args } = aFreeMonth(scene);
      const profile = scene.pick([...new Set(scene.firm.people.map((one) => one.profile))]);
      if (profile === null) return null;
      const codes = codesOf(available(scene, { ...args, profile }));
      return {
        role: scene.random.pick(['direction', 'commercial']),
        words: { k: profile, within },
        expect: { subjects: { kind: 'consultant', codes } },
      };
    },
  },
  {
    name: 'free-days-of-a-person',
    class: 'A',
    fr: [
      'combien de jours {w} a-t-il de libres {within} ?',
      'Disponibilité de {w} {within} en jours',
      'jours dispos {w} {within}',
      '{within}, {w} est libre combien de jours ?',
      'Nombre de jours disponibles de {w} {within}',
    ],
    en: [
      'how many free days does {w} have {within}?',
      'availability of {w} {within}, in days',
      'days {w} is free {within}',
    ],
    draw: (scene) => {
      const { within, args } = aFreeMonth(scene);
      const row = scene.pick(available(scene, args));
      const person = scene.firm.people.find(({ code }) => code === row?.code);
      if (row === null || person === undefined) return null;
      return {
        words: { w: scene.say(person, 'consultant'), within },
        expect: { figures: figure('days', row.code, row.days) },
      };
    },
  },
  {
    name: 'without-a-firm-assignment',
    class: 'A',
    fr: [
      'qui n’a pas d’affectation ferme {within} ?',
      'Consultants sans aucune mission ferme {within}',
      'Qui n’est positionné fermement sur rien {within} ?',
      "{within}, quels consultants n'ont rien de ferme ?",
      'Consultants sans affectation ferme {within}',
    ],
    en: [
      'who has no firm assignment {within}?',
      'consultants without a firm assignment {within}',
      'consultants with nothing firm {within}',
    ],
    draw: (scene) => {
      const { within, args } = aFreeMonth(scene);
      const { firm } = scene.firm;
      const around = firm.consultants.filter(
        (one) => one.entry <= args.to && (one.exit === null || one.exit >= args.from),
      );
      const isBooked = (code: string, isInProject: boolean): boolean =>
        firm.assignments.some((row) => {
          const project = firm.projects.find((one) => one.code === row.project);
          const last = isInProject && (project?.end ?? '9999') < (row.end ?? '9999') ? project?.end : row.end;
          return row.consultant === code && row.isFirm && row.start <= args.to && (last ?? '9999') >= args.from;
        });
      const free = (isInProject: boolean, isSold: boolean) => {
        const people = around.filter((one) => (one.isProductive || !isSold) && !isBooked(one.code, isInProject));
        return { subjects: { kind: 'consultant', codes: codesOf(people) } };
      };
      const readings = [free(false, false), free(true, false), free(false, true), free(true, true)];
      return { words: { within }, expect: { any_of: readings } };
    },
  },
  {
    name: 'most-available',
    class: 'A',
    fr: [
      'les {n} consultants les plus disponibles {within}',
      'Top {n} des consultants avec le plus de jours libres {within}',
      '{within}, quels {n} consultants ont le plus de dispo ?',
    ],
    en: ['the {n} most available consultants {within}', 'top {n} consultants by free days {within}'],
    draw: (scene) => {
      const { within, args } = aFreeMonth(scene);
      const { count, words } = aCount(scene);
      const rows = available(scene, args)
        .map(({ code, days }) => ({ code, value: days }))
        .sort((a, b) => b.value - a.value);
      const expect = topOf('consultant', rows, count);
      return expect === null ? null : { words: { n: words, within }, expect };
    },
  },
  {
    name: 'waiting-leaves',
    class: 'A',
    fr: [
      'quelles demandes de congé sont en attente ? qui ?',
      'Qui attend une validation d’absence ?',
      'demandes d’absence à valider',
      'à qui dois-je répondre pour des congés ?',
      "congés en attente d'approbation : quels consultants ?",
      "Consultants avec une demande d'absence en attente",
    ],
    en: ['whose leave requests are pending?', 'pending leave requests', 'who is waiting for leave approval?'],
    draw: (scene) => {
      const rows = waitingLeaves(scene).map(({ consultant }) => consultant);
      return { expect: { subjects: { kind: 'consultant', codes: [...new Set(rows)] } } };
    },
  },
  {
    name: 'who-is-away',
    class: 'A',
    fr: [
      'qui est absent {within} ?',
      'Qui a des congés posés {within} ?',
      'absences {within} : quels consultants ?',
      '{within}, quels consultants seront absents ?',
      'liste des absents {within}',
      'Qui sera en congé {within} ?',
    ],
    en: ['who is away {within}?', 'who has time off {within}?', 'consultants on leave {within}'],
    draw: (scene) => {
      const { firm } = scene.firm;
      const month = addMonths(scene.firm.month, scene.random.int(-1, 2));
      const days = workingDays(firstDay(month), lastDay(month));
      const away = firm.consultants.filter((one) => days.some((day) => !isZero(absenceOf(firm, one, day))));
      const asked = waitingLeaves(scene)
        .filter(({ from }) => from.startsWith(month))
        .map(({ consultant }) => consultant);
      const people = (codes: readonly string[]) => ({ subjects: { kind: 'consultant', codes: [...new Set(codes)] } });
      const validated = codesOf(away);
      const { within } = aMonth(scene, month);
      return { words: { within }, expect: { any_of: [people(validated), people([...validated, ...asked])] } };
    },
  },
];

/** Requests that nobody has decided: the oracle keeps only what is validated, so the file is read. */
export function waitingLeaves(scene: Scene): { consultant: string; from: string }[] {
  return scene.firm.leaves.filter(({ status }) => status === 'demandee');
}

export const PEOPLE_QUESTIONS: readonly Family[] = [...onCapacity, ...onBench, ...onAvailability];
