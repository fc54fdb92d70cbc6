/** `@gaios/storage-sqlite`: the durable log of a node. */
export { SqliteLogStorage } from './sqlite-storage.ts';
export type { SqliteStorageOptions } from './sqlite-storage.ts';
export { adoptDisk, checkAdoptable, describeDisk } from './disk.ts';
export type { DiskReport } from './disk.ts';
export type { FileMark, ReplacedDisk } from './place.ts';
export { OfflineFolder } from './offline.ts';
export type { Synchronous } from './open-database.ts';
