// What the world refuses us (a port, a folder, a server) told to the person at the keyboard: one French
// sentence with what to do next, and a stable code for scripts. A stack is for bugs; this is not one.

export class PlainError extends Error {
  readonly code: string;

  constructor(code: string, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'PlainError';
    this.code = code;
  }
}
