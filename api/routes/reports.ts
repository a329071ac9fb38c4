// GET /api/reports/NAME: the engine's answer, as the engine wrote it. It is sent without being parsed or checked
// again: one margin report read 600 times a second leaves no time for it (test/api holds answers to the contract).

import type { RequestHandler } from 'express';
import { grantReport, isWholeReport, type ReportGrant, type ReportReader } from '../../domain/report-rights.ts';
import { isReportName, type ReportName } from '../../domain/report-names.ts';
import type { Sql } from '../../db/connection.ts';
import type { ReportRequest } from '../../db/reports/read-report.ts';
import type { Person } from '../../db/users.ts';
import { reportInputs } from '../contract/report-inputs.ts';
import { addNearPeople, type SearchProcess } from '../documents/search-passages.ts';
import { refuse, refuseInput } from './problems.ts';
import { requirePerson } from './identity.ts';

/** The engine (db/reports/read-report.ts); `args` are the report's options but `costs`. */
export type ReadReport = (reader: Sql, request: ReportRequest) => Promise<string>;

/** The options of the address, checked; each at most once. */
function readOptions(name: ReportName, query: unknown): Record<string, string> {
  const parsed = reportInputs[name].safeParse(query);
  if (!parsed.success) throw refuseInput(parsed.error);
  return Object.fromEntries(
    Object.entries(parsed.data).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Who reads, as the table of rights knows them. */
export function readerOf({ roles, realCostRoles, consultantId }: Person): ReportReader {
  return { roles, realCostRoles, isConsultant: consultantId !== null };
}

/** What the person may read of the report, at whose costs. @throws a refusal. */
function requireGrant(person: Person, name: ReportName, options: Readonly<Record<string, string>>): ReportGrant {
  const grant = grantReport(readerOf(person), name, options['by']);
  if (grant === null) throw refuse(403, 'report_refused', 'Votre rôle ne donne pas accès à ce rapport.');
  if (options['costs'] === 'real' && grant.costs !== 'real') {
    throw refuse(
      403,
      'real_costs_refused',
      'Votre rôle ne donne pas accès aux coûts réels : demandez le rapport aux coûts standard.',
    );
  }
  return grant;
}

/** The report as the person may read it. @param options checked. @throws a refusal. */
export function askReport(
  person: Person,
  name: ReportName,
  options: Readonly<Record<string, string>>,
  today: string,
): ReportRequest {
  const grant = requireGrant(person, name, options);
  const { costs = grant.costs, ...args } = options;
  const { email, consultantCode } = person;
  const { rights, withoutColumns } = grant;
  return {
    name,
    args,
    today,
    costs: costs === 'standard' ? 'standard' : grant.costs,
    ...(!isWholeReport(grant) && { part: { rights, withoutColumns, asker: { email, consultantCode } } }),
  };
}

export function serveReport(process: SearchProcess & { readerSql: Sql; readReport: ReadReport }): RequestHandler {
  return async (req, res) => {
    const name = String(req.params['name']);
    if (!isReportName(name)) throw refuse(404, 'report_unknown', `Il n’y a pas de rapport « ${name.slice(0, 40)} ».`);
    const person = requirePerson(res);
    const asked = askReport(person, name, readOptions(name, req.query), process.today());
    const request = await addNearPeople(process, person, asked);
    const json = await process.readReport(process.readerSql, request);
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.end(json);
  };
}
