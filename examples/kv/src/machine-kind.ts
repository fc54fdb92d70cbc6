/** Where a node keeps the keys: in memory, loaded from the last checkpoint at each start, or in a SQLite database for each group. */

export const MACHINE_KINDS = ['memory', 'sqlite'] as const;

export type MachineKind = (typeof MACHINE_KINDS)[number];
