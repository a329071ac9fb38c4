// Where a figure or a proof leads: `report:drift?as-of=2026-10-31#P014` opens that report, at that row.

import { isReportName } from '../../domain/report-names.ts';

/** @returns an address of the application; null: what the source names has no page. */
export function addressOfSource(source: string): string | null {
  const read = /^report:([a-z-]+)(\?[^#]*)?(?:#(.*))?$/.exec(source);
  if (read === null) return null;
  const [, name = '', query = '', row = ''] = read;
  if (!isReportName(name)) return null;
  return `/rapports/${name}${query}${row === '' ? '' : `#${encodeURIComponent(decode(row))}`}`;
}

/** A source may carry its row as it is, or percent-encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
