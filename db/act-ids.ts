// The act's id is fixed before its first attempt: a function of what is to be done, so that every attempt has the same.
import { createHash } from 'node:crypto';

// Vigie's own name space, drawn once (RFC 9562, version 5).
const NAMESPACE = Buffer.from('6f1f7a0c5f4b4c0e9d0a76696769652d', 'hex');

/** UUID version 5 (RFC 9562, 5.5) of a name made of parts. */
export function nameUuid(...parts: readonly (string | number)[]): string {
  const digest = createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** The act of one item of an approved revision. */
export function actOfItem(proposalId: string, revision: number, item: number): string {
  return nameUuid('proposal', proposalId, revision, item);
}

/** The act of what a person asks under a key of theirs (Idempotency-Key). */
export function actOfKey(userId: string, key: string): string {
  return nameUuid('key', userId, key);
}
