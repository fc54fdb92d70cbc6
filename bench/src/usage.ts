/** What processes cost, as the kernel counts it (Linux). Elsewhere NaN: printed as unknown. */

import { readFileSync } from 'node:fs';

export interface Usage {
  /** User and system, all threads. */
  readonly cpuMs: number;
  /** Handed to the disk. */
  readonly writtenBytes: number;
}

/** USER_HZ, which is the same on all Linux machines that Node runs on. */
const TICK_MS = 10;

/** utime and stime, or those of children that were waited for. */
export const cpuMsOf = (stat: string, who: 'self' | 'children'): number => {
  // The name in front may hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const at = who === 'self' ? 11 : 13;
  return (Number(fields[at]) + Number(fields[at + 1])) * TICK_MS;
};

export const writtenBytesOf = (io: string): number =>
  Number(/^write_bytes: (\d+)$/m.exec(io)?.[1] ?? Number.NaN);

const readProc = (pid: number | 'self', file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
};

export const usageOf = (pids: readonly number[]): Usage => {
  let cpuMs = 0;
  let writtenBytes = 0;
  for (const pid of pids) {
    cpuMs += cpuMsOf(readProc(pid, 'stat') ?? '', 'self');
    writtenBytes += writtenBytesOf(readProc(pid, 'io') ?? '');
  }
  return { cpuMs, writtenBytes };
};

/** Of this process's children that have ended. */
export const endedChildrenCpuMs = (): number => cpuMsOf(readProc('self', 'stat') ?? '', 'children');

/** Resident memory, bytes. */
export const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1] ?? Number.NaN) * 1024;
