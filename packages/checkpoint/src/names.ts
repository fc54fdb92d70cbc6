/**
 * Names of files and folders. Those of files come from machines, and from the network: each is relative, normalised and
 * stays inside, or it is refused. What is refused for one system's sake (`\` on Windows) is refused everywhere: checkpoints travel.
 */

import { GaiosError } from '@gaios/sm-base';
import { NAME_BYTES_MAX, PATH_BYTES_MAX, PATH_DEPTH_MAX } from './bounds.ts';

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

/** Control characters, NUL among them, and halves of characters, which no two systems write alike. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

const whyNot = (path: string): string | undefined => {
  if (path === '') return 'is empty';
  if (UNPRINTABLE.test(path)) return 'has a NUL or another control character';
  if (path.includes('\\')) return 'has a backslash';
  if (path.startsWith('/') || /^[a-zA-Z]:/.test(path)) return 'is absolute';
  if (bytesOf(path) > PATH_BYTES_MAX) return `is longer than ${PATH_BYTES_MAX} bytes`;
  const names = path.split('/');
  if (names.length > PATH_DEPTH_MAX) return `is deeper than ${PATH_DEPTH_MAX} folders`;
  if (names.some((name) => name === '' || name === '.' || name === '..')) return 'is not normalised';
  if (names.some((name) => bytesOf(name) > NAME_BYTES_MAX)) return `has a name above ${NAME_BYTES_MAX} bytes`;
  return undefined;
};

/** @throws GaiosError CHECKPOINT_BAD_NAME */
export const checkPath = (path: string): void => {
  const why = whyNot(path);
  if (why === undefined) return;
  throw new GaiosError('CHECKPOINT_BAD_NAME', `the file name ${why}`, {
    facts: { path: path.slice(0, 200), why },
  });
};

export const join = (...names: readonly string[]): string => names.join('/');

/** The folder that a path stands in; of `a/b` it is `a`. */
export const parentOf = (path: string): string => {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
};

/** Folders between a root (not included) and a file below it, outermost first. */
export const foldersWithin = (path: string): string[] => {
  const names = path.split('/').slice(0, -1);
  return names.map((_name, at) => names.slice(0, at + 1).join('/'));
};

const INSTANCE_DIGITS = 15;
const HASH_DIGITS = 16;

/**
 * The instance, so that folders sort by it, and what it holds: checkpoints with the same content have the same id, on every
 * node, and others never collide. So a transfer that began at one sender can go on at another that has the same.
 */
export const checkpointId = (instanceId: number, manifestSha256: string): string =>
  `${String(instanceId).padStart(INSTANCE_DIGITS, '0')}-${manifestSha256.slice(0, HASH_DIGITS)}`;

export const isCheckpointId = (name: string): boolean => /^\d{15}-[0-9a-f]{16}$/.test(name);

export const machineFolder = (smId: number): string => `sm-${smId}`;

/** The framework's own state stands where a machine with id 0 would have its files. */
export const FRAMEWORK_SM_ID = 0;
export const FRAMEWORK_PATH = 'framework';
export const MANIFEST_NAME = 'manifest';

export const MAKING = '.making';
export const RECEIVING = '.receiving';
export const PROGRESS = 'progress';
/** In front of the id of what is being removed: half of a folder never has the name of a whole one. */
export const GONE = '.gone-';
