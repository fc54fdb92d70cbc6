/**
 * A write is on the disks of a quorum before it is acknowledged, by the word of the operating system: each of these
 * nodes has, between the write's receipt and its acknowledgement by the leader, written it to its log and then begun and
 * ended an fdatasync (or fsync) of that log.
 */

import { join } from 'node:path';

import { groupOf } from '../../src/slots.ts';
import { TestCluster } from './cluster.ts';
import { RespClient } from './resp-client.ts';
import { readTrace, straceTo, type SystemCall } from './strace.ts';

const NODES = 3;
const QUORUM = 2;
const GROUPS = 4;
/** Traced processes are slow. */
const TIMEOUT_MS = 20_000;

export interface SyncedWrite {
  readonly key: string;
  /** From the write's receipt to its acknowledgement, ms. */
  readonly tookMs: number;
  /** Who had it on the disk meanwhile. */
  readonly synced: readonly number[];
}

/** Sends so many SETs, one after the other, each to the leader of its group. @throws Error if one was acknowledged too early */
export const checkSyncs = async (
  writes: number,
  say: (line: string) => void = () => {},
): Promise<SyncedWrite[]> => {
  let cluster: TestCluster | undefined;
  // The folder of the cluster is made by it, and the traces lie beside the nodes' folders.
  const traceOf = (directory: string, id: number): string => join(directory, `trace-${id}`);
  try {
    cluster = await TestCluster.start({
      nodeCount: NODES,
      groups: GROUPS,
      timeoutMs: TIMEOUT_MS,
      limits: (id, directory) => ({ wrapper: straceTo(traceOf(directory, id)) }),
    });
    const started = cluster;
    const { directory, ids } = started;
    const asked = await setEach(started, writes);
    await Promise.all(ids.map((id) => started.terminate(id)));
    const traces = new Map(ids.map((id) => [id, readTrace(traceOf(directory, id))]));
    return asked.map(({ key, leader }) => {
      const write = syncedWrite(key, leader, traces);
      const { tookMs, synced } = write;
      say(
        `${key} at node ${leader}: acknowledged after ${tookMs.toFixed(1)} ms, synced by ${synced.join(', ')}`,
      );
      if (synced.length >= QUORUM && synced.includes(leader)) return write;
      throw new Error(`${key} was acknowledged with only ${synced.join(', ') || 'nobody'} having synced it`);
    });
  } finally {
    await cluster?.close();
  }
};

interface Asked {
  readonly key: string;
  readonly leader: number;
}

const setEach = async (cluster: TestCluster, writes: number): Promise<Asked[]> => {
  const asked: Asked[] = [];
  for (let n = 1; n <= writes; n++) {
    // With an end, so that one is no beginning of another.
    const key = `traced-${n}-key`;
    const leader = await cluster.leaderOf(groupOf(Buffer.from(key), GROUPS));
    const client = await RespClient.open(cluster.respPort(leader));
    if (client === undefined) throw new Error(`node ${leader} takes no connection`);
    const result = await client.send('SET', key, 'v');
    client.close();
    if (result.kind !== 'answer') throw new Error(`SET ${key} at ${leader}: ${result.text}`);
    asked.push({ key, leader });
  }
  return asked;
};

export const syncedWrite = (
  key: string,
  leader: number,
  traces: ReadonlyMap<number, readonly SystemCall[]>,
): SyncedWrite => {
  const calls = traces.get(leader) ?? [];
  const receipt = calls.find(({ name, args }) => isRead(name) && args.includes(`\\r\\n${key}\\r\\n`));
  if (receipt === undefined) throw new Error(`no read of ${key} in the trace of node ${leader}`);
  const connection = descriptorOf(receipt);
  const reply = calls.find(
    (call) =>
      isWrite(call.name) && descriptorOf(call) === connection && call.began >= receipt.ended && hasOk(call),
  );
  if (reply === undefined) throw new Error(`no reply to ${key} in the trace of node ${leader}`);
  const synced = [...traces].filter(([, each]) => syncedBetween(each, key, receipt.began, reply.began));
  return { key, tookMs: (reply.began - receipt.ended) * 1000, synced: synced.map(([id]) => id) };
};

/** Whether the key was written to the log and the log then synced, all of it between these times. */
const syncedBetween = (calls: readonly SystemCall[], key: string, from: number, to: number): boolean => {
  const written = calls.find(
    (call) => isWrite(call.name) && isLog(call) && call.began >= from && call.args.includes(key),
  );
  return (
    written !== undefined &&
    calls.some(
      (call) =>
        isSync(call.name) &&
        isLog(call) &&
        call.result === 0 &&
        call.began >= written.ended &&
        call.ended <= to,
    )
  );
};

const isRead = (name: string): boolean => /^(?:read|recvfrom|recvmsg)$/.test(name);
const isWrite = (name: string): boolean => /^(?:write|writev|pwrite64|sendto|sendmsg)$/.test(name);
const isSync = (name: string): boolean => /^(?:fsync|fdatasync)$/.test(name);
/** With -y a descriptor stands with its path. */
const isLog = ({ args }: SystemCall): boolean => /^\d+<[^>]*gaios\.journal-\d>/.test(args);
const descriptorOf = ({ args }: SystemCall): string => /^\d+/.exec(args)?.[0] ?? '';
const hasOk = ({ args }: SystemCall): boolean => args.includes('"+OK\\r\\n"');
