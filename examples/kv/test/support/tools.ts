/** Runs redis-cli and redis-benchmark. They are needed: without them these tests fail, so that nobody passes by accident. */

import { spawn } from 'node:child_process';

export interface ToolResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longest run; a tool that hangs fails its test. */
const RUN_MS_MAX = 60_000;

export const runTool = (
  tool: 'redis-cli' | 'redis-benchmark',
  args: readonly string[],
  input: string | Buffer = '',
): Promise<ToolResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(tool, args);
    const timer = setTimeout(() => child.kill('SIGKILL'), RUN_MS_MAX);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('latin1')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('latin1')));
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const missing = `${tool} is not installed: it is in the Debian package redis-tools (apt-get install redis-tools)`;
      reject(error.code === 'ENOENT' ? new Error(missing) : error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
