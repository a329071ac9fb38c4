// A random firm under names that people would say: codes of one style, clients, people and projects told apart, but
// for a few that share a name, as everywhere.
import { COLUMNS, randomFirm } from '../oracle/random-firm.ts';
import { randomFrom } from '../oracle/random-source.ts';
import type { Random } from '../oracle/random-source.ts';
import { readRows } from '../oracle/read-firm.ts';

const FIRST_NAMES = [
  'Léa Hugo Inès Karim Solène Thomas Maëlys Olivier Fatou Benoît Chloé Xavier Nadia Rémi Jeanne Tariq Élise Paul',
  'Mathilde Ugo Sonia Bastien Clémence Idriss Agnès Victor',
]
  .join(' ')
  .split(' ');
const LAST_NAMES = [
  'Marchand Besson Traoré Lacombe Perrot Haddad Vasseur Chevallier Roussel Da-Costa Meunier Keller Ferrand Oumar',
  'Guillot Jacquet Lemoine Rivière Delmas Poulain Aubry Cordier Texier Vidal Mallet Brun',
]
  .join(' ')
  .split(' ');
const CLIENT_NAMES = [
  'Crédit Lémanique',
  'Mutuelle du Vexin',
  'Sodexal Industries',
  'Port de Cornouaille',
  'Atlas Semences',
  'Verrerie Saint-Gal',
  'Renaud & Fils',
  'Région Val-de-Seine',
  'Kerguelen Pharma',
  "Banque de l'Artois",
];
const ACTIONS = ['Refonte', 'Migration', 'Portail', 'Audit', 'Plateforme', 'Support', 'Déploiement', 'Pilotage'];
const SUBJECTS = ['facturation', 'entrepôt', 'CRM', 'paie', 'intranet', 'data', 'mobile', 'achats', 'sinistres', 'SIG'];

const OWNERS = ['ventes@esn.example', 'ventes@esn.example', 'grands.comptes@esn.example'];

/** The kind of thing that each column of codes speaks of. */
const KIND_OF_COLUMN: Readonly<Record<string, string>> = {
  'clients.code': 'client',
  'consultants.matricule': 'person',
  'consultants.manager': 'person',
  'opportunites.code': 'deal',
  'projets.code': 'project',
  'projets.opportunite': 'deal',
  'projets.responsable': 'person',
  'achats.projet': 'project',
};
const KIND_OF_NAME: Readonly<Record<string, string>> = { client: 'client', matricule: 'person', projet: 'project' };

const STYLES: readonly Readonly<Record<string, string>>[] = [
  { client: 'CL00', person: 'C00', deal: 'O000', project: 'P00' },
  { client: 'CLI-', person: 'COL-', deal: 'OPP-', project: 'PRJ-' },
  { client: 'CL', person: 'E', deal: 'AO', project: 'AFF' },
];

type Rename = (kind: string, code: string) => string;

/** The first time a code is seen it gets the next number of its kind. */
function renameIn(style: Readonly<Record<string, string>>): Rename {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  return (kind, code) => {
    if (code === '' || code === 'INT01') return code;
    const key = `${kind} ${code}`;
    const count = (counts.get(kind) ?? 0) + (known.has(key) ? 0 : 1);
    counts.set(kind, count);
    if (!known.has(key)) {
      const prefix = style[kind] ?? '';
      const digits = /0*$/u.exec(prefix)?.[0].length ?? 0;
      const number = String(count).padStart(digits === 0 ? 3 : digits + 1, '0');
      known.set(key, prefix.slice(0, prefix.length - digits) + number);
    }
    return known.get(key) ?? code;
  };
}

type Naming = Readonly<Record<string, (rank: number) => string>>;

/** Every fifth project or deal is called as another. */
function nameThings(random: Random): Naming {
  const titles = random.shuffle(ACTIONS.flatMap((action) => SUBJECTS.map((subject) => `${action} ${subject}`)));
  const firstNames = random.shuffle(FIRST_NAMES);
  const lastNames = random.shuffle(LAST_NAMES);
  const clients = random.shuffle(CLIENT_NAMES);
  // Two people share a first name: to say it alone is not enough.
  const first = (rank: number): string => firstNames[rank === 3 ? 0 : rank % firstNames.length] ?? '';
  const last = (rank: number): string => lastNames[rank % lastNames.length] ?? '';
  return {
    'clients.raison_sociale': (rank) => clients[rank % clients.length] ?? '',
    'clients.commercial': (rank) => (rank === 0 ? (OWNERS[0] ?? '') : random.pick(OWNERS)),
    'consultants.prenom': first,
    'consultants.nom': last,
    'consultants.email': (rank) =>
      `${first(rank)}.${last(rank)}@esn.example`.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase(),
    'projets.titre': (rank) => titles[rank === 5 ? 2 : rank] ?? '',
    'opportunites.titre': (rank) => titles[40 + (rank === 4 ? 1 : rank)] ?? '',
  };
}

const quote = (cell: string): string => (/[";\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function rewriteFile(files: ReadonlyMap<string, string>, file: string, rename: Rename, naming: Naming): string {
  const columns = (COLUMNS[file] ?? '').split(' ');
  const rows = readRows(files, `${file}.csv`).map((row, rank) =>
    columns
      .map((column) => {
        const name = naming[`${file}.${column}`];
        if (name !== undefined && row(file === 'projets' ? 'client' : (columns[0] ?? '')) !== '') return name(rank);
        const kind = KIND_OF_COLUMN[`${file}.${column}`] ?? KIND_OF_NAME[column];
        return kind === undefined ? row(column) : rename(kind, row(column));
      })
      .map(quote)
      .join(';'),
  );
  return `${[columns.join(';'), ...rows].join('\n')}\n`;
}

/** The files of a random firm, by name. The same seed gives the same firm. */
export function makeReadable(seed: number): Map<string, string> {
  const random = randomFrom(seed + 7000);
  const files = randomFirm(seed, { consultants: random.int(8, 14) });
  const rename = renameIn(random.pick(STYLES));
  const naming = nameThings(random);
  return new Map(Object.keys(COLUMNS).map((file) => [`${file}.csv`, rewriteFile(files, file, rename, naming)]));
}
