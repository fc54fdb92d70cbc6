#!/usr/bin/env node
/** The `gaios` command, on the terminal that it was called from. */

import { processIo } from './io.ts';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), processIo());
