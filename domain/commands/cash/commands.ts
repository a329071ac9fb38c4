// From an issued invoice to its last payment.
import { closeDispute, openDispute, recordPromise, sendDunning, writeOff } from './collect.ts';
import { recordPayment } from './record-payment.ts';

export const CASH_COMMANDS = [recordPayment, sendDunning, recordPromise, openDispute, closeDispute, writeOff] as const;
