/** The process in which one part is measured. */

import { measureCodec } from './parts/codec.ts';
import { measureCore } from './parts/core.ts';
import { measureLateness } from './parts/lateness.ts';
import { measureStorage } from './parts/storage.ts';
import { measureTransport } from './parts/transport.ts';
import { serveChild } from './serve-child.ts';

serveChild({
  core: measureCore,
  codec: measureCodec,
  storage: measureStorage,
  transport: measureTransport,
  lateness: measureLateness,
});
