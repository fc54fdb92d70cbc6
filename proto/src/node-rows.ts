/**
 * One row per message that fills a payload by itself: what each of its fields is. As in pair-messages.ts and
 * lead-messages.ts of packages/master, and fact-messages.ts of packages/config-sm.
 */

import type { FactMessage, FactMessageMap } from '@gaios/config-sm';
import type { LeadMessage, LeadMessageMap, PairMessage, PairMessageMap } from '@gaios/master';
import type { gaios } from '#proto';
import {
  boot,
  bytes,
  counter,
  counterOrNone,
  duration,
  type Field,
  gid,
  group,
  instanceOrNone,
  list,
  node,
  nodeOrNone,
  type Spec,
  struct,
  unsigned32,
} from './fields.ts';

type Schema = typeof gaios.v1;
export type NodeMessage = PairMessage | LeadMessage | FactMessage;
export type NodeMessageKind = NodeMessage['kind'];
type Specs<M extends object> = {
  readonly [K in keyof M]: Spec<
    M[K],
    K extends keyof Schema & NodeMessageKind ? InstanceType<Schema[K]> : never
  >;
};

/** Between nodes, not groups (DESIGN 5). */
const pairSpecs: Specs<PairMessageMap> = {
  Heartbeat: { seq: counter, echo: counterOrNone, supports: list(node, 0) },
  HeartbeatAnswer: { boot, seq: counter, epoch: counterOrNone, durationMs: duration },
  DropSupport: { epoch: counter },
  SupportDropped: { boot, epoch: counter },
};

/** Who is to lead which group (DESIGN 5, Elections). */
const leadSpecs: Specs<LeadMessageMap> = {
  AskToLead: { groupIdx: group, priority: unsigned32 },
  RefuseToYield: { groupIdx: group },
  GivenByUser: { groupIdx: group },
};

/** For changes of the membership of a group (DESIGN 6). */
const factSpecs: Specs<FactMessageMap> = {
  AskForFacts: { groupIdx: group, gid, version: instanceOrNone },
  Facts: {
    groupIdx: group,
    gid,
    leader: nodeOrNone,
    chosenUpTo: instanceOrNone,
    executedUpTo: instanceOrNone,
    fortifiers: list(node, 0),
    configuration: bytes,
  },
};

export interface NodeRow {
  /** Of `PeerPayload`. */
  readonly kind: 'pair' | 'lead' | 'facts';
  /** The property of a Payload of the schema. */
  readonly body: Uncapitalize<NodeMessageKind>;
  readonly codec: Field<NodeMessage, object>;
}

const rowsOf = (kind: NodeRow['kind'], specs: object): [NodeMessageKind, NodeRow][] =>
  Object.entries(specs).map(([name, spec]) => [
    name as NodeMessageKind,
    {
      kind,
      body: `${name.charAt(0).toLowerCase()}${name.slice(1)}` as Uncapitalize<NodeMessageKind>,
      codec: struct(spec as Spec<NodeMessage, object>, { kind: name as NodeMessageKind }),
    },
  ]);

export const nodeRows = Object.fromEntries([
  ...rowsOf('pair', pairSpecs),
  ...rowsOf('lead', leadSpecs),
  ...rowsOf('facts', factSpecs),
]) as Readonly<Record<NodeMessageKind, NodeRow>>;

export const nodeMessageKinds = Object.keys(nodeRows) as readonly NodeMessageKind[];
