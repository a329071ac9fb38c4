// Every route of the API: address, what it takes, what it answers. The server implements it, the OpenAPI document is
// made from it, the web client is typed by it.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ROLES } from '../../domain/roles.ts';
import { REPORT_NAMES, type ReportName } from '../../domain/report-names.ts';
import { access } from './access.ts';
import { bank } from './bank.ts';
import { chats } from './chats.ts';
import { clientLinks } from './client-links.ts';
import { model } from './model.ts';
import { commands } from './commands.ts';
import { delegations } from './delegations.ts';
import { documents } from './documents.ts';
import { mails } from './mails.ts';
import { monthEnds } from './month-end.ts';
import { invoices } from './invoices.ts';
import { lookUps, type LookUpName } from './look-ups.ts';
import { notices } from './notices.ts';
import { proposals } from './proposals.ts';
import { quotes } from './quotes.ts';
import { staffingRoutes } from './staffing.ts';
import { where } from './where.ts';
import { reportInputs } from './report-inputs.ts';
import { reportOutputs } from './report-outputs.ts';

export const me = z.object({
  email: z.string(),
  roles: z.array(z.enum(ROLES)),
  consultant: z.string().nullable().describe('Code of the consultant that you are.'),
  has_password: z.boolean().describe('false: you came in by a one-time link and should choose a password.'),
  today: z.string().describe("The firm's civil day, YYYY-MM-DD."),
  reports: z.array(z.enum(REPORT_NAMES)).describe('The reports that you may read whole or in part.'),
});

const session = {
  signIn: oc
    .route({ method: 'POST', path: '/session', summary: 'Open a session', tags: ['session'] })
    .input(z.strictObject({ email: z.string().max(320), password: z.string().max(128) }))
    .output(z.object({ email: z.string() })),
  signOut: oc
    .route({ method: 'DELETE', path: '/session', summary: 'End the session', tags: ['session'], successStatus: 204 })
    .output(z.undefined()),
  me: oc.route({ method: 'GET', path: '/me', summary: 'Who am I', tags: ['session'] }).output(me),
  setPassword: oc
    .route({
      method: 'PUT',
      path: '/me/password',
      summary: 'Choose or change your password',
      tags: ['session'],
      successStatus: 204,
    })
    .input(
      z.strictObject({
        password: z.string().max(1000),
        current: z.string().max(128).optional().describe('Needed when you already have one.'),
      }),
    )
    .output(z.undefined()),
};

const names = {
  names: oc.route({ method: 'GET', path: '/names', summary: 'Names behind the codes', tags: ['firm'] }).output(
    z.object({
      projects: z.record(z.string(), z.string()),
      clients: z.record(z.string(), z.string()),
      consultants: z.record(z.string(), z.string()),
      opportunities: z.record(z.string(), z.string()),
    }),
  ),
};

function report<Name extends ReportName>(name: Name, summary: string) {
  return oc
    .route({ method: 'GET', path: `/reports/${name}`, summary, tags: ['reports'] })
    .input(reportInputs[name])
    .output(reportOutputs[name]);
}

const reports = {
  margin: report('margin', 'Margin of the projects, the clients or the consultants'),
  drift: report('drift', 'Which projects are drifting'),
  occupancy: report('occupancy', 'TACE and occupation'),
  anomalies: report('anomalies', 'Anomalies of the CRAs'),
  cra_checks: report('cra_checks', 'The CRAs of a month against the 23 rules, each with a ready fix'),
  billing: report('billing', 'What is to be invoiced'),
  receivables: report('receivables', 'What clients owe, by age'),
  'billing-lag': report('billing-lag', 'Days from the end of a period to its invoice'),
  capacity: report('capacity', 'Capacity and load of the months to come'),
  pipeline: report('pipeline', 'Open opportunities'),
  rates: report('rates', 'TJM sold and CJM'),
  missions: report('missions', 'Missions that end soon'),
  bench: report('bench', 'Who is without a mission'),
  available: report('available', 'Who is free in a period'),
  orders: report('orders', 'Purchase orders and what is left of them'),
  late: report('late', 'Late payers'),
  landing: report('landing', 'Where the period will land'),
  changes: report('changes', 'What changed in the drifting projects'),
  what_if: report('what_if', 'Plan, occupancy, margin and bench if…'),
  capacity_weeks: report('capacity_weeks', 'Capacity and the range of the load, week by week'),
  capacity_backtest: report('capacity_backtest', 'What the range of the load was worth over the past year'),
  plan: report('plan', 'Who is on what, week by week; conflicts, ends of mission, bench'),
  skills_map: report('skills_map', 'Skills, who holds them, and what one person alone knows'),
  staffing: report('staffing', 'Who can take a need, and three ready alternatives'),
  found_money: report('found_money', 'Money earned or lost that nobody has asked for'),
  vat: report('vat', 'The VAT return of a month, box by box'),
  payroll: report('payroll', 'What payroll needs of a month'),
  accounts: report('accounts', 'Revenue of the books, of the invoices and of the contracts'),
  cash: report('cash', 'Cash of the ninety days to come, week by week; lines of the bank to match'),
};

function lookUp<Name extends LookUpName>(name: Name) {
  return oc
    .route({ method: 'GET', path: `/look-ups/${name}`, summary: lookUps[name].en, tags: ['firm'] })
    .input(lookUps[name].input)
    .output(lookUps[name].output);
}

/** Lists of the firm's things (api/assistant/serve-look-up.ts). */
const lookUpRoutes = Object.fromEntries((Object.keys(lookUps) as LookUpName[]).map((name) => [name, lookUp(name)])) as {
  [Name in LookUpName]: ReturnType<typeof lookUp<Name>>;
};

/** Routes answered by procedures (api/routes/router.ts). */
export const procedures = {
  session,
  access,
  names,
  commands,
  proposals,
  delegations,
  chats,
  model,
  where,
  notices,
  documents,
  monthEnds,
  mails,
  bank,
  invoices,
  quotes,
  clientLinks,
  staffing: staffingRoutes,
};

/** All routes; reports are sent as the engine wrote them (api/routes/reports.ts). */
export const contract = { ...procedures, reports, lookUps: lookUpRoutes };
