/** An option of a report that is not understood, or names what is not there: a refusal, said in a sentence. */
export class ReportOptionError extends Error {
  readonly code = 'report_option';
}
