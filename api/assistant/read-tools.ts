// All that a person may read through the assistant, and through programs that hold their key: reports, then look-ups.

import type { ReadSource } from '../../agents/tools/tool-sources.ts';
import type { NamedThing } from '../../db/catalogue.ts';
import type { Asker } from './asker.ts';
import { makeLookUpTools, type LookUpReader } from './look-up-tools.ts';
import { makeReportTools, type ReportReader } from './report-tools.ts';

/** @param asOf the day that is read when a call does not say. @param catalogue the names that the person may be told. */
export function makeReadTools(
  reader: ReportReader & LookUpReader,
  asker: Asker,
  asOf: string,
  catalogue: readonly NamedThing[],
): ReadSource[] {
  return [...makeReportTools(reader, asker, asOf), ...makeLookUpTools(reader, asker, asOf, catalogue)];
}
