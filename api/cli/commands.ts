// The commands of `vigie`, one line each; the module is loaded only when its command is called.

import type { CommandModule } from './command-context.ts';

export type Command = {
  name: string;
  usage: string;
  summary: string;
  /** True: the command ends in order by itself on Ctrl-C; else its database is closed under it. */
  handlesSignals?: boolean;
  load: () => Promise<CommandModule>;
};

export const commands: readonly Command[] = [
  {
    name: 'start',
    usage: 'start',
    summary: 'Lance Vigie au premier plan (Ctrl-C pour arrêter).',
    handlesSignals: true,
    load: () => import('./start.ts'),
  },
  {
    name: 'stop',
    usage: 'stop',
    summary: 'Arrête Vigie.',
    load: () => import('./stop.ts'),
  },
  {
    name: 'doctor',
    usage: 'doctor [--json]',
    summary: 'Dit ce qui ne va pas, et quoi faire.',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'migrate',
    usage: 'migrate',
    summary: 'Met la base de données au schéma de cette version.',
    load: () => import('./migrate.ts'),
  },
  {
    name: 'report',
    usage:
      'report NOM [--as-of JOUR] [--by …] [--from …] [--to …] [--month …] [--costs standard] [--as EMAIL] [--json]',
    summary: 'Montre un rapport : margin, drift, occupancy, anomalies, billing, receivables, capacity…',
    load: () => import('./report.ts'),
  },
  {
    name: 'ask',
    usage: 'ask QUESTION [--as EMAIL] [--chat ID] [--as-of JOUR] [--json]',
    summary: 'Pose une question à l’assistant : « quels projets dérivent ? ».',
    load: () => import('./ask.ts'),
  },
  {
    name: 'staffing',
    usage:
      'staffing solve [--weeks 26] [--aim balance|margin|stability] [--seconds 20] [--as-of JOUR] [--as EMAIL] [--json] | staffing propose [--leaves …] [--slips …] [--wins …] [--rate …] [--from JOUR] --as EMAIL [--json] | staffing backtest [--as-of JOUR] [--as EMAIL] [--json]',
    summary:
      'Cherche le meilleur plan pour tous les besoins ouverts : qui va où, qui est déplacé, ce qui manque ; propose fait d’un « et si » des propositions.',
    load: () => import('./staffing.ts'),
  },
  {
    name: 'ical',
    usage: 'ical [--revoke] --as EMAIL [--json]',
    summary: 'Donne l’adresse secrète de vos missions et congés, pour un agenda ; --revoke la ferme.',
    load: () => import('./ical.ts'),
  },
  {
    name: 'do',
    usage: "do COMMANDE --json '{…}' [--preview] --as EMAIL",
    summary: 'Fait un changement, ou le propose à une seconde personne ; --preview le montre sans rien écrire.',
    load: () => import('./do.ts'),
  },
  {
    name: 'proposals',
    usage: 'proposals [ID] [--state ÉTAT] [--as EMAIL] [--json]',
    summary: 'Montre les changements qui attendent une décision, ou l’ont eue.',
    load: () => import('./proposals.ts'),
  },
  {
    name: 'decide',
    usage:
      'decide ID --approve [--except 2,5] | --refuse RAISON | --edit JSON | --withdraw --sha SHA --as EMAIL [--confirm] [--json]',
    summary: 'Approuve, refuse, modifie ou retire une proposition.',
    load: () => import('./decide.ts'),
  },
  {
    name: 'cra',
    usage: 'cra [AAAA-MM] [--person CODE] [--prefill [--confirm]] [--as EMAIL] [--json]',
    summary: 'Montre un CRA jour par jour : saisi, proposé, manquant ; --prefill enregistre les jours proposés.',
    load: () => import('./cra.ts'),
  },
  {
    name: 'month-end',
    usage: 'month-end [AAAA-MM] [--json]',
    summary: 'Dit où en est une fin de mois : chaque étape, ce qui la bloque, qui, depuis quand.',
    load: () => import('./month-end.ts'),
  },
  {
    name: 'where',
    usage: 'where CODE [--json]',
    summary: 'Dit où en est une opportunité, un projet ou une facture : qui est attendu, depuis quand, et la suite.',
    load: () => import('./where.ts'),
  },
  {
    name: 'audit',
    usage: 'audit verify [--head SCEAU] [--json]',
    summary: 'Vérifie la chaîne des sceaux : aucun acte changé, retiré ou ajouté après coup.',
    load: () => import('./audit.ts'),
  },
  {
    name: 'archive',
    usage: 'archive ANNÉE --out FICHIER | archive verify FICHIER [--head SCEAU] [--json]',
    summary: 'Archive une année en un fichier qui se vérifie sans base de données, ou le vérifie.',
    load: () => import('./archive.ts'),
  },
  {
    name: 'user',
    usage: 'user add EMAIL --role RÔLE[,RÔLE] [--json]',
    summary: 'Donne accès à une personne : un lien à usage unique, ou une clé d’API avec --json.',
    load: () => import('./user.ts'),
  },
  {
    name: 'import',
    usage: 'import DOSSIER [--dry-run] [--confirm | --as EMAIL] [--json]',
    summary: 'Importe les fichiers CSV d’une firme, en une fois ou pas du tout.',
    load: () => import('./import.ts'),
  },
  {
    name: 'export',
    usage:
      'export DOSSIER [--journal] [--json] | export fec|journals|payroll|des [--year AAAA] [--month AAAA-MM] [--format pennylane|sage|cegid] --out DOSSIER',
    summary:
      'Écrit les fichiers CSV de la firme, que « vigie import » relit (--journal : et les actes, à lire) ; ou son FEC, ses journaux, sa paie, sa DES.',
    load: () => import('./export.ts'),
  },
  {
    name: 'invoices',
    usage: 'invoices export --out DOSSIER [--number NUMÉRO] | evidence NUMÉRO --out FICHIER.zip [--json]',
    summary: 'Écrit en PDF les factures et avoirs émis, ou un seul ; ou ce qui prouve une facture.',
    load: () => import('./invoices.ts'),
  },
  {
    name: 'demo',
    usage: 'demo reset [--size 12|30|90|300] [--seed N] | demo clear',
    summary: 'Recharge la firme de démonstration, ou l’efface ; refuse une base qui contient autre chose.',
    load: () => import('./demo.ts'),
  },
];
