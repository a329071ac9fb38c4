// Every kind of invoice, issued by the firm's own commands on a real database, then printed as its client gets it.
import { randomUUID } from 'node:crypto';
import type { Sql } from '../../db/connection.ts';
import { executeCommand } from '../../db/execute-command.ts';
import { openInstance } from '../../db/instance.ts';
import { readPrintedInvoices, type PrintedInvoice } from '../../db/printed-invoice.ts';
import { decide } from '../../db/proposals/decide.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readItems, readProposalRow, readRevision } from '../../db/proposals/rows.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { commandNamed } from '../db/run-command.ts';
import { makeTemporaryHome } from '../temporary-home.ts';
import { FIRM_CARD, FIRM_FILES } from './firm.ts';

const TODAY = '2026-10-31';

export type MadeInvoice = { readonly what: string; readonly printed: PrintedInvoice };

type Office = {
  /** Asked by direction, or the adv, and done at once. */
  run(name: string, input: unknown, as?: 'direction' | 'adv'): Promise<void>;
  /** Asked by the adv, approved by direction, carried out: the one document that it issued. */
  issue(what: string, name: string, input: unknown): Promise<MadeInvoice>;
};

async function openOffice(app: Sql): Promise<Office> {
  const adv = await addPerson(app, 'adv@esn.example', ['adv']);
  const direction = await addPerson(app, 'direction@esn.example', ['direction']);
  return {
    run: async (name, input, as = 'direction') => {
      const outcome = await executeCommand(app, {
        actId: randomUUID(),
        command: commandNamed(name),
        input,
        askerId: as === 'adv' ? adv : direction,
        actorKind: 'person',
        channel: 'api',
        today: TODAY,
      });
      if (outcome.state !== 'done') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
    },
    issue: async (what, name, input) => {
      const known = new Set((await readPrintedInvoices(app, null)).map(({ number }) => number));
      const wish = { command: commandNamed(name), askerId: adv, askerKind: 'person', channel: 'api' } as const;
      const filed = await propose(app, { ...wish, today: TODAY, input });
      if (filed.state === 'refused') throw new Error(`${name}: ${filed.sentence}`);
      const { id } = filed.proposal;
      const { revision } = (await readProposalRow(app, id)) ?? filed.proposal;
      const { sha } = await readRevision(app, id, revision);
      const decision = await decide(app, { proposalId: id, decision: 'approve', sha, person: direction, today: TODAY });
      if (decision.state === 'refused') throw new Error(`${name}: ${JSON.stringify(decision)}`);
      await executeApproved(app, id, TODAY);
      const printed = (await readPrintedInvoices(app, null)).find(({ number }) => !known.has(number));
      if (!printed) throw new Error(`${name} issued nothing: ${JSON.stringify(await readItems(app, id, revision))}`);
      return { what, printed };
    },
  };
}

/** In the order of their numbers. */
export async function makeInvoices(): Promise<MadeInvoice[]> {
  const home = makeTemporaryHome();
  const instance = await openInstance(home.settings);
  try {
    await loadFirm(instance.app, FIRM_FILES);
    const office = await openOffice(instance.app);
    await office.run('set_firm', FIRM_CARD);
    const bill = (what: string, project: string) =>
      office.issue(what, 'issue_invoices', { month: '2026-10', projects: [project] });
    const regie = await bill('380 régie, plusieurs lignes, bon de commande', 'P01');
    const capped = await bill('380 régie plafonnée (remise)', 'P02');
    const deposit = await office.issue('386 acompte', 'issue_deposit', {
      project: 'P03',
      amount: 30_000,
      label: 'Acompte à la commande',
    });
    const final = await bill('380 solde après acompte (S4)', 'P03');
    for (const amount of [3333.33, 3333.33, 3333.33])
      await office.issue('386 acompte', 'issue_deposit', { project: 'P09', amount });
    const paid = await bill('380 solde entièrement payé par ses acomptes (S4, rien à payer)', 'P09');
    const buy = (project: string, label: string, amount: number, how: object) =>
      office.run('record_purchase', { project, boughtOn: '2026-10-14', label, amount, ...how }, 'adv');
    await buy('P10', 'Déplacement', 312.4, { rebillable: true });
    await buy('P10', 'Restauration des équipes', 133.33, { rebillable: true, vatPercent: '10' });
    await buy('P10', 'Frais de greffe', 44.94, { disbursement: true });
    const mixed = await bill('380 plusieurs taux : 20 %, 10 % et débours', 'P10');
    await buy('P04', 'Visa avancé', 90, { disbursement: true });
    const belgian = await bill('380 Union européenne, autoliquidation et débours', 'P04');
    const swiss = await bill('380 hors Union, hors champ', 'P05');
    const reunion = await bill('380 La Réunion, 8,5 %', 'P06');
    const guyane = await bill('380 Guyane, sans TVA', 'P07');
    const credit = (what: string, of: MadeInvoice, input: object) =>
      office.issue(what, 'issue_credit_note', { invoice: of.printed.number, reason: 'erreur', ...input });
    const day = await credit('381 avoir de deux jours', regie, {
      days: [
        { consultant: 'C001', date: '2026-10-05' },
        { consultant: 'C001', date: '2026-10-06' },
      ],
    });
    const rebate = await credit('381 remise commerciale', regie, { rebates: [{ line: 2, amount: 100.01 }] });
    const whole = await credit('381 avoir total d’une facture plafonnée', capped, { lines: 'all' });
    const abroad = await credit('381 avoir en autoliquidation', belgian, { lines: 'all' });
    const ofRates = await credit('381 avoir du débours et d’un taux', mixed, { lines: [2, 3] });
    const ofPaid = await credit('381 avoir sur un solde sans reste à payer', paid, { lines: 'all' });
    const ofDeposit = await credit('381 avoir sur le solde', final, { lines: 'all' });
    await office.run('set_firm', { vatDue: 'debits' });
    const onDebits = await bill('380 option pour les débits', 'P02');
    const rectify = (what: string, of: MadeInvoice, input: object) =>
      office.issue(what, 'rectify_invoice', { invoice: of.printed.number, reason: 'erreur', ...input });
    const priced = await rectify('384 rectificative, prix et commande corrigés (8,5 %)', reunion, {
      prices: [{ line: 1, unitPrice: 470.5 }],
      orderNumber: 'BC-2026/031',
    });
    const mentions = await rectify('384 rectificative, mentions seules, plafond', onDebits, {});
    const outside = await rectify('384 rectificative d’un jour en trop, hors champ', swiss, {
      dropDays: [{ consultant: 'C005', date: '2026-10-05' }],
    });
    await office.run('set_firm', { vatRegime: 'franchise', vatNumber: null });
    const franchise = await bill('380 franchise en base', 'P08');
    return [
      regie,
      capped,
      deposit,
      final,
      paid,
      mixed,
      belgian,
      swiss,
      reunion,
      guyane,
      day,
      rebate,
      whole,
      abroad,
      ofRates,
      ofPaid,
      ofDeposit,
      onDebits,
      priced,
      mentions,
      outside,
      franchise,
    ];
  } finally {
    await instance.close();
    await home.remove();
  }
}
