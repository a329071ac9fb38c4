// What the rules say, a refusal or a notice, with the names behind its codes.

import { useNamed } from './use-named.ts';

export function Said({ children }: { children: string }) {
  const say = useNamed();
  return say(children);
}
