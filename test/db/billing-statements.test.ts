// Preparing a month's invoices asks the database as many questions for many projects as for a few; and issuing one, as
// many in a large firm as in a small one.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openDatabase } from '../../db/connection.ts';
import { executeCommand } from '../../db/execute-command.ts';
import { previewCommand } from '../../db/plan-command.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson } from './people.ts';
import { commandNamed } from './run-command.ts';
import { createTestDatabase } from './test-database.ts';

const TODAY = '2026-10-31';

/** Each project with a consultant, days, a rebilled purchase, an order and an accepted milestone. */
function firmOf(size: number): Map<string, string> {
  const ranks = Array.from({ length: size }, (_, rank) => String(rank + 1).padStart(3, '0'));
  const rows = (row: (rank: string) => string) => ranks.map((rank) => `${row(rank)}\n`).join('');
  const days = ['2026-10-05', '2026-10-06', '2026-10-07'];
  return new Map([
    ['clients.csv', `code;raison_sociale;pays\n${rows((rank) => `CL${rank};Client ${rank};FR`)}`],
    ['profils.csv', 'profil;tjm_cible;cjm_prevu\nDev;600;400\n'],
    [
      'consultants.csv',
      `matricule;prenom;nom;email;profil;type;date_entree;productif\n${rows((rank) => `C${rank};P;N;c${rank}@esn.fr;Dev;independant;2026-01-01;non`)}`,
    ],
    [
      'projets.csv',
      `code;client;contrat;statut;debut\n${rows((rank) => `P${rank};CL${rank};regie;en_cours;2026-01-01`)}`,
    ],
    [
      'affectations.csv',
      `code;projet;matricule;debut;quotite;tjm;statut\n${rows((rank) => `A${rank};P${rank};C${rank};2026-01-01;0.1;550;ferme`)}`,
    ],
    [
      'temps.csv',
      `matricule;date;projet;jours;statut\n${days.map((day) => rows((rank) => `C${rank};${day};P${rank};1;valide`)).join('')}`,
    ],
    [
      'achats.csv',
      `projet;date;libelle;montant;refacturable;taux_refacturation\n${rows((rank) => `P${rank};2026-10-08;Train;100;oui;100`)}`,
    ],
    ['bons_de_commande.csv', `numero;client;projet;montant\n${rows((rank) => `BC${rank};CL${rank};P${rank};50000`)}`],
    ['jalons.csv', `projet;code;montant;date_acceptation\n${rows((rank) => `P${rank};J1;500;2026-10-09`)}`],
  ]);
}

async function countStatements(size: number): Promise<{ prepare: number; issueOne: number; ready: string }> {
  const database = await createTestDatabase();
  let statements = 0;
  // The hint to the relay leaves by a timer of its own, whenever it is due: it is no question of what is counted.
  const onStatement = (statement: string) => (statements += statement.includes('pg_notify') ? 0 : 1);
  const sql = openDatabase(database.appUrl, { max: 1, name: 'vigie test', onStatement });
  try {
    await loadFirm(database.app, firmOf(size));
    const askerId = await addPerson(database.app, 'adv@esn.fr', ['adv']);
    const command = (name: string) => {
      const found = commandNamed(name);
      return found;
    };
    const who = { askerId, actorKind: 'person', channel: 'api', today: TODAY } as const;
    const prepare = { command: command('prepare_invoices'), input: { month: '2026-10' }, ...who };
    const counted = async (run: () => Promise<unknown>): Promise<number> => {
      // The first time, the driver also asks for the database's types.
      await run();
      statements = 0;
      await run();
      return statements;
    };
    const asked = await counted(() => executeCommand(sql, { actId: randomUUID(), ...prepare }));
    const issue = { command: command('issue_invoices'), input: { month: '2026-10', projects: ['P001'] }, ...who };
    const one = await counted(() => previewCommand(sql, issue));
    const done = await executeCommand(sql, { actId: randomUUID(), ...prepare });
    return { prepare: asked, issueOne: one, ready: done.state === 'done' ? String(done.result['ready']) : done.state };
  } finally {
    await sql.end({ timeout: 5 });
    await database.drop();
  }
}

test('les questions à la base ne croissent pas avec les projets', { timeout: 120_000 }, async () => {
  const [few, many] = [await countStatements(3), await countStatements(24)];
  expect(few.ready).toBe('P001, P002, P003');
  expect(many.ready.split(', ')).toHaveLength(24);
  expect({ prepare: many.prepare, issueOne: many.issueOne }).toEqual({ prepare: few.prepare, issueOne: few.issueOne });
});
