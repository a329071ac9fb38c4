// The shortcuts of /vigie, put to the built-in model on the example firm: each reads what it says it reads.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBuiltInAssistant } from '../../api/assistant/assistant.ts';
import { readShortcut } from '../../api/slack/shortcuts.ts';
import { openAssistantFirm, type AssistantFirm } from '../agents/assistant-firm.ts';

let firm: AssistantFirm;
const assistant = openBuiltInAssistant();

beforeAll(async () => {
  firm = await openAssistantFirm();
});
afterAll(() => firm.database.drop());

test.each([
  ['derive', 'report_drift', {}],
  ['derive P003', 'report_drift', {}],
  ['marge', 'report_margin', {}],
  ['marge P003', 'report_margin', {}],
  ['marge Refonte paie', 'report_margin', {}],
  ['dispo', 'report_available', {}],
  ['dispo Développeur senior', 'report_available', {}],
  ['cra', 'report_anomalies', {}],
  ['facturation', 'report_billing', {}],
  ['facturation octobre', 'report_billing', { month: '2026-10' }],
  ['facturation septembre 2026', 'report_billing', { month: '2026-09' }],
  ['ou Renfort équipe achats', 'where_is', { code: 'O0008' }],
])('/vigie %s lit %s %j', async (text, tool, args) => {
  const wanted = readShortcut(text);
  const question = wanted.kind === 'question' ? wanted.text : '';
  const answer = await firm.ask(assistant, 'direction', question);
  expect([question, answer.outcome, answer.answer]).toEqual([question, 'answered', expect.any(String)]);
  expect(answer.tools).toContainEqual({ name: tool, args: expect.objectContaining(args) });
});
