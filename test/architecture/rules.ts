/** The rules of DESIGN "Layers" and of the house style, as functions from source files to sentences about violations. */

import { posix } from 'node:path';
import { isBuiltin } from 'node:module';
import type { SourceFile } from './source-file.ts';

export interface Workspace {
  /** Product code only: no tests, nothing generated. */
  readonly files: readonly SourceFile[];
  /** Dependencies that each folder's package.json names (not those for development). */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

export type Rule = (workspace: Workspace) => string[];

interface Layer {
  readonly name: string;
  /** Packages of this workspace that it may import. */
  readonly mayImport: readonly string[];
  /** Only `import type`, and nothing of Node's nor of any library: what it needs is handed in. */
  readonly pure: boolean;
}

const impure = (name: string, ...mayImport: string[]): Layer => ({ name, mayImport, pure: false });
const pure = (name: string, ...mayImport: string[]): Layer => ({ name, mayImport, pure: true });

const BELOW_RUNTIME = [
  '@gaios/sm-base',
  '@gaios/core',
  '@gaios/master',
  '@gaios/config-sm',
  '@gaios/checkpoint',
  '@gaios/proto',
];

/** Every folder with a package, and what it may build on. Imports point downwards only. */
export const layers: Readonly<Record<string, Layer>> = {
  'packages/sm-base': pure('@gaios/sm-base'),
  'packages/core': pure('@gaios/core', '@gaios/sm-base'),
  'packages/master': pure('@gaios/master', '@gaios/core', '@gaios/sm-base'),
  'packages/config-sm': pure('@gaios/config-sm', '@gaios/core', '@gaios/sm-base'),
  // It waits for files and hashes, so it is no function; what is not its own business comes through ports all the same.
  'packages/checkpoint': impure('@gaios/checkpoint', '@gaios/core', '@gaios/sm-base'),
  proto: impure(
    '@gaios/proto',
    '@gaios/core',
    '@gaios/master',
    '@gaios/config-sm',
    '@gaios/checkpoint',
    '@gaios/sm-base',
  ),
  'packages/storage-sqlite': impure('@gaios/storage-sqlite', '@gaios/sm-base'),
  'packages/sm-sqlite': impure('@gaios/sm-sqlite', '@gaios/sm-base'),
  'packages/transport-ws': impure('@gaios/transport-ws', '@gaios/sm-base'),
  'packages/node': impure('gaios', ...BELOW_RUNTIME, '@gaios/storage-sqlite', '@gaios/transport-ws'),
  // The simulator corrupts frames, so it frames payloads as production does.
  'packages/testkit': impure('@gaios/testkit', ...BELOW_RUNTIME, '@gaios/transport-ws', 'gaios'),
  'packages/cli': impure('@gaios/cli', ...BELOW_RUNTIME, '@gaios/storage-sqlite', 'gaios'),
  'examples/echo': impure('echo', 'gaios'),
  'examples/election': impure('election', 'gaios'),
  'examples/kv': impure('kv', '@gaios/sm-sqlite', 'gaios'),
  // Measures the whole, and each part by itself.
  bench: impure(
    '@gaios/bench',
    ...BELOW_RUNTIME,
    '@gaios/storage-sqlite',
    '@gaios/sm-sqlite',
    '@gaios/transport-ws',
    'gaios',
    '@gaios/example-kv',
  ),
};

const folderOf = (path: string): string => {
  const folder = Object.keys(layers).find((each) => path.startsWith(`${each}/`));
  return folder ?? path.split('/').slice(0, 2).join('/');
};

/** `@scope/name/deep` and `name/deep` belong to the package in front. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Loads sources from a folder that it makes, so its import names a path of that moment. */
const COMPUTED_IMPORTS = new Set(['packages/testkit/src/planted/loader.ts']);

const isRelative = (specifier: string): boolean => specifier.startsWith('.');
const resolve = (file: SourceFile, specifier: string): string =>
  posix.join(posix.dirname(file.path), specifier);

const inWorkspace = (specifier: string): boolean =>
  packageOf(specifier) === 'gaios' || specifier.startsWith('@gaios/');

export const everyFolderIsKnown: Rule = ({ files }) =>
  files
    .filter(({ path }) => layers[folderOf(path)] === undefined)
    .map(({ path }) => `${path}: its package has no row in the table of layers`);

export const importsPointDownwards: Rule = ({ files }) =>
  files.flatMap((file) => {
    const layer = layers[folderOf(file.path)];
    return file.imports
      .filter(({ specifier }) => inWorkspace(specifier) && !layer?.mayImport.includes(specifier))
      .map(({ specifier }) => `${file.path} imports ${specifier}`);
  });

/** Core needs no line of code of anybody: only what sm-base says the outside looks like. */
export const coreImportsTypesOnly: Rule = ({ files }) =>
  files
    .filter(({ path }) => folderOf(path) === 'packages/core')
    .flatMap((file) =>
      file.imports
        .filter(({ specifier, typeOnly }) => !isRelative(specifier) && !typeOnly)
        .map(({ specifier }) => `${file.path} imports ${specifier}, and not only its types`),
    );

/** What votes are counted by is decided in the core alone; who plans changes of it takes its functions as they are handed in. */
export const membershipTakesTypesOfCore: Rule = ({ files }) =>
  files
    .filter(({ path }) => folderOf(path) === 'packages/config-sm')
    .flatMap((file) =>
      file.imports
        .filter(({ specifier, typeOnly }) => specifier === '@gaios/core' && !typeOnly)
        .map(({ specifier }) => `${file.path} imports ${specifier}, and not only its types`),
    );

export const librariesAreDeclared: Rule = ({ files, dependencies }) =>
  files.flatMap((file) => {
    const folder = folderOf(file.path);
    const declared = dependencies.get(folder) ?? [];
    return file.imports
      .filter(
        ({ specifier }) => !isRelative(specifier) && !specifier.startsWith('#') && !isBuiltin(specifier),
      )
      .filter(({ specifier }) => specifier !== '?' || !COMPUTED_IMPORTS.has(file.path))
      .filter(({ specifier }) =>
        layers[folder]?.pure ? !inWorkspace(specifier) : !declared.includes(packageOf(specifier)),
      )
      .map(({ specifier }) => `${file.path} imports ${specifier}, which its package does not depend on`);
  });

export const relativeImportsStayInside: Rule = ({ files }) =>
  files.flatMap((file) => {
    const inside = `${folderOf(file.path)}/src/`;
    return file.imports
      .filter(({ specifier }) => isRelative(specifier) && !resolve(file, specifier).startsWith(inside))
      .map(({ specifier }) => `${file.path} imports ${specifier}, which is outside of ${inside}`);
  });

/** Also of types: two files that need each other are one. */
export const noCycles: Rule = ({ files }) => {
  const edges = new Map(
    files.map((file) => [
      file.path,
      file.imports
        .filter(({ specifier }) => isRelative(specifier))
        .map(({ specifier }) => resolve(file, specifier)),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const follow = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (trail.includes(path) || done.has(path)) return;
    for (const next of edges.get(path) ?? []) follow(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) follow(path, []);
  return found;
};

export const namedExportsAndNoEnums: Rule = ({ files }) =>
  files.flatMap(({ path, forms }) => [...forms].map((form) => `${path} has a ${form}`));

const CLOCKS = ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const DICE = ['Math.random', 'crypto'];
const PROCESS = ['process', 'console', 'Buffer', 'globalThis', 'require', 'fetch', 'WebSocket', 'Worker'];
const WAITING = ['async', 'await', 'Promise'];

const using = (file: SourceFile, names: readonly string[]): string[] =>
  names.filter((name) => file.uses.has(name)).map((name) => `${file.path} uses ${name}`);

const nodeModules = (file: SourceFile, forbidden: (specifier: string) => boolean): string[] =>
  file.imports
    .filter(({ specifier }) => isBuiltin(specifier) && forbidden(specifier))
    .map(({ specifier }) => `${file.path} imports ${specifier}`);

/** No clock, no randomness, no process, nothing to wait for: what it does depends on its inputs alone. */
export const pureLayersAreFunctions: Rule = ({ files }) =>
  files
    .filter(({ path }) => layers[folderOf(path)]?.pure)
    .flatMap((file) => [
      ...using(file, [...CLOCKS, ...DICE, ...PROCESS, ...WAITING]),
      ...nodeModules(file, () => true),
    ]);

/** In sm-base promises exist as types of what users and the edges implement; core does not know of them. */
export const coreKnowsNoPromises: Rule = ({ files }) =>
  files
    .filter(({ path }) => folderOf(path) === 'packages/core')
    .flatMap((file) => using(file, ['type Promise', 'type PromiseLike', 'type AsyncIterable']));

/** Files of the runtime that may touch what only the system knows: they make the ports out of it. */
const RUNTIME_EDGE = 'packages/node/src/adapters/';

/** So that the whole runtime runs under the simulator as it does in production. */
export const runtimeUsesItsPorts: Rule = ({ files }) =>
  files
    .filter(({ path }) => path.startsWith('packages/node/src/') && !path.startsWith(RUNTIME_EDGE))
    .flatMap((file) => [
      ...using(file, [...CLOCKS, ...DICE, 'process.nextTick', 'process.hrtime', 'process.uptime']),
      ...nodeModules(file, (specifier) => /^(node:)?(timers|perf_hooks)/.test(specifier)),
    ]);

/** Files of packages/checkpoint that touch the disk and threads: they make ports out of them. */
const CHECKPOINT_EDGES = new Set([
  'packages/checkpoint/src/node-files.ts',
  'packages/checkpoint/src/node-compression.ts',
]);

/** So that crashes, full disks and lost chunks can be simulated. Hashes are functions and need no port. */
export const checkpointsUseTheirPorts: Rule = ({ files }) =>
  files
    .filter(({ path }) => path.startsWith('packages/checkpoint/src/') && !CHECKPOINT_EDGES.has(path))
    .flatMap((file) => [
      ...using(file, [...CLOCKS, 'Math.random', 'process']),
      ...nodeModules(file, (specifier) => !/^(node:)?(crypto|zlib)$/.test(specifier)),
    ]);

export const rules: Readonly<Record<string, Rule>> = {
  'every package has its place among the layers': everyFolderIsKnown,
  'imports point downwards': importsPointDownwards,
  'core imports types only': coreImportsTypesOnly,
  'config-sm takes only types from core': membershipTakesTypesOfCore,
  'libraries are declared, and the pure layers have none': librariesAreDeclared,
  'relative imports stay inside of their package': relativeImportsStayInside,
  'files do not import each other in circles': noCycles,
  'named exports only, no enums, no namespaces': namedExportsAndNoEnums,
  'the pure layers use no clock, dice, process or promise': pureLayersAreFunctions,
  'core knows no promises': coreKnowsNoPromises,
  'the runtime touches time and chance through its ports only': runtimeUsesItsPorts,
  'checkpoints touch files, time and chance through ports only': checkpointsUseTheirPorts,
};
