// The turns that run in this process. A page that comes back is told what was said so far, then the rest; the turn goes
// on when nobody listens, and ends when its person stops it.

import type { TurnEvent } from '../../agents/turn.ts';

type Listener = (event: TurnEvent) => void;

type LiveTurn = {
  readonly turn: number;
  readonly stop: AbortController;
  readonly listeners: Set<Listener>;
  readonly tools: TurnEvent[];
  text: string;
};

export type LiveTurns = {
  /** Opens a turn; `tell` is for its events, `end` when it is over. */
  open(
    chatId: string,
    turn: number,
  ): { readonly signal: AbortSignal; readonly tell: Listener; readonly end: () => void };
  /** Tells what was said, at once, then what is said. @returns stops listening. */
  follow(chatId: string, listener: Listener): () => void;
  /** False: no turn of this chat runs here. */
  stop(chatId: string): boolean;
  /** The process leaves: every turn is ended. */
  stopAll(): void;
};

export function openLiveTurns(): LiveTurns {
  const live = new Map<string, LiveTurn>();
  // Pages may listen before anything is asked.
  const waiting = new Map<string, Set<Listener>>();
  const listenersOf = (chatId: string): Set<Listener> => {
    const known = waiting.get(chatId) ?? new Set<Listener>();
    waiting.set(chatId, known);
    return known;
  };
  return {
    open: (chatId, turn) => {
      const running: LiveTurn = {
        turn,
        stop: new AbortController(),
        listeners: listenersOf(chatId),
        tools: [],
        text: '',
      };
      live.set(chatId, running);
      return {
        signal: running.stop.signal,
        tell: (event) => {
          if (event.type === 'text') running.text += event.text;
          if (event.type === 'tool') running.tools.push(event);
          for (const listener of running.listeners) listener(event);
        },
        end: () => {
          live.delete(chatId);
          if (running.listeners.size === 0) waiting.delete(chatId);
        },
      };
    },
    follow: (chatId, listener) => {
      const listeners = listenersOf(chatId);
      const running = live.get(chatId);
      if (running) {
        listener({ type: 'started', turn: running.turn });
        for (const event of running.tools) listener(event);
        if (running.text !== '') listener({ type: 'text', text: running.text });
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && !live.has(chatId)) waiting.delete(chatId);
      };
    },
    stop: (chatId) => {
      const running = live.get(chatId);
      running?.stop.abort();
      return running !== undefined;
    },
    stopAll: () => {
      for (const { stop } of live.values()) stop.abort();
    },
  };
}
