/** A checkpoint from elsewhere becomes a database to open: copied to a side file, and believed only when it was checked. */

import { constants } from 'node:fs';
import { copyFile, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { GaiosError } from '@gaios/sm-base';

import { openConnection, type ConnectionOptions } from './connection.ts';
import { toGaiosError, type Facts } from './errors.ts';
import { CHECKPOINT_FILE, removeDatabase, syncPath, type MachineFolder } from './folder.ts';

export interface Received {
  readonly directory: string;
  readonly files: readonly string[];
  readonly instanceId: number;
}

/**
 * Leaves `folder.incoming` as a database of this machine at that instance, of the present schema, synced, with nothing
 * beside it. @throws GaiosError `MACHINE_CHECKPOINT_REFUSED` with `facts.reason`, `MACHINE_DATABASE_FOREIGN`,
 * `MACHINE_DATABASE_NEWER`, `MACHINE_SCHEMA_FAILED`, `STORAGE_FULL`, `STORAGE_IO`; the side file is gone then
 */
export const prepareIncoming = async (
  folder: MachineFolder,
  received: Received,
  options: ConnectionOptions,
): Promise<void> => {
  const facts = { ...options.owner, directory: received.directory, instanceId: received.instanceId };
  const { incoming } = folder;
  try {
    await removeDatabase(incoming);
    await copyIn(received, incoming, facts);
    await verifyPages(incoming, facts);
    checkInstance(incoming, received, options, facts);
    await syncPath(incoming);
  } catch (error) {
    await removeDatabase(incoming).catch(() => undefined);
    throw toGaiosError(error, 'STORAGE_IO', facts);
  }
};

const copyIn = async ({ directory, files }: Received, incoming: string, facts: Facts): Promise<void> => {
  const [file] = files;
  if (files.length !== 1 || file !== CHECKPOINT_FILE) {
    throw refused('files', `it has ${files.join(', ') || 'no files'}, not ${CHECKPOINT_FILE}`, facts);
  }
  const source = join(directory, file);
  if (!(await lstat(source)).isFile()) throw refused('files', `${file} is no regular file`, facts);
  await copyFile(source, incoming, constants.COPYFILE_FICLONE);
};

/** Opens it as the machine will, which also checks whose it is, and takes its schema forward. */
const checkInstance = (
  path: string,
  { instanceId }: Received,
  options: ConnectionOptions,
  facts: Facts,
): void => {
  const { raw, position } = openConnection(path, { ...options, mustExist: true });
  try {
    const found = position.read().completeUpTo;
    if (found === instanceId) return;
    throw refused('instance', `it is of instance ${found}, and ${instanceId} was named`, { ...facts, found });
  } finally {
    // Moves what the schema's steps wrote into the file itself, and removes the write-ahead log.
    raw.close();
  }
};

interface Verdict {
  readonly verdict?: string;
  readonly code?: string;
  readonly message?: string;
}

const verifyPages = async (path: string, facts: Facts): Promise<void> => {
  const { verdict, code, message } = await inWorker(path);
  if (verdict === 'ok') return;
  if (verdict !== undefined) throw refused('damaged', verdict, facts);
  // An I/O error or a full disk are no fault of the checkpoint.
  const cause = Object.assign(new Error(message), { code });
  const error = toGaiosError(cause, 'STORAGE_IO', facts);
  const isDamaged = error instanceof GaiosError && error.code === 'STORAGE_DAMAGED';
  throw isDamaged ? refused('damaged', error.message, facts) : error;
};

const inWorker = (path: string): Promise<Verdict> =>
  new Promise((resolve, reject) => {
    const file = fileURLToPath(import.meta.resolve('#verify'));
    const worker = new Worker(file, { workerData: { path } });
    let answer: Verdict = { code: 'unknown', message: 'the thread that checks it ended without a word' };
    worker.on('message', (verdict: Verdict) => {
      answer = verdict;
    });
    worker.once('error', reject);
    // Only then has it let go of the file.
    worker.once('exit', () => resolve(answer));
  });

const refused = (reason: 'files' | 'damaged' | 'instance', detail: string, facts: Facts): GaiosError =>
  new GaiosError('MACHINE_CHECKPOINT_REFUSED', detail, { facts: { ...facts, reason } });
