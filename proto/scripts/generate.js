/**
 * Generates gen/ from schema/. With --check it writes nothing and fails if the checked-in files are not what
 * the schema gives. Compares files rather than asking git, so that it also works in an export without history.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const FILES = ['gaios.js', 'gaios.d.ts'];

// Comments stay: the .d.ts is made from them. A root name of its own keeps it apart from a user's generated code.
const FLAGS =
  '--target static-module --wrap esm --root gaios --null-semantics --dts ' +
  '--no-create --no-verify --no-convert --no-delimited --no-typeurl --no-service';

const generate = (directory) => {
  const manifest = createRequire(import.meta.url).resolve('protobufjs-cli/package.json');
  const pbjs = join(dirname(manifest), 'bin', 'pbjs');
  const out = join(directory, 'gaios.js');
  execFileSync(process.execPath, [pbjs, ...FLAGS.split(' '), '--out', out, 'schema/gaios.proto'], {
    cwd: root,
    stdio: 'inherit',
  });
};

const check = () => {
  const directory = mkdtempSync(join(tmpdir(), 'gaios-proto-'));
  try {
    generate(directory);
    const text = (folder, file) => readFileSync(join(folder, file), 'utf8');
    return FILES.filter((file) => text(directory, file) !== text(join(root, 'gen'), file));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

if (process.argv.includes('--check')) {
  const stale = check();
  if (stale.length > 0) {
    console.error(`proto/gen is not what proto/schema gives: ${stale.join(', ')}. Run: pnpm proto`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(join(root, 'gen'), { recursive: true });
  generate(join(root, 'gen'));
}
