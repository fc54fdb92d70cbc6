/** `@gaios/checkpoint`: making, keeping and shipping checkpoints (DESIGN section 8). */
export * from './bounds.ts';
export * from './compression.ts';
export * from './manifest.ts';
export * from './messages.ts';
export * from './names.ts';
export * from './node-compression.ts';
export * from './node-files.ts';
export * from './time.ts';
export * from './token-bucket.ts';
