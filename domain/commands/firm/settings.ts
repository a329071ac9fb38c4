// The firm's own row: who it is, and how it works (settings).
import type { FirmReader } from '../firm-reader.ts';
import type { LockKey } from '../command.ts';
import type { FirmRow } from '../rows.ts';

export const SETTINGS_LOCK: LockKey = { kind: 'firm', key: 'settings' };

export function readFirm(read: FirmReader): Promise<FirmRow | null> {
  return read.get('firm', { id: 1 });
}

/** The firm with these settings in place of its own; null takes one away, undefined leaves it. */
export function withSettings(firm: FirmRow | null, given: Readonly<Record<string, unknown>>): FirmRow {
  const settings = new Map(Object.entries(firm?.settings ?? {}));
  for (const [name, value] of Object.entries(given)) {
    if (value === null) settings.delete(name);
    else if (value !== undefined) settings.set(name, value);
  }
  return { ...(firm ?? { id: 1, name: null, siren: null }), settings: Object.fromEntries(settings) };
}

/** Whether two values of a setting are the same: texts, numbers, lists of them. */
export function isSameSetting(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
