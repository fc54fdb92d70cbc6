/** One row per message between nodes: what each of its fields is. As in pair-messages.ts and lead-messages.ts of packages/master. */

import type {
  LeadMessage,
  LeadMessageKind,
  LeadMessageMap,
  PairMessage,
  PairMessageKind,
  PairMessageMap,
} from '@gaios/master';
import type { gaios } from '#proto';
import {
  boot,
  counter,
  counterOrNone,
  duration,
  type Field,
  group,
  list,
  node,
  type Spec,
  struct,
  unsigned32,
} from './fields.ts';

type Schema = typeof gaios.v1;
export type NodeMessageKind = PairMessageKind | LeadMessageKind;
export type NodeMessage = PairMessage | LeadMessage;
type NodeMessageMap = PairMessageMap & LeadMessageMap;
type Wire<K extends NodeMessageKind> = InstanceType<Schema[K]>;

const leadSpecs: { readonly [K in LeadMessageKind]: Spec<LeadMessageMap[K], Wire<K>> } = {
  AskToLead: { groupIdx: group, priority: unsigned32 },
  RefuseToYield: { groupIdx: group },
  GivenByUser: { groupIdx: group },
};

const specs: { readonly [K in NodeMessageKind]: Spec<NodeMessageMap[K], Wire<K>> } = {
  ...leadSpecs,
  Heartbeat: { seq: counter, echo: counterOrNone, supports: list(node, 0) },
  HeartbeatAnswer: { boot, seq: counter, epoch: counterOrNone, durationMs: duration },
  DropSupport: { epoch: counter },
  SupportDropped: { boot, epoch: counter },
};

export interface PairRow {
  /** Of `PeerPayload`. */
  readonly kind: 'pair' | 'lead';
  /** The property of a Payload of the schema. */
  readonly body: Uncapitalize<NodeMessageKind>;
  readonly codec: Field<NodeMessage, object>;
}

const rowOf = (kind: NodeMessageKind): PairRow => ({
  kind: kind in leadSpecs ? 'lead' : 'pair',
  body: `${kind.charAt(0).toLowerCase()}${kind.slice(1)}` as Uncapitalize<NodeMessageKind>,
  codec: struct(specs[kind] as unknown as Spec<NodeMessage, object>, { kind }),
});

export const pairMessageKinds = Object.keys(specs) as readonly NodeMessageKind[];
export const pairRows = Object.fromEntries(pairMessageKinds.map((kind) => [kind, rowOf(kind)])) as Readonly<
  Record<NodeMessageKind, PairRow>
>;
