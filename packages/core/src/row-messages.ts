/**
 * How a node asks another for chosen values that are damaged on its own disk (DESIGN 6.3). No replica sees them: nothing is
 * learned, accepted or promised by them. What comes must fit the checksum that the damaged row has kept of its value.
 */

import type { InstanceValue } from './messages.ts';

export interface RowMessageMap {
  /** What is chosen from `from` to `to`? As much as fits into one answer. */
  AskForRows: {
    readonly groupIdx: number;
    readonly life: number;
    readonly gid: number;
    readonly from: number;
    readonly to: number;
  };
  Rows: {
    readonly groupIdx: number;
    readonly life: number;
    readonly gid: number;
    /** As asked. */
    readonly from: number;
    /** The sender has nothing below. */
    readonly minChosen: number;
    /** In order, from `from` on; empty: it has none to give. */
    readonly entries: readonly InstanceValue[];
  };
}

export type RowMessageKind = keyof RowMessageMap;
export type RowMessageOf<K extends RowMessageKind> = { readonly kind: K } & RowMessageMap[K];
export type RowMessage = { [K in RowMessageKind]: RowMessageOf<K> }[RowMessageKind];
