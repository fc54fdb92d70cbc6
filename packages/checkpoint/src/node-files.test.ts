import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import { fileSystemConformance } from '@gaios/testkit/file-system-conformance';
import { nodeFiles } from './node-files.ts';

fileSystemConformance('node:fs', { describe, it }, async () => {
  const root = await mkdtemp(join(tmpdir(), 'gaios-files-'));
  return {
    files: nodeFiles,
    root,
    link: (path) => symlink('/etc/hostname', path),
    dispose: () => rm(root, { recursive: true, force: true }),
  };
});
