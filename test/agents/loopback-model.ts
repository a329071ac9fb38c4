// An endpoint on this machine that speaks OpenAI's chat protocol and says what the test wrote: streamed, cut, slow,
// refused, or nonsense.

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type ChatRequest = {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content?: unknown; readonly tool_calls?: unknown }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
};

export type Reply =
  | { readonly say: string; readonly pauseMs?: number }
  | { readonly call: readonly { readonly name: string; readonly args: string }[] }
  /** The connection is lost after these words. */
  | { readonly sayThenCut: string }
  /** The stream ends after these words, without saying why. */
  | { readonly sayThenEnd: string }
  | { readonly status: number; readonly body?: string }
  /** Sent as the stream's content. */
  | { readonly raw: string }
  /** Nothing for so long. */
  | { readonly silentMs: number };

export type LoopbackModel = {
  readonly baseUrl: string;
  readonly asked: ChatRequest[];
  close(): Promise<void>;
};

function writeChunk(res: ServerResponse, delta: object, finish: string | null = null): void {
  const chunk = {
    id: 'c',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'boucle',
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
  res.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

function toolCallsOf(calls: readonly { name: string; args: string }[], at: number): object[] {
  return calls.map(({ name, args }, index) => ({
    index,
    id: `call_${at}_${index}`,
    type: 'function',
    function: { name, arguments: args },
  }));
}

/** Word by word. */
async function stream(res: ServerResponse, words: string, pauseMs: number): Promise<void> {
  for (const word of words.split(/(?<= )/)) {
    if (pauseMs > 0) await wait(pauseMs);
    if (res.destroyed) return;
    writeChunk(res, { content: word });
  }
}

async function answer(res: ServerResponse, reply: Reply, whole: boolean, at: number): Promise<void> {
  if ('status' in reply) {
    res.writeHead(reply.status, { 'content-type': 'application/json', 'retry-after': '0' });
    res.end(reply.body ?? JSON.stringify({ error: { message: 'non', type: 'refusal' } }));
    return;
  }
  if ('silentMs' in reply) {
    await wait(reply.silentMs);
    res.destroy();
    return;
  }
  if (whole) {
    const message =
      'call' in reply
        ? { role: 'assistant', content: null, tool_calls: toolCallsOf(reply.call, at) }
        : { role: 'assistant', content: 'say' in reply ? reply.say : '' };
    const finish = 'call' in reply ? 'tool_calls' : 'stop';
    const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(
      JSON.stringify({
        id: 'c',
        object: 'chat.completion',
        created: 0,
        model: 'boucle',
        choices: [{ index: 0, message, finish_reason: finish }],
        usage,
      }),
    );
    return;
  }
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  if ('raw' in reply) {
    res.end(reply.raw);
    return;
  }
  writeChunk(res, { role: 'assistant' });
  if ('sayThenCut' in reply || 'sayThenEnd' in reply) {
    await stream(res, 'sayThenCut' in reply ? reply.sayThenCut : reply.sayThenEnd, 1);
    if ('sayThenCut' in reply) {
      await wait(20);
      res.destroy();
    } else res.end();
    return;
  }
  if ('call' in reply) {
    writeChunk(res, { tool_calls: toolCallsOf(reply.call, at) });
    writeChunk(res, {}, 'tool_calls');
  } else {
    await stream(res, reply.say, reply.pauseMs ?? 0);
    writeChunk(res, {}, 'stop');
  }
  res.end('data: [DONE]\n\n');
}

/** @param script one reply a request, in order; the last one is said again. */
export async function openLoopbackModel(
  script: readonly Reply[] | ((request: ChatRequest) => Reply),
): Promise<LoopbackModel> {
  const asked: ChatRequest[] = [];
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const request = JSON.parse(Buffer.concat(parts).toString('utf8')) as ChatRequest;
      const at = asked.push(request) - 1;
      const reply = typeof script === 'function' ? script(request) : (script[at] ?? script.at(-1));
      if (reply === undefined) throw new Error('the loopback model has nothing to say');
      void answer(res, reply, request.stream !== true, at);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
