/**
 * Loads the project's own sources with rules broken in them: text is replaced in a copy, and the copy is imported. So the
 * product needs no switches, and what is tested is otherwise what runs. Works inside the repository only, on
 * sources (`node --conditions=@gaios/source --import tsx`, or Jest).
 *
 * @example
 * const planted = await plant([{ file: 'packages/core/src/acceptor.ts', find: 'a < b', replace: 'a <= b' }]);
 * const core = await planted.load<typeof import('@gaios/core')>('packages/core');
 * planted.remove();
 */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Core } from '../model/setup.ts';

export interface Mutation {
  /** Relative to the repository. */
  readonly file: string;
  /** Occurs exactly once; if not, the mutation does not apply any more, and that is an error. */
  readonly find: string;
  readonly replace: string;
}

export interface Planted {
  /** The copy of the repository's packages. */
  readonly directory: string;
  /** Imports a module of the copy: a package (its sources), or a file. The same module each time. */
  load<T>(path: string): Promise<T>;
  remove(): void;
}

/** Of the repository. */
export const ROOT = realpathSync(fileURLToPath(new URL('../../../../', import.meta.url)));
const NOT_COPIED = new Set(['node_modules', 'dist', 'test', 'bench']);

/** @throws Error if a mutation does not apply. */
export const plant = (
  mutations: readonly Mutation[],
  packages: readonly string[] = ['packages/core'],
): Planted => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'gaios-planted-')));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    const copied = new Set<string>();
    for (const path of packages) copyPackage(directory, path, copied);
    for (const mutation of mutations) mutate(directory, mutation);
  } catch (error) {
    remove();
    throw error;
  }
  const load = async <T>(path: string): Promise<T> => {
    const file = path.endsWith('.ts') ? path : `${path}/src/index.ts`;
    return (await import(pathToFileURL(join(directory, file)).href)) as T;
  };
  return { directory, load, remove };
};

/** The core, with rules broken. The files may go once it is loaded. */
export const loadCore = async (mutations: readonly Mutation[]): Promise<Core> => {
  const planted = plant(mutations);
  try {
    return await planted.load<Core>('packages/core');
  } finally {
    planted.remove();
  }
};

const mutate = (directory: string, mutation: Mutation): void => {
  const path = join(directory, mutation.file);
  if (!existsSync(path)) throw new Error(`mutation: ${mutation.file} is not among the files copied`);
  writeFileSync(path, applyMutation(mutation, readFileSync(path, 'utf8')));
};

/** The text of its file with the mutation in it. @throws Error if it does not apply */
export const applyMutation = ({ file, find, replace }: Mutation, text: string): string => {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`mutation: ${file} has ${parts.length - 1} of: ${find}`);
  return parts.join(replace);
};

/** Copies a package and all packages of the repository that it imports. */
const copyPackage = (directory: string, path: string, copied: Set<string>): void => {
  if (copied.has(path)) return;
  copied.add(path);
  const source = join(ROOT, path);
  const target = join(directory, path);
  const isCopied = (file: string): boolean => !NOT_COPIED.has(basename(file)) && !file.endsWith('.test.ts');
  cpSync(source, target, { recursive: true, filter: isCopied });
  for (const name of dependencies(join(source, 'node_modules'))) {
    const real = realpathSync(join(source, 'node_modules', name));
    const within = relative(ROOT, real);
    const isOurs = !within.startsWith('..') && !within.split(sep).includes('node_modules');
    if (isOurs) copyPackage(directory, within, copied);
    const link = join(target, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(isOurs ? join(directory, within) : real, link, 'dir');
  }
};

const dependencies = (folder: string): string[] => {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    if (name.startsWith('.')) return [];
    return name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name];
  });
};
