// Orders and purchases: what the client ordered, what the firm buys and reimburses.
import { approveExpense, recordExpense } from './expenses.ts';
import { overridePoBlock } from './override-po-block.ts';
import { extendPurchaseOrder, recordPurchaseOrder } from './purchase-orders.ts';
import { recordPurchase } from './record-purchase.ts';
import { recordSupplierInvoice } from './record-supplier-invoice.ts';

export const PURCHASE_COMMANDS = [
  recordPurchaseOrder,
  extendPurchaseOrder,
  overridePoBlock,
  recordPurchase,
  recordSupplierInvoice,
  recordExpense,
  approveExpense,
] as const;
