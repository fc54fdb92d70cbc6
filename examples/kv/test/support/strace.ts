/**
 * strace around the nodes of a cluster: which system calls a process made, with their bytes and times. All processes
 * are on one machine, so their times compare.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Why nothing can be traced here; undefined: it can. Containers may have strace and forbid what it does. */
export const whyNoStrace = (): string | undefined => {
  const { error, status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (error !== undefined) return 'strace is not installed: apt-get install strace';
  return status === 0 ? undefined : `strace does not work here: ${stderr.trim()}`;
};

/** What a client sends is read whole, a page of SQLite too. */
const STRING_BYTES_MAX = 4_200;
const CALLS = 'read,recvfrom,recvmsg,write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync';

/** For `ProcessLimits.wrapper`. The tracer is a grandchild (-D), so that signals reach the node, and it ends with it. */
export const straceTo = (file: string): string[] =>
  [
    `strace -D -f --seccomp-bpf -ttt -T -y -s ${STRING_BYTES_MAX} -e trace=${CALLS} -e signal=none -o`.split(
      ' ',
    ),
    [file, '--'],
  ].flat();

export interface SystemCall {
  readonly name: string;
  /** As strace shows them: descriptors with their paths, bytes as a string of C. */
  readonly args: string;
  /** Seconds since 1970. */
  readonly began: number;
  readonly ended: number;
  /** Negative: failed. */
  readonly result: number;
}

const HEAD = /^(\d+) +(\d+\.\d+) (?:<\.\.\. \w+ resumed>|(\w+)\()/;
const END = /\) += (-?\d+) [^<]*<(\d+\.\d+)>$/;
/** Longest result, with the name of an error. Lines are long, and an expression that looks for its end in all of one takes minutes. */
const END_CHARACTERS_MAX = 120;
const UNFINISHED = ' <unfinished ...>';

/** The calls that have ended, by the time of their end. */
export const readTrace = (file: string): SystemCall[] => parseTrace(readFileSync(file, 'latin1'));

export const parseTrace = (text: string): SystemCall[] => {
  const calls: SystemCall[] = [];
  const begun = new Map<string, Begun>();
  for (const line of text.split('\n')) {
    const [head = '', thread = '', time, newName] = HEAD.exec(line) ?? [];
    const sinceOrNow = Number(time);
    if (newName !== undefined && line.endsWith(UNFINISHED)) {
      const args = line.slice(head.length, -UNFINISHED.length);
      begun.set(thread, { name: newName, args, began: sinceOrNow });
      continue;
    }
    const end = END.exec(line.slice(-END_CHARACTERS_MAX));
    const before: Begun | undefined =
      newName === undefined ? begun.get(thread) : { name: newName, args: '', began: sinceOrNow };
    if (end === null || before === undefined) continue;
    const args = before.args + line.slice(head.length, line.length - end[0].length);
    // Of a resumed call the time is that of its end.
    const ended = newName === undefined ? sinceOrNow : sinceOrNow + Number(end[2]);
    calls.push({ ...before, args, ended, result: Number(end[1]) });
  }
  return calls.toSorted((a, b) => a.ended - b.ended);
};

type Begun = Pick<SystemCall, 'name' | 'args' | 'began'>;
