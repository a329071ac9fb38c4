// One read tool a report, made from the registry of reports: its options, its shape, its description.

import { z } from 'zod';
import { readUnits } from '../../agents/tools/field-units.ts';
import type { ReadSource } from '../../agents/tools/tool-sources.ts';
import type { Sql } from '../../db/connection.ts';
import { REPORT_DESCRIPTIONS } from '../../domain/report-descriptions.ts';
import { grantReport } from '../../domain/report-rights.ts';
import { REPORT_NAMES, type ReportName } from '../../domain/report-names.ts';
import { reportInputs } from '../contract/report-inputs.ts';
import { reportOutputs } from '../contract/report-outputs.ts';
import { addNearPeople, type SearchProcess } from '../documents/search-passages.ts';
import { readerOf, type ReadReport } from '../routes/reports.ts';
import { askReportAs, type Asker } from './asker.ts';
import { orRefusal } from './tool-refusal.ts';

export type ReportReader = SearchProcess & { readonly readerSql: Sql; readonly readReport: ReadReport };

export function reportToolName(name: ReportName): string {
  return `report_${name.replaceAll('-', '_')}`;
}

const jsonObject = z.record(z.string(), z.unknown());

function readOptions(options: Readonly<Record<string, unknown>>, asOf: string): Record<string, string> {
  const given = Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { 'as-of': asOf, ...Object.fromEntries(given) };
}

function mayRead(asker: Asker, name: ReportName): boolean {
  if (asker === 'operator') return true;
  return grantReport(readerOf(asker), name, undefined) !== null;
}

/** @param asOf the turn's day: what a report is asked as of when the call does not say. */
export function makeReportTools(reader: ReportReader, asker: Asker, asOf: string): ReadSource[] {
  return REPORT_NAMES.map((name) => ({
    name: reportToolName(name),
    description: REPORT_DESCRIPTIONS[name],
    input: reportInputs[name],
    units: readUnits(reportOutputs[name]),
    // Of several clients, the oldest delays are not one delay.
    ...(name === 'late' && { notAdded: ['days'] }),
    allowed: mayRead(asker, name),
    read: (asked) =>
      orRefusal(async () => {
        const options = readOptions(asked, asOf);
        const request = await addNearPeople(reader, asker, askReportAs(asker, name, options, asOf));
        const document = jsonObject.parse(JSON.parse(await reader.readReport(reader.readerSql, request)));
        const query = new URLSearchParams(options).toString();
        return { state: 'ok' as const, document, source: `report:${name}?${query}`, asOf: options['as-of'] ?? asOf };
      }),
  }));
}
