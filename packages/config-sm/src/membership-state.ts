/** A group's membership as bytes: in checkpoints, and so from the network. Nothing in it is trusted. */

import { GaiosError } from '@gaios/sm-base';
import type { Configuration, FormerEra, Member } from '@gaios/core';
import { fromBytes, isRecord, toBytes } from './json-bytes.ts';

const FORMAT = 1;
const NODE_ID_MAX = 65_535;
const STORAGE_ID = /^([0-9a-f]{32})?$/;

export const encodeMembership = (configuration: Configuration): Uint8Array => {
  const { gid, life, version, members, outgoing, formerDisks, formerEras } = configuration;
  return toBytes({
    format: FORMAT,
    gid,
    life,
    version,
    members: members.map(plain),
    outgoing: outgoing?.map(plain),
    formerDisks,
    formerEras: formerEras?.map(plainEra),
  });
};

const plainEra = ({ gid, certainUpTo, upTo, plan }: FormerEra): FormerEra => ({
  gid,
  certainUpTo,
  upTo,
  plan,
});

const plain = ({ nodeId, address, role, storageId }: Member): Member => ({
  nodeId,
  address,
  role,
  storageId,
});

/** @throws GaiosError STORAGE_DAMAGED for what is no membership */
export const decodeMembership = (bytes: Uint8Array): Configuration => {
  const { format, gid, life, version, members, outgoing, formerDisks, formerEras } = fromBytes(bytes) ?? {};
  const isSound =
    format === FORMAT &&
    isCount(gid) &&
    (life === undefined || isCount(life)) &&
    isCount(version) &&
    isSide(members) &&
    (outgoing === undefined || (isSide(outgoing) && agree(members, outgoing))) &&
    (formerDisks === undefined || areDisks(formerDisks)) &&
    areUnbound(formerDisks ?? [], [...members, ...(outgoing ?? [])]) &&
    (formerEras === undefined || areEras(formerEras));
  if (!isSound)
    throw new GaiosError('STORAGE_DAMAGED', 'not a membership', { facts: { bytes: bytes.length } });
  return {
    gid,
    ...(life === undefined ? {} : { life }),
    version,
    members,
    ...(outgoing === undefined ? {} : { outgoing }),
    ...(formerDisks === undefined ? {} : { formerDisks }),
    ...(formerEras === undefined ? {} : { formerEras }),
  };
};

const areEras = (eras: unknown): eras is readonly FormerEra[] =>
  Array.isArray(eras) &&
  eras.every(
    (era) =>
      isRecord(era) &&
      isCount(era['gid']) &&
      isCount(era['certainUpTo']) &&
      isCount(era['upTo']) &&
      typeof era['plan'] === 'string',
  );

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isSide = (side: unknown): side is readonly Member[] =>
  Array.isArray(side) &&
  side.every(isMember) &&
  side.some(({ role }) => role === 'voter') &&
  new Set(side.map(({ nodeId }) => nodeId)).size === side.length;

const isMember = (member: unknown): member is Member => {
  if (!isRecord(member)) return false;
  const { nodeId, address, role, storageId } = member;
  return (
    isCount(nodeId) &&
    nodeId >= 1 &&
    nodeId <= NODE_ID_MAX &&
    typeof address === 'string' &&
    (role === 'voter' || role === 'learner') &&
    typeof storageId === 'string' &&
    STORAGE_ID.test(storageId)
  );
};

/** A node has one disk, whichever side it is on. */
const agree = (members: readonly Member[], outgoing: readonly Member[]): boolean =>
  outgoing.every((old) =>
    members.every(({ nodeId, storageId }) => nodeId !== old.nodeId || storageId === old.storageId),
  );

const areDisks = (disks: unknown): disks is readonly string[] =>
  Array.isArray(disks) &&
  disks.every((disk) => typeof disk === 'string' && disk !== '' && STORAGE_ID.test(disk)) &&
  new Set(disks).size === disks.length;

const areUnbound = (former: readonly string[], members: readonly Member[]): boolean =>
  members.every(({ storageId }) => !former.includes(storageId));
