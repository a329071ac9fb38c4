// The demo firm's money in the import format: orders, purchases, invoices, payments (IMPORT.md).
import { euros, writeCsv } from './csv.ts';
import type { Order, Purchase } from './facts.ts';
import { periodOf, type Invoice, type Payment } from './invoices.ts';

function invoicesCsv(invoices: readonly Invoice[]): string {
  return writeCsv(
    'numero;type;client;projet;date;echeance;periode_debut;periode_fin;montant_ht;taux_tva;montant_ttc;facture_origine',
    invoices.map((one) => {
      const period = periodOf(one);
      return [
        one.number,
        one.kind,
        one.client.code,
        one.project.code,
        one.date,
        one.due,
        period?.start ?? null,
        period?.end ?? null,
        euros(one.netCents),
        one.vatPercent,
        euros(one.grossCents),
        one.origin?.number ?? null,
      ];
    }),
  );
}

type FirmMoney = {
  orders: readonly Order[];
  purchases: readonly Purchase[];
  invoices: readonly Invoice[];
  payments: readonly Payment[];
};

export function writeMoney({ orders, purchases, invoices, payments }: FirmMoney): [string, string][] {
  const orderRows = orders.map((one) => [
    one.number,
    one.client.code,
    one.project.code,
    euros(one.cents),
    one.start,
    one.end,
  ]);
  const purchaseRows = purchases.map((one) => [
    one.project.code,
    one.date,
    one.label,
    euros(one.cents),
    one.isRebilled,
    one.rebilledPercent,
  ]);
  const paymentRows = payments.map((one, index) => [
    one.date,
    one.invoice.number,
    euros(one.cents),
    `VIR-${String(index + 1).padStart(5, '0')}`,
  ]);
  return [
    ['bons_de_commande.csv', writeCsv('numero;client;projet;montant;debut;fin', orderRows)],
    ['achats.csv', writeCsv('projet;date;libelle;montant;refacturable;taux_refacturation', purchaseRows)],
    ['factures.csv', invoicesCsv(invoices)],
    ['paiements.csv', writeCsv('date;facture;montant_ttc;reference', paymentRows)],
  ];
}
