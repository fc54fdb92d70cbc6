/**
 * One of the three processes of the bare data path: values are framed, go to two followers over TCP, are appended and synced
 * on all three, and count as chosen with one follower's word. No protocol, no state, no machine: what this machine lets
 * anything of the kind reach, in JavaScript. Nothing of Gaios is loaded in this process.
 */

import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { crc32 } from 'node:zlib';
import { runLoad, type LoadOptions, type LoadResult } from './load.ts';
import { serveChild } from './serve-child.ts';

/** Written before it is measured, and overwritten from its start again and again. */
const FILE_BYTES = 32 * 2 ** 20;
const PAGE_BYTES = 4096;
/** Length of what follows, its checksum, and the number of the frame: up to there everything is acknowledged. */
const HEAD_BYTES = 12;
const VALUE_BYTES = 100;
const LENGTH_BYTES = 4;

class Log {
  readonly #descriptor: number;
  #at = 0;

  constructor(file: string) {
    this.#descriptor = openSync(file, 'w+');
    // In single pages: the kernel would else count what is written later in larger units.
    const page = Buffer.alloc(PAGE_BYTES, 7);
    for (let at = 0; at < FILE_BYTES; at += PAGE_BYTES) writeSync(this.#descriptor, page, 0, PAGE_BYTES, at);
    fsyncSync(this.#descriptor);
  }

  append(bytes: Buffer): void {
    if (this.#at + bytes.length > FILE_BYTES) this.#at = 0;
    writeSync(this.#descriptor, bytes, 0, bytes.length, this.#at);
    fdatasyncSync(this.#descriptor);
    this.#at += bytes.length;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

const frameOf = (number: number, body: Buffer): Buffer => {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + body.length);
  frame.writeUInt32LE(body.length, 0);
  frame.writeUInt32LE(crc32(body), 4);
  frame.writeUInt32LE(number, 8);
  frame.set(body, HEAD_BYTES);
  return frame;
};

const numberOf = (frames: Buffer): number => frames.readUInt32LE(8);

/** Calls back with each frame that is whole, its checksum verified, and with whether more came along. */
const onFrames = (socket: Socket, take: (frame: Buffer, isLast: boolean) => void): void => {
  let rest: Buffer = Buffer.alloc(0);
  const sizeAt = (at: number): number =>
    rest.length - at < HEAD_BYTES ? Infinity : HEAD_BYTES + rest.readUInt32LE(at);
  socket.setNoDelay(true);
  socket.on('data', (bytes: Buffer) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    let at = 0;
    for (let size = sizeAt(0); at + size <= rest.length;) {
      const frame = rest.subarray(at, at + size);
      if (crc32(frame.subarray(HEAD_BYTES)) !== frame.readUInt32LE(4)) throw new Error('a frame is damaged');
      at += size;
      size = sizeAt(at);
      take(frame, at + size > rest.length);
    }
    rest = rest.subarray(at);
  });
};

let log: Log | undefined;
let server: Server | undefined;
let sockets: Socket[] = [];

/** What arrived together is appended, synced and acknowledged together. */
const follow = async ({ file }: { file: string }): Promise<number> => {
  const own = (log = new Log(file));
  server = createServer((socket) => {
    let lot: Buffer[] = [];
    onFrames(socket, (frame, isLast) => {
      lot.push(frame);
      if (!isLast) return;
      own.append(lot.length === 1 ? frame : Buffer.concat(lot));
      lot = [];
      socket.write(frameOf(numberOf(frame), Buffer.alloc(0)));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

type Resolve = () => void;

/** The leader, with the clients: what is proposed in a turn of the event loop is one frame. */
class Leader {
  readonly #log: Log;
  readonly #followers: readonly Socket[];
  readonly #value = Buffer.alloc(VALUE_BYTES, 7);
  #waiting: Resolve[] = [];
  #inFlight: { readonly number: number; readonly waiting: readonly Resolve[] }[] = [];
  #sent = 0;
  /** Synced here; and by the quicker of the followers. */
  #own = 0;
  #acknowledged = 0;

  constructor(ownLog: Log, followers: readonly Socket[]) {
    this.#log = ownLog;
    this.#followers = followers;
    for (const socket of followers)
      onFrames(socket, (frame) => {
        this.#acknowledged = Math.max(this.#acknowledged, numberOf(frame));
        this.#settle();
      });
  }

  propose(): Promise<void> {
    if (this.#waiting.length === 0) setImmediate(() => this.#send());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #send(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const body = Buffer.allocUnsafe(waiting.length * (LENGTH_BYTES + VALUE_BYTES));
    for (let at = 0; at < body.length; at += LENGTH_BYTES + VALUE_BYTES) {
      body.writeUInt32LE(VALUE_BYTES, at);
      body.set(this.#value, at + LENGTH_BYTES);
    }
    const frame = frameOf(++this.#sent, body);
    this.#inFlight.push({ number: this.#sent, waiting });
    for (const socket of this.#followers) socket.write(frame);
    this.#log.append(frame);
    this.#own = this.#sent;
    this.#settle();
  }

  #settle(): void {
    const upTo = Math.min(this.#own, this.#acknowledged);
    const open = this.#inFlight.findIndex(({ number }) => number > upTo);
    const chosen = this.#inFlight.splice(0, open < 0 ? this.#inFlight.length : open);
    for (const { waiting } of chosen) for (const resolve of waiting) resolve();
  }
}

let leader: Leader | undefined;

const lead = async ({ file, ports }: { file: string; ports: readonly number[] }): Promise<void> => {
  log = new Log(file);
  sockets = ports.map((port) => connect(port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  leader = new Leader(log, sockets);
};

const load = (options: LoadOptions): Promise<LoadResult> => {
  const target = leader;
  if (target === undefined) throw new Error('not started');
  return runLoad(() => target.propose(), options);
};

serveChild({ follow, lead, load }, () => {
  for (const socket of sockets) socket.destroy();
  server?.close();
  log?.close();
  return Promise.resolve();
});
