/** One row per message between nodes: what each of its fields is. As in packages/master/src/pair-messages.ts. */

import type { PairMessage, PairMessageKind, PairMessageMap } from '@gaios/master';
import type { gaios } from '#proto';
import {
  boot,
  counter,
  counterOrNone,
  duration,
  type Field,
  list,
  node,
  type Spec,
  struct,
} from './fields.ts';

type Schema = typeof gaios.v1;
type Wire<K extends PairMessageKind> = InstanceType<Schema[K]>;

const specs: { readonly [K in PairMessageKind]: Spec<PairMessageMap[K], Wire<K>> } = {
  Heartbeat: { seq: counter, echo: counterOrNone, supports: list(node, 0) },
  HeartbeatAnswer: { boot, seq: counter, epoch: counterOrNone, durationMs: duration },
  DropSupport: { epoch: counter },
  SupportDropped: { boot, epoch: counter },
};

export interface PairRow {
  /** The property of a Payload of the schema. */
  readonly body: Uncapitalize<PairMessageKind>;
  readonly codec: Field<PairMessage, object>;
}

const rowOf = (kind: PairMessageKind): PairRow => ({
  body: `${kind.charAt(0).toLowerCase()}${kind.slice(1)}` as Uncapitalize<PairMessageKind>,
  codec: struct(specs[kind] as unknown as Spec<PairMessage, object>, { kind }),
});

export const pairMessageKinds = Object.keys(specs) as readonly PairMessageKind[];
export const pairRows = Object.fromEntries(pairMessageKinds.map((kind) => [kind, rowOf(kind)])) as Readonly<
  Record<PairMessageKind, PairRow>
>;
