// The door by which invoices will leave for an approved platform (plateforme agréée; AFNOR XP Z12-013, « Flow
// Service ») and statuses come back. Nobody stands behind it yet: sending is by hand or by mail.
import type { CivilDate } from '../../domain/civil-dates.ts';
import type { LegalPoint } from '../../domain/legal-invoice/check.ts';

/** An issued document ready to leave. */
export type InvoiceFile = {
  readonly number: string;
  readonly pdf: Uint8Array;
  /** Why it carries no Factur-X file; empty: it carries one. */
  readonly missing: readonly LegalPoint[];
};

/**
 * What an adapter of one platform must do; each call may be made again and must not act twice.
 * @public
 */
export type ApprovedPlatform = {
  /** Hands the file over. @returns the platform's own name of the deposit. */
  deposit(file: InvoiceFile): Promise<{ readonly flow: string }>;
  /** Statuses since a day, oldest first: code of the lifecycle (200 déposée … 213 rejetée), and why when it says so. */
  listStatuses(since: CivilDate): Promise<
    readonly {
      readonly number: string;
      readonly code: number;
      readonly on: CivilDate;
      readonly reason: string | null;
    }[]
  >;
};
