// What the night's round looks at: the firm's own reports, read as of today, with the addresses of whom they concern.
import { addDays } from '../../domain/civil-dates.ts';
import { addMonths, monthOf } from '../../domain/periods.ts';
import { WHOLE_FIRM } from '../../domain/report-scope.ts';
import { reportStaffing } from '../../domain/staffing/report-staffing.ts';
import { NOTHING_ASKED } from '../../domain/staffing/asked-needs.ts';
import type { ScanFacts } from '../../domain/steps/nightly-scan.ts';
import type { Sql, Transaction } from '../connection.ts';
import { readExpectedTimesheets } from '../expected-timesheets.ts';
import { readBenchReport, readOrdersReport } from '../reports/look-ups.ts';
import { readDriftReport } from '../reports/margin-reports.ts';
import { readStaffingFacts, readStaffingWeights } from '../reports/staffing-facts.ts';

/** Two months are what it takes to find somebody (issue of ends of mission: 60 days). */
const NEEDS_WITHIN_DAYS = 60;
/** Under it, a deal's people would be looked for in vain more often than not. */
const LEAST_PROBABILITY = 0.5;

/** @param today the firm's day. */
export async function readScanFacts(app: Sql, today: string): Promise<ScanFacts> {
  return app.begin('isolation level repeatable read read only', async (tx): Promise<ScanFacts> => {
    const [emails, drift, bench, orders, expected, needs, proposalsWaiting] = await Promise.all([
      readEmails(tx),
      readDriftReport(tx, { asOf: today, costs: 'real' }, WHOLE_FIRM),
      readBenchReport(tx, { asOf: today, costs: 'real' }, WHOLE_FIRM),
      readOrdersReport(tx, { asOf: today }),
      readExpectedTimesheets(tx, addMonths(monthOf(today), -1)),
      readNeeds(tx, today),
      countWaiting(tx),
    ]);
    return {
      drifts: drift.projects.map(({ code, manager, severity, signals }) => ({
        project: code,
        managerEmail: emails.people.get(manager ?? '')?.own ?? null,
        severity,
        signals: signals.map((signal) => signal.code),
      })),
      bench: bench.consultants.map(({ code, since }) => ({
        consultant: code,
        managerEmail: emails.people.get(code)?.manager ?? null,
        since,
      })),
      looseOrders: orders.orders.flatMap(({ number, project, client, state }) =>
        project !== null || state === 'open'
          ? []
          : [{ number, ownerEmail: emails.owners.get(client ?? '') ?? null, state }],
      ),
      lateTimesheets: expected.flatMap(({ consultant, sent }) => (sent ? [] : [consultant])),
      needs,
      proposalsWaiting,
    };
  });
}

async function countWaiting(tx: Transaction): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from proposals
    where state = 'pending' and asker_kind = 'automation' and command in ('assign_consultant', 'replace_consultant')`;
  return row?.count ?? 0;
}

type Emails = {
  readonly people: ReadonlyMap<string, { readonly own: string | null; readonly manager: string | null }>;
  readonly owners: ReadonlyMap<string, string | null>;
};

async function readEmails(tx: Transaction): Promise<Emails> {
  const [people, clients] = await Promise.all([
    tx<{ code: string; own: string | null; manager: string | null }[]>`
      select c.code, c.email as own, m.email as manager from consultants c left join consultants m on m.id = c.manager_id`,
    tx<{ code: string; owner: string | null }[]>`select code, owner_email as owner from clients`,
  ]);
  return {
    people: new Map(people.map(({ code, own, manager }) => [code, { own, manager }])),
    owners: new Map(clients.map(({ code, owner }) => [code, owner])),
  };
}

async function readNeeds(tx: Transaction, today: string): Promise<ScanFacts['needs']> {
  const [facts, weights] = await Promise.all([
    readStaffingFacts(tx, { asOf: today, costs: 'real' }, WHOLE_FIRM),
    readStaffingWeights(tx),
  ]);
  const report = reportStaffing(facts, NOTHING_ASKED, weights);
  if ('refusal' in report) throw new Error(`the firm's open needs are not told: ${report.refusal}`);
  const soon = addDays(today, NEEDS_WITHIN_DAYS);
  const wanted = report.needs.filter(
    ({ covered, starts_on: start, probability }) =>
      !covered && start !== null && start <= soon && probability >= LEAST_PROBABILITY,
  );
  return wanted
    .toSorted((a, b) => b.probability - a.probability)
    .flatMap(({ id, starts_on: startsOn, opportunity, project, title, alternatives }) => {
      const [first] = alternatives;
      if (first === undefined || startsOn === null) return [];
      const inputs = alternatives.filter(({ command }) => command === first.command).map(({ input }) => ({ ...input }));
      const subject = [opportunity ?? project ?? '', title ?? ''].filter((part) => part !== '').join(' ');
      return [{ id, subject, startsOn, command: first.command, inputs }];
    });
}
