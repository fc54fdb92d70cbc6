/**
 * What every `FileSystem` must do, as one suite. An implementation calls it once from its own tests:
 *
 *   fileSystemConformance('memory', { describe, it }, makeFixture);
 */

import assert from 'node:assert/strict';
import { GaiosError, type FileSystem, type OpenFile } from '@gaios/sm-base';
import type { TestFramework } from './storage-conformance.ts';

export interface FileSystemFixture {
  readonly files: FileSystem;
  /** An empty folder. */
  readonly root: string;
  /** A symbolic link, to anything. */
  readonly link: (path: string) => Promise<void>;
  dispose(): Promise<void>;
}

type Body = (fixture: FileSystemFixture) => Promise<void>;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const readAll = async (file: OpenFile): Promise<string> => {
  const buffer = new Uint8Array(await file.size());
  for (let at = 0; at < buffer.length;) {
    const length = await file.read(buffer.subarray(at), at);
    assert.ok(length > 0, 'a read before the end gives something');
    at += length;
  }
  return new TextDecoder().decode(buffer);
};

const write = async (files: FileSystem, path: string, text: string): Promise<void> => {
  const file = await files.open(path, 'create');
  await file.write(bytes(text), 0);
  await file.sync();
  await file.close();
};

const read = async (files: FileSystem, path: string): Promise<string> => {
  const file = await files.open(path, 'read');
  try {
    return await readAll(file);
  } finally {
    await file.close();
  }
};

/** A list of this realm: test runners may have several. */
const namesIn = async (files: FileSystem, path: string): Promise<string[]> => [...(await files.list(path))];

const failsWith = (systemCode: string) => (error: unknown) => {
  assert.ok(error instanceof GaiosError, 'a GaiosError');
  assert.equal(error.code, 'STORAGE_IO');
  assert.equal(error.facts['systemCode'], systemCode);
  return true;
};

const failsSomehow = (error: unknown): boolean => error instanceof GaiosError && error.code === 'STORAGE_IO';

export function fileSystemConformance(
  name: string,
  framework: TestFramework,
  makeFixture: () => Promise<FileSystemFixture>,
): void {
  const test = (title: string, body: Body): void =>
    framework.it(title, async () => {
      const fixture = await makeFixture();
      try {
        await body(fixture);
      } finally {
        await fixture.dispose();
      }
    });
  framework.describe(`file system conformance: ${name}`, () => {
    test('makes folders with those above them, also twice', makesFolders);
    test('lists names in order, and nothing of what is not there', listsNames);
    test('tells what a name is', tellsKinds);
    test('writes and reads at positions', positions);
    test('creates only what is not there, and opens only what is', opens);
    test('follows no link', followsNoLink);
    test('renames files over files, and folders whole', renames);
    test('removes whatever it is', removes);
    test('cuts files off and lengthens them with zeros', truncates);
    test('closes twice, and does nothing afterwards', closes);
  });
}

const makesFolders: Body = async ({ files, root }) => {
  await files.makeFolder(`${root}/a/b/c`);
  await files.makeFolder(`${root}/a/b/c`);
  await files.syncFolder(`${root}/a/b`);
  assert.deepEqual(await namesIn(files, `${root}/a/b`), ['c']);
  await assert.rejects(files.syncFolder(`${root}/nothing`), failsWith('ENOENT'));
};

const listsNames: Body = async ({ files, root }) => {
  assert.deepEqual(await namesIn(files, root), []);
  assert.deepEqual(await namesIn(files, `${root}/nothing`), []);
  for (const name of ['b', 'c', 'a']) await write(files, `${root}/${name}`, name);
  assert.deepEqual(await namesIn(files, root), ['a', 'b', 'c']);
};

const tellsKinds: Body = async ({ files, root, link }) => {
  await write(files, `${root}/file`, 'four');
  await files.makeFolder(`${root}/folder`);
  await link(`${root}/link`);
  assert.deepEqual(await files.stat(`${root}/file`), { kind: 'file', size: 4 });
  assert.equal((await files.stat(`${root}/folder`))?.kind, 'folder');
  assert.equal((await files.stat(`${root}/link`))?.kind, 'link');
  assert.equal(await files.stat(`${root}/nothing`), undefined);
};

const positions: Body = async ({ files, root }) => {
  const file = await files.open(`${root}/file`, 'create');
  await file.write(bytes('abcdef'), 0);
  await file.write(bytes('XY'), 2);
  await file.write(bytes('z'), 8);
  assert.equal(await readAll(file), 'abXYef\0\0z');
  assert.equal(await file.read(new Uint8Array(4), 9), 0);
  await file.close();
  const again = await files.open(`${root}/file`, 'update');
  await again.write(bytes('A'), 0);
  await again.close();
  assert.equal(await read(files, `${root}/file`), 'AbXYef\0\0z');
};

const opens: Body = async ({ files, root }) => {
  await write(files, `${root}/file`, 'x');
  await assert.rejects(files.open(`${root}/file`, 'create'), failsWith('EEXIST'));
  await assert.rejects(files.open(`${root}/nothing`, 'read'), failsWith('ENOENT'));
  await assert.rejects(files.open(`${root}/nothing`, 'update'), failsWith('ENOENT'));
  await assert.rejects(files.open(`${root}/no/folder`, 'create'), failsWith('ENOENT'));
};

const followsNoLink: Body = async ({ files, root, link }) => {
  await link(`${root}/link`);
  await assert.rejects(files.open(`${root}/link`, 'read'), failsWith('ELOOP'));
  await assert.rejects(files.open(`${root}/link`, 'update'), failsWith('ELOOP'));
  await assert.rejects(files.open(`${root}/link`, 'create'), failsSomehow);
};

const renames: Body = async ({ files, root }) => {
  await write(files, `${root}/a`, 'a');
  await write(files, `${root}/b`, 'b');
  await files.rename(`${root}/a`, `${root}/b`);
  assert.deepEqual(await namesIn(files, root), ['b']);
  assert.equal(await read(files, `${root}/b`), 'a');
  await files.makeFolder(`${root}/from/deep`);
  await write(files, `${root}/from/deep/file`, 'deep');
  await files.rename(`${root}/from`, `${root}/to`);
  assert.equal(await read(files, `${root}/to/deep/file`), 'deep');
  await files.makeFolder(`${root}/other/full`);
  await assert.rejects(files.rename(`${root}/other`, `${root}/to`), failsSomehow);
  await assert.rejects(files.rename(`${root}/nothing`, `${root}/x`), failsWith('ENOENT'));
};

const removes: Body = async ({ files, root, link }) => {
  await files.makeFolder(`${root}/a/b`);
  await write(files, `${root}/a/b/file`, 'x');
  await link(`${root}/a/link`);
  await files.remove(`${root}/a`);
  await files.remove(`${root}/a`);
  await write(files, `${root}/file`, 'x');
  await files.remove(`${root}/file`);
  assert.deepEqual(await namesIn(files, root), []);
};

const truncates: Body = async ({ files, root }) => {
  const file = await files.open(`${root}/file`, 'create');
  await file.write(bytes('abcdef'), 0);
  await file.truncate(3);
  await file.truncate(5);
  assert.equal(await file.size(), 5);
  assert.equal(await readAll(file), 'abc\0\0');
  await file.close();
};

const closes: Body = async ({ files, root }) => {
  const file = await files.open(`${root}/file`, 'create');
  await file.close();
  await file.close();
  await assert.rejects(file.write(bytes('x'), 0), failsSomehow);
};
