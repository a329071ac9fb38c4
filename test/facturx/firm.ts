// A small firm with every kind of invoice to send, as a customer's files would bring it: régie of several lines under
// an order, a ceiling, a fixed price with a deposit, clients in France, overseas, in the Union and outside it.

import { weekdayOf } from '../../domain/civil-dates.ts';

const file = (...lines: readonly string[]) => [...lines, ''].join('\n');

/** Working days of October 2026, all booked. */
const DAYS = Array.from({ length: 31 }, (_, rank) => `2026-10-${String(rank + 1).padStart(2, '0')}`).filter(
  (day) => weekdayOf(day) < 6,
);

/** consultant, project, TJM: each works every one of the days there. */
const MISSIONS = [
  ['C001', 'P01', '550'],
  ['C002', 'P01', '612.50'],
  ['C003', 'P02', '700'],
  ['C004', 'P04', '640'],
  ['C005', 'P05', '820'],
  ['C006', 'P06', '480'],
  ['C007', 'P07', '530'],
  ['C008', 'P08', '575'],
] as const;

const PROJECTS = [
  'P01;CL001;Support du portail;regie;en_cours;2026-09-01;2026-12-31;;',
  'P02;CL001;Audit plafonné;regie_plafonnee;en_cours;2026-09-01;2026-12-31;;6000',
  'P03;CL001;Refonte du site;forfait;en_cours;2026-09-01;2026-12-31;100000;',
  'P04;CL002;Reporting;regie;en_cours;2026-09-01;2026-12-31;;',
  'P05;CL003;Conseil;regie;en_cours;2026-09-01;2026-12-31;;',
  'P06;CL004;Assistance;regie;en_cours;2026-09-01;2026-12-31;;',
  'P07;CL005;Exploitation;regie;en_cours;2026-09-01;2026-12-31;;',
  'P08;CL001;Formation des équipes;regie;en_cours;2026-09-01;2026-12-31;;',
  'P09;CL001;Audit de sécurité;forfait;en_cours;2026-09-01;2026-12-31;9999.99;',
  'P10;CL001;Frais et débours;regie;en_cours;2026-09-01;2026-12-31;;',
];

export const FIRM_FILES: ReadonlyMap<string, string> = new Map([
  ['profils.csv', file('profil;tjm_cible;cjm_prevu', 'Développeur;550;320')],
  [
    'clients.csv',
    file(
      'code;raison_sociale;siren;tva_intracom;adresse;code_postal;ville;pays;delai_paiement_jours;fin_de_mois;email_facturation;bc_obligatoire',
      "CL001;Banque de l'Ouest & Associés;113029227;FR40113029227;71, rue de l'Église;31000;Toulouse;FR;45;oui;factures@banque.example;oui",
      'CL002;Énergie Atlantique SA;;BE0123456749;58, rue Neuve;1000;Bruxelles;BE;30;non;factures@energie.example;non',
      'CL003;Alpen Uhren AG;;;Bahnhofstrasse 1;8001;Zürich;CH;30;non;rechnung@uhren.example;non',
      'CL004;Sucrerie du Sud;310172226;FR55310172226;3, chemin des Cannes;97410;Saint-Pierre;FR;60;non;;non',
      'CL005;Orpaillage & Forêt;243467560;FR64243467560;9, avenue Centrale;97300;Cayenne;FR;30;non;;non',
    ),
  ],
  [
    'consultants.csv',
    file(
      'matricule;prenom;nom;email;profil;type;date_entree',
      ...['Ana Lévêque', 'Bo Nguyễn', 'Chloé Œuvrard', 'Dov Ben', 'Elsa Roy', 'Fay Lu', 'Guy Tran', 'Hugo Faÿ'].map(
        (name, rank) => {
          const [first = '', last = ''] = name.split(' ');
          return `C00${rank + 1};${first};${last};c${rank + 1}@esn.example;Développeur;salarie;2020-01-01`;
        },
      ),
    ),
  ],
  ['projets.csv', file('code;client;titre;contrat;statut;debut;fin;montant_forfait;plafond', ...PROJECTS)],
  [
    'affectations.csv',
    file(
      'code;projet;matricule;profil;debut;fin;quotite;tjm;statut',
      ...MISSIONS.map(
        ([person, project, rate], rank) =>
          `A${rank + 1};${project};${person};Développeur;2026-10-01;2026-10-31;1;${rate};ferme`,
      ),
    ),
  ],
  [
    'temps.csv',
    file(
      'matricule;date;projet;jours;statut',
      ...MISSIONS.flatMap(([person, project]) => DAYS.map((day) => `${person};${day};${project};1;valide`)),
    ),
  ],
  [
    'jalons.csv',
    file(
      'projet;code;libelle;date_prevue;montant;date_acceptation',
      'P03;J1;Livraison;2026-10-20;100000;2026-10-20',
      'P09;J1;Rapport;2026-10-20;9999.99;2026-10-20',
    ),
  ],
  [
    'achats.csv',
    file(
      'projet;date;libelle;montant;refacturable;taux_refacturation',
      'P01;2026-10-08;Déplacement à Toulouse;312.40;oui;100',
      'P01;2026-10-09;Licence d’essai;33.33;oui;',
    ),
  ],
  [
    'bons_de_commande.csv',
    file(
      'numero;client;projet;montant;debut;fin',
      'BC-2026/017;CL001;P01;60000;2026-09-01;2026-12-31',
      'BC-2026/018;CL001;P02;60000;2026-09-01;2026-12-31',
      'BC-2026/019;CL001;P03;100000;2026-09-01;2026-12-31',
      'BC-2026/020;CL001;P08;60000;2026-09-01;2026-12-31',
      'BC-2026/021;CL001;P09;60000;2026-09-01;2026-12-31',
      'BC-2026/022;CL001;P10;60000;2026-09-01;2026-12-31',
    ),
  ],
]);

export const FIRM_CARD = {
  name: 'Vigie Conseil & Ingénierie',
  siren: '732829320',
  legalForm: 'SAS',
  shareCapital: 50_000,
  registeredAt: 'RCS Lyon 732 829 320',
  address: '12, rue de la République',
  postalCode: '69001',
  city: 'Lyon',
  vatNumber: 'FR44732829320',
  iban: 'FR76 3000 6000 0112 3456 7890 189',
};
