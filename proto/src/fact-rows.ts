/** The same for what nodes ask each other for changes of the membership. As in packages/config-sm/src/fact-messages.ts. */

import type { FactMessage, FactMessageKind, FactMessageMap } from '@gaios/config-sm';
import type { gaios } from '#proto';
import {
  bytes,
  type Field,
  gid,
  group,
  instanceOrNone,
  list,
  node,
  nodeOrNone,
  type Spec,
  struct,
} from './fields.ts';

type Schema = typeof gaios.v1;
type Wire<K extends FactMessageKind> = InstanceType<Schema[K]>;

const specs: { readonly [K in FactMessageKind]: Spec<FactMessageMap[K], Wire<K>> } = {
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

export interface FactRow {
  /** The property of a Payload of the schema. */
  readonly body: Uncapitalize<FactMessageKind>;
  readonly codec: Field<FactMessage, object>;
}

const rowOf = (kind: FactMessageKind): FactRow => ({
  body: `${kind.charAt(0).toLowerCase()}${kind.slice(1)}` as Uncapitalize<FactMessageKind>,
  codec: struct(specs[kind] as unknown as Spec<FactMessage, object>, { kind }),
});

export const factMessageKinds = Object.keys(specs) as readonly FactMessageKind[];
export const factRows = Object.fromEntries(factMessageKinds.map((kind) => [kind, rowOf(kind)])) as Readonly<
  Record<FactMessageKind, FactRow>
>;
