// What the processes and the workflows call each other: ids, the task queue, and the messages that a workflow takes.

/** A workflow's name, the first part of its id, and the function that carries it (workflows/manual.ts). */
export const WORKFLOWS = {
  deal: 'deal',
  invoice: 'invoice',
  proposal: 'proposal',
  'month-end': 'monthEnd',
  'nightly-scan': 'nightlyScan',
} as const;
export type WorkflowName = keyof typeof WORKFLOWS;

/** 'deal:opp:O1', 'invoice:F2026-00012', 'proposal:<uuid>': the same subject has the same workflow, always. */
export function workflowId(workflow: WorkflowName, id: string): string {
  return `${workflow}:${id}`;
}

export const TASK_QUEUE = 'vigie';

/** Signal without data: the facts may have changed, ask for them again. */
export const KNOCK = 'knock';
/** Update of a proposal, with the decision's id alone (which is the update's id too). */
export const DECIDE = 'decide';
/** Query: what it waits for, live. */
export const WHERE = 'where';

/** What a workflow answers to WHERE. */
export type LiveWait = {
  readonly step: string;
  readonly blockedOn: string | null;
  readonly next: string | null;
  /** ISO instant; null: until somebody knocks. */
  readonly waitUntil: string | null;
};

/** What DECIDE answers once the decision was carried out, or set aside. */
export type DecisionOutcome = { readonly state: string };
