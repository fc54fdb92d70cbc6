/** `@gaios/testkit`: deterministic ports, a cluster in one thread, and conformance suites for implementations of ports. */
export * from './lab.ts';
export * from './lab-chaos.ts';
export * from './lab-watch.ts';
export * from './memory-storage.ts';
export * from './memory-transport.ts';
export * from './seeded-random.ts';
export * from './storage-conformance.ts';
export * from './transport-conformance.ts';
export * from './virtual-clock.ts';
