// The firm's manual: one process, one page. The worker carries what is listed here.

export { deal } from './deal.ts';
export { invoice } from './invoice.ts';
export { monthEnd } from './month-end.ts';
export { nightlyScan } from './nightly-scan.ts';
export { proposal } from './proposal.ts';
