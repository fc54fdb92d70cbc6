/** Reads the product code of this workspace from the disk. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Workspace } from './rules.ts';
import { parseSource, type SourceFile } from './source-file.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const foldersIn = (parent: string): string[] => readdirSync(root + parent).map((name) => `${parent}/${name}`);

const packageFolders = (): string[] =>
  [...foldersIn('packages'), ...foldersIn('examples'), 'proto', 'bench'].filter((folder) =>
    existsSync(`${root}${folder}/package.json`),
  );

const sourcesOf = (folder: string): SourceFile[] =>
  readdirSync(`${root}${folder}/src`, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/src/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.[mc]?[jt]sx?$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => parseSource(path, readFileSync(root + path, 'utf8')));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const dependenciesOf = (folder: string): string[] => {
  const manifest = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')) as Manifest;
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
};

export const readWorkspace = (): Workspace => {
  const folders = packageFolders();
  return {
    files: folders.flatMap(sourcesOf),
    dependencies: new Map(folders.map((folder) => [folder, dependenciesOf(folder)])),
  };
};
