/** Runs the built `gaios` command, as an operator does. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { TestCluster } from './cluster.ts';

const MAIN = fileURLToPath(new URL('../../../../packages/cli/dist/main.js', import.meta.url));

/** Longest run; one that hangs fails its test. */
const RUN_MS_MAX = 120_000;

export interface GaiosResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks these nodes. */
export const gaios = (
  cluster: TestCluster,
  ids: readonly number[],
  args: readonly (string | number)[],
): Promise<GaiosResult> =>
  new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      GAIOS_ADMIN: ids.map((id) => `127.0.0.1:${cluster.controlPort(id)}`).join(','),
      GAIOS_SECRET_FILE: cluster.secretFile,
    };
    const child = spawn(process.execPath, [MAIN, ...args.map(String)], { env });
    const timer = setTimeout(() => child.kill('SIGKILL'), RUN_MS_MAX);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });

/** @throws Error with all that it said, if it did not end well */
export const mustRun = async (
  cluster: TestCluster,
  ids: readonly number[],
  args: readonly (string | number)[],
): Promise<GaiosResult> => {
  const result = await gaios(cluster, ids, args);
  if (result.code === 0) return result;
  throw new Error(`gaios ${args.join(' ')} ended with ${result.code}\n${result.stdout}\n${result.stderr}`);
};
