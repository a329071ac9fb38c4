// From an issued invoice to its last payment.
import { importBankFile, matchBankLines } from './bank.ts';
import { closeDispute, openDispute, recordPromise, sendDunning, writeOff } from './collect.ts';
import { recordPayment } from './record-payment.ts';

export const CASH_COMMANDS = [
  recordPayment,
  importBankFile,
  matchBankLines,
  sendDunning,
  recordPromise,
  openDispute,
  closeDispute,
  writeOff,
] as const;
