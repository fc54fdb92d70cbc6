// Starts the worker thread from its TypeScript source; only used under the condition @gaios/source.
import { register } from 'tsx/esm/api';

register();
await import(new URL('../src/worker.ts', import.meta.url).href);
