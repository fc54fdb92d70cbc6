/** `@gaios/testkit`: deterministic ports, a cluster in one thread, and conformance suites for implementations of ports. */
export * from './determinism.ts';
export * from './lab.ts';
export * from './lab-chaos.ts';
export * from './lab-watch.ts';
export * from './lab-observer.ts';
export * from './file-system-conformance.ts';
export * from './memory-files.ts';
export * from './memory-storage.ts';
export * from './memory-transport.ts';
export * from './scenario/index.ts';
export * from './seeded-random.ts';
export * from './state-machine-conformance.ts';
export * from './storage-conformance.ts';
export * from './transport-conformance.ts';
export * from './virtual-clock.ts';
