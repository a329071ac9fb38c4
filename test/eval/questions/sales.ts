// Questions on sales: opportunities by stage, the pipeline, what clients have, and at which rates days are sold.
import { figure } from './scene.ts';
import type { Family, Scene } from './scene.ts';

type Stage = { stage: string; count: number; amount: number; weighted: number; overdue: number };
type Pipeline = { stages: Stage[]; total: Omit<Stage, 'stage'> };

const codesOf = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code);
const pipeline = (scene: Scene): Pipeline => scene.firm.report('pipeline');

const STAGES = [
  { stage: 'piste', fr: 'à l’étape piste', en: 'at the lead stage (piste)' },
  { stage: 'qualifiee', fr: 'qualifiées', en: 'at stage qualified' },
  { stage: 'proposition', fr: 'au stade proposition', en: 'at the proposal stage' },
  { stage: 'negociation', fr: 'en négociation', en: 'in negotiation' },
] as const;
const OPEN: ReadonlySet<string> = new Set(STAGES.map(({ stage }) => stage));

const onSales: readonly Family[] = [
  {
    name: 'opportunities-of-a-stage',
    class: 'A',
    fr: [
      'quelles opportunités sont {s} ?',
      'Opportunités {s}',
      'Liste-moi les affaires {s}',
      'les opps {s} stp',
      "nos affaires {s}, c'est lesquelles ?",
      'donne les opportunités actuellement {s}',
      'Liste des opportunités {s}',
      'Affaires actuellement {s}',
    ],
    en: ['which opportunities are {s}?', 'list opportunities {s}', 'what deals do we have {s}?'],
    draw: (scene) => {
      const { stage, fr, en } = scene.random.pick(STAGES);
      const codes = codesOf(scene.firm.deals.filter((deal) => deal.stage === stage));
      return { words: { s: { fr, en } }, expect: { subjects: { kind: 'opportunity', codes } } };
    },
  },
  {
    name: 'open-opportunities-of-a-client',
    class: 'A',
    fr: [
      'quelles opportunités ouvertes chez {c} ?',
      'opps en cours avec {c}',
      'Affaires ouvertes sur le client {c} ?',
      "qu'a-t-on dans le pipe avec {c} ?",
      'Opportunités en cours chez {c}',
    ],
    en: ['open opportunities at {c}', 'Which deals are open with {c}?', "what's in the pipeline for {c}?"],
    draw: (scene) => {
      const client = scene.pick(scene.firm.clients);
      if (client === null) return null;
      const codes = codesOf(scene.firm.deals.filter((deal) => deal.client === client.code && OPEN.has(deal.stage)));
      return { words: { c: scene.say(client, 'client') }, expect: { subjects: { kind: 'opportunity', codes } } };
    },
  },
  {
    name: 'amount-of-the-pipeline',
    class: 'A',
    fr: [
      'montant total du pipeline',
      'Combien pèse notre pipe commercial ?',
      'pipe total non pondéré',
      'Quel est le montant des opportunités ouvertes ?',
      'valeur brute du pipeline',
      'le pipe représente combien en montant ?',
      'Montant du pipeline commercial',
      'Total des opportunités ouvertes en euros',
    ],
    en: ['total pipeline amount', 'How big is our pipeline?', 'pipeline value, unweighted'],
    draw: (scene) => ({ expect: { figures: figure('amount', 'total|*', pipeline(scene).total.amount) } }),
  },
  {
    name: 'weighted-pipeline',
    class: 'A',
    fr: [
      'pipeline pondéré',
      'Quel est le montant pondéré du pipe ?',
      'pipe pondéré total ?',
      'Combien vaut le pipeline une fois pondéré par les probabilités ?',
      'combien le pipe pondéré ?',
      'valeur pondérée de nos opportunités',
      'Montant pondéré du pipeline',
      'Total pondéré des affaires en cours',
    ],
    en: ['weighted pipeline', "what's the weighted value of the pipeline?", 'pipeline total, weighted by probability'],
    draw: (scene) => ({ expect: { figures: figure('weighted', 'total|*', pipeline(scene).total.weighted) } }),
  },
  {
    name: 'count-of-open-opportunities',
    class: 'A',
    fr: [
      "combien d'opportunités ouvertes ?",
      "nombre d'affaires en cours dans le pipe",
      'On a combien d’opps ouvertes ?',
      "le pipe compte combien d'opportunités ?",
      "Nombre d'opportunités en cours",
    ],
    en: ['how many open opportunities do we have?', 'number of open deals', 'how many deals are in the pipeline?'],
    draw: (scene) => ({ expect: { figures: figure('count', '*', pipeline(scene).total.count) } }),
  },
  {
    name: 'weighted-amount-of-a-stage',
    class: 'A',
    fr: [
      'montant pondéré des opportunités {s}',
      'Combien pèsent en pondéré les affaires {s} ?',
      'pondéré des affaires {s} ?',
    ],
    en: ['weighted amount of opportunities {s}', 'weighted pipeline {s}'],
    draw: (scene) => {
      const { stage, fr, en } = scene.random.pick(STAGES);
      const row = pipeline(scene).stages.find((one) => one.stage === stage);
      return row === undefined || row.count === 0
        ? null
        : { words: { s: { fr, en } }, expect: { figures: figure('weighted', '*', row.weighted) } };
    },
  },
  {
    name: 'overdue-opportunities',
    class: 'A',
    fr: [
      "combien d'opportunités ont dépassé leur date de clôture prévue ?",
      'nombre d’affaires en retard de signature dans le pipe',
      "combien d'affaires auraient déjà dû être signées ?",
      "Nombre d'opportunités dont la date de clôture est dépassée",
    ],
    en: ['how many open deals are past their expected close date?', 'number of open opportunities overdue for closing'],
    draw: (scene) => {
      const { overdue } = pipeline(scene).total;
      return {
        expect: { any_of: [{ figures: figure('overdue', '*', overdue) }, { figures: figure('count', '*', overdue) }] },
      };
    },
  },
];

type Rate = { code: string; tjm: number | null; planned_tjm: number | null; cjm: number | null; gap: number | null };
const rates = (scene: Scene, by: string): Rate[] => (scene.firm.report('rates', { by }) as { rows: Rate[] }).rows;

const onRates: readonly Family[] = [
  {
    name: 'rate-of-a-project',
    class: 'A',
    fr: [
      'TJM moyen de {p}',
      'Quel est le tjm réel sur {p} ?',
      'À quel TJM moyen vend-on {p} ?',
      'on vend la journée combien sur {p} ?',
      'prix de journée moyen de {p}',
      'TJM réel de {p}',
      'Taux journalier moyen sur {p}',
    ],
    en: ['average daily rate on {p}', 'What daily rate do we get on {p}?', 'average day rate for {p}?'],
    draw: (scene) => {
      const row = scene.pick(rates(scene, 'project').filter(({ tjm }) => tjm !== null));
      const project = scene.firm.projects.find(({ code }) => code === row?.code);
      if (row === null || project === undefined) return null;
      return {
        role: scene.random.pick(['direction', 'commercial']),
        words: { p: scene.say(project, 'project') },
        expect: { figures: figure('tjm', row.code, row.tjm) },
      };
    },
  },
  {
    name: 'rate-of-a-consultant',
    class: 'A',
    fr: [
      'TJM moyen de {w}',
      'À combien est vendu {w} par jour en moyenne ?',
      'tjm {w} ?',
      'à quel tarif journalier moyen {w} est-il placé ?',
      'Taux journalier moyen de {w}',
    ],
    en: ['average daily rate of {w}', "what's {w}'s average TJM?", 'what average day rate is {w} sold at?'],
    draw: (scene) => {
      const row = scene.pick(rates(scene, 'consultant').filter(({ tjm }) => tjm !== null));
      const person = scene.firm.people.find(({ code }) => code === row?.code);
      if (row === null || person === undefined) return null;
      return { words: { w: scene.say(person, 'consultant') }, expect: { figures: figure('tjm', row.code, row.tjm) } };
    },
  },
  {
    name: 'projects-of-a-client',
    class: 'A',
    fr: [
      'quels projets en cours chez {c} ?',
      'projets actifs du client {c}',
      'Liste des projets en cours pour {c}',
      'sur quoi travaille-t-on actuellement chez {c} ?',
      '{c} : projets en cours ?',
      'Liste des projets en cours du client {c}',
    ],
    en: ['running projects for {c}', 'Which projects are ongoing at {c}?', 'active projects at {c}'],
    draw: (scene) => {
      const client = scene.pick(scene.firm.clients);
      if (client === null) return null;
      const running = scene.firm.projects.filter((one) => one.client === client.code && one.status === 'en_cours');
      return {
        words: { c: scene.say(client, 'client') },
        expect: { subjects: { kind: 'project', codes: codesOf(running) } },
      };
    },
  },
  {
    name: 'count-of-running-projects',
    class: 'A',
    fr: [
      'combien de projets clients sont en cours ?',
      'nombre de projets en cours hors interne',
      'on a combien de projets clients actifs ?',
      'Nombre de projets clients en cours',
    ],
    en: ['how many client projects are running?', 'number of ongoing client projects'],
    draw: (scene) => {
      const running = scene.firm.projects.filter((one) => one.contract !== 'interne' && one.status === 'en_cours');
      return { expect: { figures: figure('count', '*', running.length) } };
    },
  },
  {
    name: 'lowest-rate-that-keeps-a-margin',
    class: 'A',
    fr: [
      'à quel TJM minimum je garde {x} % de marge sur un profil {k} ?',
      'TJM plancher pour tenir {x} % de marge en {k} ?',
      'quel TJM ne pas descendre pour un {k} si je veux {x} % de marge ?',
      'TJM minimal pour {x} % de marge sur le profil {k}',
    ],
    en: [
      'what is the lowest daily rate that keeps {x}% margin on a {k}?',
      'minimum day rate for a {k} to keep {x}% margin',
    ],
    draw: (scene) => {
      const profile = scene.pick(scene.firm.firm.profiles.filter(({ plannedCjm }) => plannedCjm.n > 0n));
      if (profile === null) return null;
      const percent = scene.random.pick([20, 25, 30, 35]);
      const cents = (Number(profile.plannedCjm.n) / Number(profile.plannedCjm.d) / (100 - percent)) * 10_000;
      // A rate that keeps the margin is rounded up by some, to the nearest by others.
      const value = Math.round(cents) / 100;
      return {
        role: scene.random.pick(['direction', 'commercial']),
        words: { x: String(percent), k: profile.code },
        expect: { figures: [{ name: '*', subject: '*', value, tol: 1 }] },
      };
    },
  },
];

const onThings: readonly Family[] = [
  {
    name: 'where-a-deal-is',
    class: 'A',
    fr: [
      'où en est {o} ?',
      'Où ça bloque sur l’opportunité {o} ?',
      'Quel est le statut de {o} et qui doit agir ?',
      'point sur {o} : étape, qui, quoi ensuite ?',
      'ça avance comment {o} ?',
      "Où en est l'opportunité {o} ?",
      "Situation de l'affaire {o}",
    ],
    en: [
      'where is deal {o} stuck?',
      "what's the status of opportunity {o}?",
      "what's next on {o} and who is it waiting for?",
    ],
    draw: (scene) => {
      const deal = scene.pick(scene.firm.deals.filter(({ stage }) => OPEN.has(stage)));
      if (deal === null) return null;
      const expect = { subjects: { kind: 'opportunity', codes: [deal.code] } };
      return { words: { o: scene.say(deal, 'opportunity') }, expect };
    },
  },
  {
    name: 'who-manages-a-project',
    class: 'A',
    fr: [
      'qui est le responsable de {p} ?',
      'Qui pilote {p} ?',
      'responsable du projet {p}',
      'quel est le chef de projet de {p} ?',
      'à qui est confié {p} ?',
      'Responsable de {p} ?',
      'Qui est chef de projet sur {p} ?',
    ],
    en: ['who manages {p}?', 'who is in charge of project {p}?', 'project manager of {p}?'],
    draw: (scene) => {
      const project = scene.pick(scene.firm.projects.filter(({ manager, client }) => manager !== '' && client !== ''));
      if (project === null) return null;
      const expect = { subjects: { kind: 'consultant', codes: [project.manager] } };
      return { words: { p: scene.say(project, 'project') }, expect };
    },
  },
];

export const SALES_QUESTIONS: readonly Family[] = [...onSales, ...onRates, ...onThings];
