// Slack's side of Socket Mode, on the loopback: the few lines of RFC 6455 that a test needs.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type FakeSocket = {
  url: string;
  /** Sends an envelope to who is connected. */
  send(envelope: object): void;
  /** What came back, oldest first. */
  received: { envelope_id?: string; payload?: unknown }[];
  connections(): number;
  close(): Promise<void>;
};

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** A frame that is not masked, as servers send it. */
function writeFrame(opcode: number, payload: Buffer): Buffer {
  const head = payload.length < 126 ? Buffer.from([0x80 | opcode, payload.length]) : Buffer.alloc(4);
  if (payload.length >= 126) {
    head[0] = 0x80 | opcode;
    head[1] = 126;
    head.writeUInt16BE(payload.length, 2);
  }
  return Buffer.concat([head, payload]);
}

/** The first whole frame, masked as clients send it. */
function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | null {
  if (bytes.length < 6) return null;
  let length = (bytes[1] ?? 0) & 0x7f;
  let at = 2;
  if (length === 126) {
    length = bytes.readUInt16BE(2);
    at = 4;
  }
  if (bytes.length < at + 4 + length) return null;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length)).map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  return { opcode: (bytes[0] ?? 0) & 0xf, payload: Buffer.from(payload), rest: bytes.subarray(at + 4 + length) };
}

export async function openFakeSocket(): Promise<FakeSocket> {
  const sockets = new Set<Socket>();
  const received: FakeSocket['received'] = [];
  const hear = (socket: Socket): void => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let frame = readFrame(bytes); frame !== null; frame = readFrame(bytes)) {
        bytes = Buffer.from(frame.rest);
        if (frame.opcode === TEXT)
          received.push(JSON.parse(frame.payload.toString()) as FakeSocket['received'][number]);
        if (frame.opcode === PING) socket.write(writeFrame(PONG, frame.payload));
        if (frame.opcode === CLOSE) socket.end(writeFrame(CLOSE, frame.payload));
      }
    });
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => sockets.delete(socket));
  };
  const send = (socket: Socket, envelope: object): void => {
    socket.write(writeFrame(TEXT, Buffer.from(JSON.stringify(envelope))));
  };
  const server = createServer();
  server.on('upgrade', (request, stream) => {
    const socket = stream as Socket;
    const key = request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    sockets.add(socket);
    hear(socket);
    send(socket, { type: 'hello', num_connections: 1, connection_info: { app_id: 'A0VIGIE' } });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`,
    send: (envelope) => {
      for (const socket of sockets) send(socket, envelope);
    },
    received,
    connections: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
