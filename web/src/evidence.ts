// Where a figure or a proof leads: `report:drift?as-of=2026-10-31#P014` opens that report, at that row; a list and a
// proposal have their pages too.

import { isReportName } from '../../domain/report-names.ts';
import { wordsOfReport } from './navigation.ts';

type Source = {
  readonly kind: 'report' | 'list' | 'proposal';
  readonly name: string;
  readonly query: string;
  readonly row: string;
};

function readSource(source: string): Source | null {
  const read = /^(?:(report|proposal):)?([\w-]+)(\?[^#]*)?(?:#(.*))?$/.exec(source);
  if (read === null) return null;
  const [, scheme, name = '', query = '', row = ''] = read;
  if (scheme === 'proposal') return { kind: 'proposal', name, query: '', row: '' };
  if (scheme === 'report') return isReportName(name) ? { kind: 'report', name, query, row } : null;
  return isListName(name) ? { kind: 'list', name, query, row } : null;
}

/** The look-ups are named so (api/contract/look-ups.ts); `where_is` is told on its own page. */
export function isListName(name: string): boolean {
  return /^(list|search)_[a-z_]+$/.test(name);
}

/** @returns an address of the application; null: what the source names has no page. */
export function addressOfSource(source: string): string | null {
  const read = readSource(source);
  if (read === null) return null;
  const { kind, name, query, row } = read;
  if (kind === 'proposal') return `/a-decider/${name}`;
  const page = kind === 'report' ? 'rapports' : 'listes';
  return `/${page}/${name}${query}${row === '' ? '' : `#${encodeURIComponent(decode(row))}`}`;
}

/** What the source is called: « Marge », « Projets ». */
export function nameOfSource(source: string): string | null {
  const read = readSource(source);
  return read === null || read.kind === 'proposal' ? null : wordsOfReport(read.name).title;
}

/** A source may carry its row as it is, or percent-encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
