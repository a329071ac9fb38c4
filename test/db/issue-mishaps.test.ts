// What goes wrong between a CRA and its invoice: a rate that changes in the month, two people who issue at once, an
// approval that comes after a correction. Nothing is lost, nothing is billed twice, and each says what happened.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide } from '../../db/proposals/decide.ts';
import { executeAllApproved } from '../../db/proposals/execute-approved.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readItems, readProposalRow, readRevision } from '../../db/proposals/rows.ts';
import { openDesk, type Desk } from './desk.ts';
import { addPerson } from './people.ts';
import { commandNamed } from './run-command.ts';

const TODAY = '2026-12-01';
const MONTH = '2026-11';
const file = (header: string, ...rows: readonly string[]) => [header, ...rows, ''].join('\n');
const DAYS = ['2026-11-12', '2026-11-13', '2026-11-16', '2026-11-17'];

/** Three projects of régie, a person each; the first one's TJM rises on the 16th. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['profils.csv', file('profil;tjm_cible;cjm_prevu', 'Développeur;500;300')],
  ['clients.csv', file('code;raison_sociale;delai_paiement_jours', 'CL001;Banque;30')],
  [
    'consultants.csv',
    file(
      'matricule;prenom;nom;email;profil;type;date_entree',
      ...['C001', 'C002', 'C003'].map((code) => `${code};Ana;${code};${code}@esn.fr;Développeur;salarie;2020-01-01`),
    ),
  ],
  ['couts.csv', file('matricule;debut;cjm', ...['C001', 'C002', 'C003'].map((code) => `${code};2020-01-01;310`))],
  [
    'projets.csv',
    file(
      'code;client;titre;contrat;statut;debut',
      ...['P001', 'P002', 'P003'].map((code) => `${code};CL001;Projet;regie;en_cours;2026-11-01`),
    ),
  ],
  [
    'affectations.csv',
    file(
      'code;matricule;projet;profil;debut;fin;quotite;tjm;statut',
      'A1;C001;P001;Développeur;2026-11-12;2026-11-15;1;500;ferme',
      'A2;C001;P001;Développeur;2026-11-16;2026-11-17;1;620;ferme',
      'A3;C002;P002;Développeur;2026-11-12;2026-11-17;1;500;ferme',
    ),
  ],
  ['budgets.csv', file('projet;profil;jours;tjm', 'P003;Développeur;10;500')],
  [
    'temps.csv',
    file(
      'matricule;date;projet;jours;statut',
      ...['1', '2', '3'].flatMap((rank) => DAYS.map((day) => `C00${rank};${day};P00${rank};1;valide`)),
    ),
  ],
]);

describe('entre le CRA et sa facture', () => {
  let desk: Desk;
  const people = {} as Record<'anne' | 'benoit' | 'adv', string>;
  beforeAll(async () => {
    desk = await openDesk(FILES);
    people.anne = await addPerson(desk.app, 'anne@esn.fr', ['direction']);
    people.benoit = await addPerson(desk.app, 'benoit@esn.fr', ['direction']);
    people.adv = await addPerson(desk.app, 'adv@esn.fr', ['adv']);
  });
  afterAll(() => desk.database.drop());

  async function ask(askerId: string, projects?: readonly string[]): Promise<string> {
    const command = commandNamed('issue_invoices');
    const wish = { command, askerId, askerKind: 'person', channel: 'api', today: TODAY } as const;
    const filed = await propose(desk.app, { ...wish, input: { month: MONTH, ...(projects && { projects }) } });
    if (filed.state === 'refused') throw new Error(filed.sentence);
    return filed.proposal.id;
  }
  async function approve(id: string, person: string) {
    const { revision } = (await readProposalRow(desk.app, id)) ?? { revision: 0 };
    const { sha } = await readRevision(desk.app, id, revision);
    return decide(desk.app, { proposalId: id, decision: 'approve', sha, person, today: TODAY });
  }
  const readInvoices = () => desk.app<{ number: string; project: string; net: number }[]>`
    select i.number, p.code as project, i.net_cents as net from invoices i join projects p on p.id = i.project_id
    order by i.number`;

  test('une approbation qui vient après une correction n’applique rien, et montre le nouvel effet', async () => {
    const id = await ask(people.adv, ['P003']);
    const corrected = { consultant: 'C003', date: DAYS[0], project: 'P003', days: 0.5, reason: 'parti à midi' };
    expect(await desk.run('correct_time', corrected, 'direction', TODAY)).toMatchObject({ state: 'done' });
    expect(await approve(id, people.anne)).toMatchObject({ state: 'decided' });
    await executeAllApproved(desk.app, id, TODAY);
    expect(await readInvoices()).toEqual([]);
    expect(await readProposalRow(desk.app, id)).toMatchObject({ state: 'pending', revision: 2 });
    const { effect } = await readRevision(desk.app, id, 2);
    expect(effect.euros?.[0]).toMatchObject({ label: 'Total HT', afterCents: 175_000 });
  });

  test('deux personnes qui émettent à la fois ne facturent rien deux fois, et l’une lit pourquoi', async () => {
    const [some, all] = [await ask(people.adv, ['P001', 'P002']), await ask(people.anne)];
    expect(await Promise.all([approve(some, people.anne), approve(all, people.benoit)])).toMatchObject([
      { state: 'decided' },
      { state: 'decided' },
    ]);
    await Promise.all([executeAllApproved(desk.app, some, TODAY), executeAllApproved(desk.app, all, TODAY)]);
    const invoices = await readInvoices();
    expect(invoices.map(({ number }) => number)).toEqual(['F2026-00001', 'F2026-00002', 'F2026-00003']);
    expect(invoices.map(({ project }) => project).toSorted()).toEqual(['P001', 'P002', 'P003']);
    const items = [...(await readItems(desk.app, some, 1)), ...(await readItems(desk.app, all, 1))];
    const refused = items.filter(({ state }) => state === 'failed');
    expect(refused).toHaveLength(2);
    expect(refused.map(({ outcome }) => outcome)).toEqual(
      refused.map(() => ({ code: 'nothing_to_invoice', sentence: 'Rien à facturer pour novembre 2026.' })),
    );
    const [twice] = await desk.app`
      select count(*)::int as rows from invoice_line_items where time_row_id is not null
      group by time_row_id having count(*) > 1`;
    expect(twice).toBeUndefined();
  });

  test('un TJM qui change dans le mois fait deux lignes, chacune au sien', async () => {
    const lines = await desk.app`
      select l.quantity::float8 as days, l.unit_price_cents as price, l.amount_cents as amount
      from invoice_lines l join projects p on p.id = l.project_id where p.code = 'P001' order by l.unit_price_cents`;
    expect([...lines]).toEqual([
      { days: 2, price: 50_000, amount: 100_000 },
      { days: 2, price: 62_000, amount: 124_000 },
    ]);
  });

  test('facturé, un jour ne se corrige plus que par un avoir', async () => {
    const corrected = { consultant: 'C001', date: DAYS[0], project: 'P001', days: 0.5, reason: 'oubli' };
    expect(await desk.run('correct_time', corrected, 'direction', TODAY)).toMatchObject({
      state: 'refused',
      sentence: expect.stringContaining('avoir'),
    });
  });
});
