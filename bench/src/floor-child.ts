/** The floors, each as bare as it can be: nothing of Gaios is loaded in this process. */

import { closeSync, fdatasyncSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { Histogram } from './histogram.ts';
import { serveChild } from './serve-child.ts';

export interface AppendOptions {
  readonly file: string;
  readonly bytes: number;
  readonly measureMs: number;
}

export interface FloorResult {
  readonly rate: number;
  readonly p50Ms: number;
}

/** Large appends begin again from an empty file here, so that they do not fill the disk. */
const FILE_BYTES_MAX = 512 * 2 ** 20;
/** Calls before the measured ones: the file system's first blocks, the compiler. */
const WARM_CALLS = 50;

const resultOf = (histogram: Histogram, elapsedMs: number): FloorResult => ({
  rate: (histogram.count * 1000) / elapsedMs,
  p50Ms: histogram.percentileMs(0.5),
});

const append = ({ file, bytes, measureMs }: AppendOptions): FloorResult => {
  const data = Buffer.alloc(bytes, 7);
  const histogram = new Histogram();
  const fd = openSync(file, 'w');
  let written = 0;
  const appendOnce = (): void => {
    writeSync(fd, data, 0, bytes, written);
    fdatasyncSync(fd);
    written += bytes;
    if (written < FILE_BYTES_MAX) return;
    ftruncateSync(fd, 0);
    written = 0;
  };
  for (let call = 0; call < WARM_CALLS; call++) appendOnce();
  const beginMs = performance.now();
  for (let nowMs = beginMs; nowMs - beginMs < measureMs;) {
    const startMs = nowMs;
    appendOnce();
    nowMs = performance.now();
    histogram.record(nowMs - startMs);
  }
  const elapsedMs = performance.now() - beginMs;
  closeSync(fd);
  unlinkSync(file);
  return resultOf(histogram, elapsedMs);
};

const echoServer = async (): Promise<number> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** One message of so many bytes at a time. */
const echo = async ({
  port,
  bytes,
  measureMs,
}: {
  port: number;
  bytes: number;
  measureMs: number;
}): Promise<FloorResult> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  const data = Buffer.alloc(bytes, 7);
  const histogram = new Histogram();
  const beginMs = performance.now();
  let startMs = beginMs;
  await new Promise<void>((resolve) => {
    socket.on('message', () => {
      const nowMs = performance.now();
      histogram.record(nowMs - startMs);
      if (nowMs - beginMs > measureMs) return resolve();
      startMs = nowMs;
      socket.send(data);
    });
    socket.send(data);
  });
  const elapsedMs = performance.now() - beginMs;
  socket.terminate();
  return resultOf(histogram, elapsedMs);
};

serveChild({ append, echoServer, echo });
