/** `@gaios/sm-base`: what state machines and the edges of Gaios are written against. */
export * from './address.ts';
export * from './errors.ts';
export * from './file-system.ts';
export * from './ports.ts';
export * from './snapshot-state-machine.ts';
export * from './state-machine.ts';
export * from './request.ts';
export * from './sm-ctx.ts';
export * from './sm-fac.ts';
export * from './value.ts';
