// Legal invoices, from the command to the file: what is missing is refused before a number is taken; the deposit is
// taken into account; the file says what the paper says.
import { extractXml } from '@stackforge-eu/factur-x';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printInvoice } from '../../api/documents/invoice-pdf.ts';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { FIRM_CARD, FIRM_FILES } from '../facturx/firm.ts';
import { openDesk, type Desk } from './desk.ts';

const OCTOBER = '2026-10';
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk(FIRM_FILES);
});
afterAll(() => desk.database.drop());

const issue = (project: string) => desk.decided('issue_invoices', { month: OCTOBER, projects: [project] });
const numbers = async () => (await readPrintedInvoices(desk.app, null)).map(({ number }) => number);

const parser = new XMLParser({ ignoreAttributes: false, removeNSPrefix: true, parseTagValue: false });
async function readFile(number: string) {
  const [printed] = await readPrintedInvoices(desk.app, number);
  if (!printed) throw new Error(`no invoice ${number}`);
  const { xml } = await extractXml(await printInvoice(printed));
  const root = parser.parse(xml).CrossIndustryInvoice;
  const { ApplicableHeaderTradeAgreement: agreement, ApplicableHeaderTradeSettlement: settlement } =
    root.SupplyChainTradeTransaction;
  return {
    root,
    agreement,
    settlement,
    type: root.ExchangedDocument.TypeCode,
    frame: root.ExchangedDocumentContext.BusinessProcessSpecifiedDocumentContextParameter.ID,
    totals: settlement.SpecifiedTradeSettlementHeaderMonetarySummation,
  };
}

describe('avant le numéro', () => {
  test('une entreprise qui ne s’est pas présentée suit ses chiffres sans que rien ne soit exigé d’elle', async () => {
    expect(await desk.run('set_firm', { name: FIRM_CARD.name, siren: FIRM_CARD.siren }, 'direction')).toMatchObject({
      state: 'done',
    });
    expect(await desk.run('prepare_invoices', { month: OCTOBER })).toMatchObject({
      state: 'done',
      effect: { indicators: expect.arrayContaining([expect.objectContaining({ label: 'À compléter' })]) },
    });
  });

  test('une entreprise qui commence à se présenter apprend tout ce qui manque, et à qui le demander', async () => {
    await desk.run('set_firm', { city: 'Lyon' }, 'direction');
    const refused = { state: 'refused', code: 'firm_incomplete', sentence: expect.stringContaining('adresse') };
    expect(await issue('P01')).toMatchObject(refused);
    expect(await issue('P01')).toMatchObject({
      sentence: expect.stringMatching(/adresse.*numéro de TVA.*direction \(set_firm\)/),
    });
    expect(await desk.run('prepare_invoices', { month: OCTOBER })).toMatchObject({ code: 'firm_incomplete' });
    expect(await desk.decided('issue_deposit', { project: 'P03', amount: 100 })).toMatchObject(refused);
    expect(await numbers()).toEqual([]);
  });

  test('un client sans SIREN est laissé de côté avec sa raison ; les autres partent', async () => {
    await desk.run('set_firm', FIRM_CARD, 'direction');
    await desk.write((tx) => tx`update clients set siren = null where code = 'CL004'`);
    const prepared = await desk.run('prepare_invoices', { month: OCTOBER, projects: ['P06', 'P07'] });
    expect(prepared).toMatchObject({
      state: 'done',
      effect: { sentence: expect.stringContaining('le SIREN de Sucrerie du Sud manque : à corriger par l’ADV') },
      result: { ready: 'P07', blocked: 'P06' },
    });
    expect(await issue('P06')).toMatchObject({ code: 'projects_blocked' });
    await desk.write((tx) => tx`update clients set siren = '310172226' where code = 'CL004'`);
    expect(await issue('P06')).toMatchObject({ state: 'executed' });
    expect(await numbers()).toEqual(['F2026-00001']);
  });

  test('un acompte et un avoir illégaux sont refusés de même', async () => {
    await desk.write((tx) => tx`update clients set city = null where code in ('CL001', 'CL004')`);
    const refused = { code: 'invoice_not_legal', sentence: expect.stringContaining('adresse') };
    expect(await desk.decided('issue_deposit', { project: 'P03', amount: 100 })).toMatchObject(refused);
    const credit = { invoice: 'F2026-00001', reason: 'erreur', lines: 'all' };
    expect(await desk.decided('issue_credit_note', credit)).toMatchObject(refused);
    await desk.write((tx) => tx`update clients set city = 'Toulouse' where code in ('CL001', 'CL004')`);
    expect(await numbers()).toEqual(['F2026-00001']);
  });

  test('un délai de contrat hors la loi est dit à qui décide, et n’arrête pas la facture', async () => {
    await desk.write((tx) => tx`update clients set payment_days = 120, end_of_month = false where code = 'CL003'`);
    const prepared = await desk.run('prepare_invoices', { month: OCTOBER, projects: ['P05'] });
    expect(prepared).toMatchObject({
      result: { ready: 'P05', blocked: '' },
      effect: {
        indicators: expect.arrayContaining([expect.objectContaining({ label: 'À compléter', subject: 'P05' })]),
      },
    });
    await desk.write((tx) => tx`update clients set payment_days = 30 where code = 'CL003'`);
  });
});

describe('la facture de solde', () => {
  test('déduit l’acompte : 100 000 HT, 20 000 de TVA, 36 000 déjà facturés, 84 000 à payer', async () => {
    await desk.decided('issue_deposit', { project: 'P03', amount: 30_000, label: 'Acompte à la commande' });
    await issue('P03');
    const deposit = await readFile('F2026-00002');
    expect(deposit).toMatchObject({ type: '386', frame: 'S1', totals: { DuePayableAmount: '36000.00' } });
    const final = await readFile('F2026-00003');
    expect(final).toMatchObject({
      type: '380',
      frame: 'S4',
      totals: {
        LineTotalAmount: '100000.00',
        TaxTotalAmount: { '#text': '20000.00' },
        GrandTotalAmount: '120000.00',
        TotalPrepaidAmount: '36000.00',
        DuePayableAmount: '84000.00',
      },
      settlement: { InvoiceReferencedDocument: { IssuerAssignedID: 'F2026-00002' } },
    });
    const [row] = await desk.app`select net_cents, gross_cents from invoices where number = 'F2026-00003'`;
    expect(row).toMatchObject({ net_cents: 7_000_000, gross_cents: 8_400_000 });
  });

  test('reprise par un avoir, elle rend l’acompte à la suivante, au cent près', async () => {
    await desk.decided('issue_credit_note', { invoice: 'F2026-00003', reason: 'erreur', lines: 'all' });
    expect(await readFile('F2026-00004')).toMatchObject({ type: '381', totals: { DuePayableAmount: '84000.00' } });
    await issue('P03');
    expect(await readFile('F2026-00005')).toMatchObject({
      frame: 'S4',
      totals: { TotalPrepaidAmount: '36000.00', DuePayableAmount: '84000.00' },
    });
  });

  test('un acompte déduit ne se reprend plus, tant que le solde tient', async () => {
    const credit = { invoice: 'F2026-00002', reason: 'erreur', lines: 'all' };
    expect(await desk.decided('issue_credit_note', credit)).toMatchObject({ code: 'deposit_deducted' });
  });

  test('ce qu’elle a déduit ne change plus', async () => {
    await expect(desk.write((tx) => tx`update invoice_line_deposits set net_cents = 1`)).rejects.toMatchObject({
      code: 'VG003',
    });
    await expect(desk.write((tx) => tx`delete from invoice_line_deposits`)).rejects.toMatchObject({
      code: 'VG003',
    });
  });
});

describe('un jalon entièrement payé par ses acomptes', () => {
  test('a sa facture de solde : le prix entier, les acomptes déduits, rien à payer ; personne n’est relancé', async () => {
    const other = await openDesk(FIRM_FILES);
    try {
      await other.run('set_firm', FIRM_CARD, 'direction');
      for (const amount of [33_333.33, 33_333.33, 33_333.34])
        await other.decided('issue_deposit', { project: 'P03', amount });
      const input = { month: OCTOBER, projects: ['P03'] };
      expect(await other.run('prepare_invoices', input)).toMatchObject({ result: { ready: 'P03' } });
      expect(await other.decided('issue_invoices', input)).toMatchObject({ state: 'executed' });
      const [row] = await other.app`select number, net_cents, gross_cents from invoices order by id desc limit 1`;
      expect(row).toEqual({ number: 'F2026-00004', net_cents: 0, gross_cents: 0 });
      const [printed] = await readPrintedInvoices(other.app, 'F2026-00004');
      if (!printed) throw new Error('the invoice is missing');
      const { xml } = await extractXml(await printInvoice(printed));
      const { ApplicableHeaderTradeSettlement: settlement } =
        parser.parse(xml).CrossIndustryInvoice.SupplyChainTradeTransaction;
      expect(settlement.SpecifiedTradeSettlementHeaderMonetarySummation).toMatchObject({
        LineTotalAmount: '100000.00',
        TotalPrepaidAmount: '120000.01',
        DuePayableAmount: '0.00',
      });
      expect(await other.decided('issue_invoices', input)).toMatchObject({ code: 'nothing_to_invoice' });
      const accounts = (await other.report('accounts', { month: OCTOBER })) as unknown as {
        projects: { code: string; deposits: number; invoiced: number; difference: number }[];
      };
      expect(accounts.projects.find(({ code }) => code === 'P03')).toMatchObject({
        deposits: 0,
        invoiced: 100_000,
        difference: 0,
      });
      expect(await other.run('send_dunning', { invoice: 'F2026-00004', level: 1 })).toMatchObject({ state: 'refused' });
      // Taken back, it gives the milestone and its deposits to the next one.
      const credit = { invoice: 'F2026-00004', reason: 'recette reportée', lines: 'all' };
      expect(await other.decided('issue_credit_note', credit)).toMatchObject({ state: 'executed' });
      expect(await other.decided('issue_invoices', input)).toMatchObject({ state: 'executed' });
    } finally {
      await other.database.drop();
    }
  });
});

describe('le fichier', () => {
  test('dit les parties, le bon de commande, la période, les lignes et la TVA', async () => {
    await issue('P01');
    const { root, agreement, settlement, totals } = await readFile('F2026-00006');
    expect(agreement).toMatchObject({
      SellerTradeParty: {
        Name: FIRM_CARD.name,
        Description: expect.stringContaining('SAS au capital de'),
        SpecifiedLegalOrganization: { ID: { '#text': '732829320', '@_schemeID': '0002' } },
        URIUniversalCommunication: { URIID: { '#text': '732829320', '@_schemeID': '0225' } },
      },
      BuyerTradeParty: {
        SpecifiedLegalOrganization: { ID: { '#text': '113029227' } },
        SpecifiedTaxRegistration: { ID: { '#text': 'FR40113029227' } },
      },
      BuyerOrderReferencedDocument: { IssuerAssignedID: 'BC-2026/017' },
    });
    expect(settlement).toMatchObject({
      ApplicableTradeTax: { CategoryCode: 'S', RateApplicablePercent: '20', DueDateTypeCode: '72' },
      SpecifiedTradeSettlementPaymentMeans: {
        TypeCode: '58',
        PayeePartyCreditorFinancialAccount: { IBANID: 'FR7630006000011234567890189' },
      },
      BillingSpecifiedPeriod: {
        StartDateTime: { DateTimeString: { '#text': '20261001' } },
        EndDateTime: { DateTimeString: { '#text': '20261031' } },
      },
    });
    expect(root.SupplyChainTradeTransaction.IncludedSupplyChainTradeLineItem).toHaveLength(4);
    expect(totals).toMatchObject({ TaxBasisTotalAmount: '25920.73', GrandTotalAmount: '31104.88' });
    expect(root.ExchangedDocument.IncludedNote.map((note: { SubjectCode: string }) => note.SubjectCode)).toEqual(
      expect.arrayContaining(['PMD', 'PMT', 'AAB', 'BAR']),
    );
  });

  test('d’un client belge autoliquide ; d’un client suisse, il n’a ni taux ni numéro de TVA', async () => {
    await issue('P04');
    expect(await readFile('F2026-00007')).toMatchObject({
      agreement: { BuyerTradeParty: { URIUniversalCommunication: { URIID: { '@_schemeID': '9925' } } } },
      settlement: {
        ApplicableTradeTax: { CategoryCode: 'AE', ExemptionReasonCode: 'VATEX-EU-AE', CalculatedAmount: '0.00' },
      },
    });
    await issue('P05');
    const swiss = await readFile('F2026-00008');
    expect(swiss.settlement.ApplicableTradeTax).toMatchObject({ CategoryCode: 'O' });
    expect(swiss.settlement.ApplicableTradeTax).not.toHaveProperty('RateApplicablePercent');
    expect(swiss.agreement.SellerTradeParty).not.toHaveProperty('SpecifiedTaxRegistration');
  });

  test('d’un avoir cite la facture et ses montants sont positifs', async () => {
    await desk.decided('issue_credit_note', {
      invoice: 'F2026-00006',
      reason: 'geste',
      rebates: [{ line: 2, amount: 100.01 }],
    });
    expect(await readFile('F2026-00009')).toMatchObject({
      type: '381',
      totals: { TaxBasisTotalAmount: '100.01', GrandTotalAmount: '120.01' },
      settlement: { InvoiceReferencedDocument: { IssuerAssignedID: 'F2026-00006' } },
    });
  });

  test('suit l’option pour les débits et la franchise', async () => {
    await desk.run('set_firm', { vatDue: 'debits' }, 'direction');
    await issue('P02');
    const { settlement, root } = await readFile('F2026-00010');
    expect(settlement).toMatchObject({
      ApplicableTradeTax: { DueDateTypeCode: '5' },
      SpecifiedTradeAllowanceCharge: { ReasonCode: '95', ActualAmount: '9400.00' },
    });
    expect(JSON.stringify(root.ExchangedDocument.IncludedNote)).toContain('d’après les débits');
    await desk.run('set_firm', { vatRegime: 'franchise', vatNumber: null }, 'direction');
    await issue('P08');
    expect((await readFile('F2026-00011')).settlement.ApplicableTradeTax).toMatchObject({
      CategoryCode: 'E',
      ExemptionReasonCode: 'VATEX-FR-FRANCHISE',
    });
  });

  test('n’est pas joint au papier d’une facture émise avant que l’entreprise se présente, puis s’y joint', async () => {
    const other = await openDesk(FIRM_FILES);
    try {
      await other.decided('issue_invoices', { month: OCTOBER, projects: ['P01'] });
      const read = async () => {
        const [printed] = await readPrintedInvoices(other.app, 'F2026-00001');
        if (!printed) throw new Error('the invoice is missing');
        return printInvoice(printed);
      };
      await expect(extractXml(await read())).rejects.toThrow(/no embedded files/);
      await other.run('set_firm', FIRM_CARD, 'direction');
      expect((await extractXml(await read())).xml).toContain(FIRM_CARD.siren);
    } finally {
      await other.database.drop();
    }
  });
});
