import { describe, expect, it, test } from '@jest/globals';
import type { FileSystem } from '@gaios/sm-base';
import { fileSystemConformance } from './file-system-conformance.ts';
import { MemoryVolume } from './memory-files.ts';

fileSystemConformance('memory', { describe, it }, async () => {
  const volume = new MemoryVolume();
  const files = volume.open();
  await files.makeFolder('/root');
  return {
    files,
    root: '/root',
    link: (path) => Promise.resolve(volume.makeLink(path)),
    dispose: () => Promise.resolve(),
  };
});

const text = (length: number, letter = 'x'): Uint8Array => new TextEncoder().encode(letter.repeat(length));

const writeUnsynced = async (files: FileSystem, path: string, bytes: Uint8Array): Promise<void> => {
  const file = await files.open(path, 'create');
  await file.write(bytes, 0);
  await file.close();
};

const read = async (files: FileSystem, path: string): Promise<string | undefined> => {
  if ((await files.stat(path)) === undefined) return undefined;
  const file = await files.open(path, 'read');
  const buffer = new Uint8Array(await file.size());
  for (let at = 0; at < buffer.length;) at += await file.read(buffer.subarray(at), at);
  return new TextDecoder().decode(buffer);
};

/** What a crash leaves, over many seeds. */
const outcomes = async (
  act: (files: FileSystem) => Promise<void>,
  look: (files: FileSystem) => Promise<unknown>,
): Promise<Set<string>> => {
  const found = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    const volume = new MemoryVolume({ seed });
    await act(volume.open());
    volume.crash();
    found.add(JSON.stringify(await look(volume.open())));
  }
  return found;
};

describe('a crash', () => {
  test('may lose a file whose name was not synced, or what was written to it', async () => {
    const found = await outcomes(
      (files) => writeUnsynced(files, '/a', text(3)),
      async (files) => (await read(files, '/a')) ?? 'none',
    );
    expect(found).toContain('"none"');
    expect(found).toContain('"xxx"');
    expect(found).toContain('""');
  });

  test('loses nothing of what was synced, names included', async () => {
    const found = await outcomes(
      async (files) => {
        const file = await files.open('/a', 'create');
        await file.write(text(10_000), 0);
        await file.sync();
        await files.syncFolder('/');
      },
      async (files) => (await read(files, '/a'))?.length,
    );
    expect(found).toEqual(new Set(['10000']));
  });

  test('may keep some blocks of a file and not others', async () => {
    const found = await outcomes(
      async (files) => {
        const file = await files.open('/a', 'create');
        await file.write(text(8192, 'o'), 0);
        await file.sync();
        await files.syncFolder('/');
        await file.write(text(8192, 'n'), 0);
      },
      async (files) => (await read(files, '/a'))?.replaceAll(/(.)\1+/g, '$1'),
    );
    expect(found).toEqual(new Set(['"o"', '"n"', '"on"', '"no"']));
  });

  test('leaves of a rename either name, never both or none', async () => {
    const found = await outcomes(
      async (files) => {
        await files.makeFolder('/from');
        await files.makeFolder('/to');
        await writeUnsynced(files, '/from/a', text(0));
        for (const folder of ['/', '/from', '/to']) await files.syncFolder(folder);
        await files.rename('/from/a', '/to/b');
      },
      async (files) => [...(await files.list('/from')), ...(await files.list('/to'))],
    );
    expect(found).toEqual(new Set(['["a"]', '["b"]']));
  });

  test('may leave half of a folder that was removed', async () => {
    const found = await outcomes(
      async (files) => {
        await files.makeFolder('/f');
        await writeUnsynced(files, '/f/a', text(0));
        await writeUnsynced(files, '/f/b', text(0));
        for (const folder of ['/', '/f']) await files.syncFolder(folder);
        await files.remove('/f');
      },
      async (files) => files.list('/f'),
    );
    expect(found).toEqual(new Set(['[]', '["a"]', '["b"]', '["a","b"]']));
  });

  test('comes at the operation that was named, which then never ends', async () => {
    const volume = new MemoryVolume();
    const files = volume.open();
    let crashed = false;
    let ended = false;
    volume.onCrash = () => void (crashed = true);
    volume.crashAt = 2;
    await files.makeFolder('/a');
    void files.makeFolder('/b').then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([crashed, ended]).toEqual([true, false]);
  });
});

describe('a volume', () => {
  test('is full at its bound, and has room again after a removal', async () => {
    const volume = new MemoryVolume({ bytesMax: 100 });
    const files = volume.open();
    await writeUnsynced(files, '/a', text(60));
    await expect(writeUnsynced(files, '/b', text(60))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await files.remove('/a');
    await writeUnsynced(files, '/c', text(60));
    expect(volume.used).toBe(60);
  });

  test('fails the operation that was named', async () => {
    const volume = new MemoryVolume();
    const files = volume.open();
    volume.fail({ operation: 2, code: 'STORAGE_IO' });
    await files.makeFolder('/a');
    await expect(files.makeFolder('/b')).rejects.toMatchObject({ code: 'STORAGE_IO' });
    await files.makeFolder('/b');
    expect(await files.list('/')).toEqual(['a', 'b']);
  });
});
