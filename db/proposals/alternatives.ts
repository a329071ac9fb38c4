// A proposal may carry other inputs of its command: choosing one of them is an edit (COMMANDS.md).

/** What they are among a proposal's evidence. */
export function writeAlternatives(inputs: readonly unknown[]): unknown[] {
  return inputs.map((input) => ({ kind: 'alternative', input }));
}
