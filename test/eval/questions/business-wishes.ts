// Wishes about business: invoices, dunning, opportunities, what is left to do, milestones. Each becomes one proposal.
import { addMonths } from '../../oracle/calendar.ts';
import { billing } from './billing.ts';
import { either, openDeals, projectNamed, proposed, runningThrough } from './people-wishes.ts';
import { aMonth } from './scene.ts';
import type { Family, Named, Scene } from './scene.ts';

/** A deal that the salesperson owns by name; direction may ask for any. */
function aDealToClose(scene: Scene): { deal: Named & { stage: string }; role: string } | null {
  const deal = scene.pick(openDeals(scene));
  if (deal === null) return null;
  const client = scene.firm.clients.find(({ code }) => code === deal.client);
  const owner = deal.owner === '' ? client?.owner : deal.owner;
  const isOwn = owner === '' || owner === scene.firm.salesMail;
  return { deal, role: isOwn ? scene.random.pick(['commercial', 'direction']) : 'direction' };
}

const billed: readonly Family[] = [
  {
    name: 'issue-invoices',
    class: 'B',
    fr: [
      'Émets les factures {of}',
      'lance la facturation {of}',
      'Fais la facturation {of} stp',
      'Peux-tu préparer la facturation {of} ?',
      'Sors les factures {within}',
      'génère les factures {of}',
      'il faut facturer {within}, prépare tout',
      'Prépare les factures {of}',
      'Établis la facturation {of}',
    ],
    en: ['Issue the invoices {of}', 'prepare the invoices {within}', 'generate invoices {within}'],
    draw: (scene) => {
      const { month, within, of } = aMonth(scene, addMonths(scene.firm.month, -scene.random.int(0, 1)));
      const clear = billing(scene, month).projects.filter(
        (row) => row.lines.length > 0 && row.blocked.length === 0 && row.total > 0,
      );
      return clear.length === 0
        ? null
        : proposed('invoice', [], { within, of }, { role: scene.random.pick(['adv', 'daf']) });
    },
  },
  {
    name: 'credit-an-invoice',
    class: 'B',
    fr: [
      'Fais un avoir sur la facture {f}',
      'Émets un avoir total pour {f}, facture erronée',
      'il faut annuler la facture {f} par un avoir',
      'crée un avoir pour la facture {f}',
      'Établis un avoir pour la facture {f}',
    ],
    en: ['Issue a credit note for invoice {f}, it was wrong', 'credit invoice {f}'],
    draw: (scene) => {
      const { invoices } = scene.firm.firm;
      const open = invoices.filter(
        (one) =>
          one.type === 'facture' &&
          one.date <= scene.firm.asOf &&
          !invoices.some(({ origin }) => origin === one.number),
      );
      const invoice = scene.pick(open);
      return invoice === null ? null : proposed('credit', [invoice.number], { f: invoice.number }, { role: 'adv' });
    },
  },
  {
    name: 'dun-a-client',
    class: 'B',
    fr: [
      'Relance {c} pour ses factures impayées',
      'envoie une lettre de relance à {c}',
      '{c} n’a pas payé, relance-les',
      'Prépare une relance pour le retard de paiement de {c}',
      'fais une relance à {c} pour impayé',
      '{c} est en retard de paiement : envoie un rappel',
      'Envoie un courrier de relance à {c}',
      'Relance de paiement pour {c}',
    ],
    en: ['Send a payment reminder to {c}', 'dun {c} for their overdue invoices', 'chase {c} for payment'],
    draw: (scene) => {
      const { clients } = scene.firm.report('late') as { clients: { code: string }[] };
      const row = scene.pick(clients);
      const client = scene.firm.clients.find(({ code }) => code === row?.code);
      if (client === undefined) return null;
      return proposed(
        'dun',
        [either(client)],
        { c: scene.say(client, 'client') },
        { role: scene.random.pick(['adv', 'direction']) },
      );
    },
  },
];

const deals: readonly Family[] = [
  {
    name: 'win-an-opportunity',
    class: 'B',
    fr: [
      'On a gagné {o} !',
      'marque {o} comme gagnée',
      'Le client a signé pour {o}, passe-la en gagnée',
      '{o} : affaire gagnée',
      "{o} est signée, c'est gagné",
      'bonne nouvelle, {o} est gagnée',
      "L'affaire {o} est gagnée",
      'Passe {o} en gagnée',
    ],
    en: ['We won {o}', 'mark {o} as won', '{o} is won'],
    draw: (scene) => {
      const one = aDealToClose(scene);
      return (
        one &&
        proposed('won', [either(one.deal), 'gagn|won'], { o: scene.say(one.deal, 'opportunity') }, { role: one.role })
      );
    },
  },
  {
    name: 'lose-an-opportunity',
    class: 'B',
    fr: [
      'On a perdu {o}',
      'marque {o} comme perdue, trop chers',
      '{o} est perdue, le client a choisi un concurrent',
      'Clôture {o} en perdu : prix trop élevé',
      "{o} : c'est perdu",
      'le client ne nous a pas retenus pour {o}, passe en perdue',
      "L'opportunité {o} est perdue",
      'Classe {o} comme perdue',
    ],
    en: ['We lost {o}, price too high', 'mark {o} as lost', '{o} is lost, they chose someone else'],
    draw: (scene) => {
      const one = aDealToClose(scene);
      return (
        one &&
        proposed('lost', [either(one.deal), 'perd|lost'], { o: scene.say(one.deal, 'opportunity') }, { role: one.role })
      );
    },
  },
  {
    name: 'move-an-opportunity',
    class: 'B',
    fr: [
      'Passe {o} {s}',
      'fais avancer {o} {s}',
      '{o} est maintenant {s}, mets à jour',
      'Change l’étape de {o} : {s}',
      'mets {o} {s}',
      'Fais passer {o} {s}',
    ],
    en: ['Move {o} to {s}', 'set the stage of {o} to {s}', '{o} should now be at stage {s}'],
    draw: (scene) => {
      const one = aDealToClose(scene);
      if (one === null) return null;
      const stages = [
        { stage: 'proposition', fr: 'en proposition', en: 'proposal' },
        { stage: 'negociation', fr: 'en négociation', en: 'negotiation' },
        { stage: 'qualifiee', fr: 'en qualifiée', en: 'qualified' },
      ];
      const { fr, en } = scene.random.pick(stages.filter(({ stage }) => stage !== one.deal.stage));
      return proposed(
        'stage',
        [either(one.deal)],
        { o: scene.say(one.deal, 'opportunity'), s: { fr, en } },
        { role: one.role },
      );
    },
  },
];

const projects: readonly Family[] = [
  {
    name: 'declare-what-is-left',
    class: 'B',
    fr: [
      'Mets le RAF de {p} à {x} jours',
      'il reste {x} jours à faire sur {p}, mets à jour le raf',
      'RAF {p} = {x} j',
      'Déclare un reste à faire de {x} jours sur {p}',
      'actualise le reste à faire de {p} : {x} jours',
      '{p} : nouveau RAF {x} j',
      'Nouveau RAF sur {p} : {x} jours',
      'Le reste à faire de {p} passe à {x} jours',
    ],
    en: [
      'Set the remaining work of {p} to {x} days',
      'update remaining days on {p}: {x}',
      'remaining on {p} is now {x} days, record it',
    ],
    draw: (scene) => {
      const { firm, asOf } = scene.firm;
      const sold = runningThrough(scene, asOf, asOf).filter(({ code }) => {
        const profiles = new Set(
          [...firm.budgets, ...firm.rafs].filter((row) => row.project === code).map(({ profile }) => profile),
        );
        const isOvertaken = firm.rafs.some((row) => row.project === code && row.date > asOf);
        return profiles.size === 1 && !isOvertaken;
      });
      const project = scene.pick(sold);
      if (project === null) return null;
      const days = String(scene.random.int(5, 60));
      return proposed('raf', [either(project), days], { p: scene.say(project, 'project'), x: days });
    },
  },
  {
    name: 'accept-a-milestone',
    class: 'B',
    fr: [
      'Le client a recetté le jalon {j} de {p}',
      'enregistre la recette du jalon {j} sur {p}',
      'jalon {j} de {p} accepté aujourd’hui',
      'Note l’acceptation du jalon {j}, projet {p}',
      'PV de recette signé pour le jalon {j} de {p}, enregistre-le',
      'Le jalon {j} de {p} est recetté',
      'Marque le jalon {j} du projet {p} comme accepté',
    ],
    en: [
      'The client accepted milestone {j} of {p}',
      'record the acceptance of milestone {j} on {p}',
      'milestone {j} of {p} has been accepted',
    ],
    draw: (scene) => {
      const { firm, asOf } = scene.firm;
      const running = runningThrough(scene, asOf, asOf);
      const row = scene.pick(
        firm.milestones.filter((one) => one.accepted === null && running.some(({ code }) => code === one.project)),
      );
      const project = row && projectNamed(scene, row.project);
      if (!row || !project) return null;
      return proposed('milestone', [either(project), row.code], { j: row.code, p: scene.say(project, 'project') });
    },
  },
];

export const BUSINESS_WISHES: readonly Family[] = [...billed, ...deals, ...projects];
