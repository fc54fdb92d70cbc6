import { describe, it, jest } from '@jest/globals';
import type { LogStorage } from '@gaios/sm-base';
import { storageConformance } from '@gaios/testkit/storage-conformance';
import type { StorageFixture } from '@gaios/testkit/storage-conformance';
import { SqliteLogStorage } from '../src/index.ts';
import { copyFolder, damageValue, removeFolder, temporaryFolder } from './folders.ts';

// Each opening in a worker loads TypeScript first.
jest.setTimeout(60_000);

type Thread = 'main' | 'worker';

for (const thread of ['main', 'worker'] as const) {
  storageConformance(`sqlite, ${thread} thread`, { describe, it }, () =>
    Promise.resolve(makeFixture({ thread })),
  );
}

// Every commit or two fill a file of the journal, so that reads and openings find it at every stage of its way.
storageConformance('sqlite, a short journal', { describe, it }, () =>
  Promise.resolve(makeFixture({ thread: 'main', journalBytesMax: 300 })),
);

function makeFixture(options: { thread: Thread; journalBytesMax?: number }): StorageFixture {
  const folders = [temporaryFolder()];
  const opened: LogStorage[] = [];
  return {
    async open({ nodeId }) {
      const storage = await SqliteLogStorage.open({
        dataDir: folders.at(-1)!,
        nodeId,
        ...options,
        synchronous: 'off',
      });
      opened.push(storage);
      return storage;
    },
    async crash(storage) {
      // The next opening finds the files as they were at this moment; what closing does to these, it does not see.
      folders.push(copyFolder(folders.at(-1)!));
      await storage.close();
    },
    async damageValue(groupIdx, instanceId) {
      await Promise.resolve();
      damageValue(folders.at(-1)!, groupIdx, instanceId);
    },
    async dispose() {
      for (const storage of opened) await storage.close();
      for (const folder of folders) removeFolder(folder);
    },
  };
}
