/**
 * Machines that hold more than their own log does (rule 6: never, as long as both stay together). The log was lost or set aside
 * (DESIGN 6.3), or the state is what another life of the group, or another cluster, has left. Nothing here tells which, so it can
 * neither go on being used (it would miss what the log has under the same instances) nor be deleted (it may be the last copy).
 *
 * One exception: a machine that moves on while its checkpoint is copied is at a later instance in it than the checkpoint itself, and
 * so is whoever has loaded it, until its log is there, too. As long as that checkpoint is on this disk it tells so.
 */

import { GaiosError, type StateMachine } from '@gaios/sm-base';
import type { StoredReplica } from '@gaios/core';
import type { StoredCheckpoint } from '@gaios/checkpoint';
import type { Telemetry } from '../telemetry.ts';
import type { CheckpointedGroup } from './shared.ts';

type Machines = Pick<CheckpointedGroup, 'groupIdx' | 'machines' | 'executor'>;

/** The last instance of which this disk has anything; 0: the log is empty. */
const endOf = ({ stored, tail }: StoredReplica): number =>
  Math.max(stored?.meta.chosenUpTo ?? 0, tail.at(-1)?.instanceId ?? 0);

/** `checkpoints`: of this disk and this life of the group, and the log goes on from them. */
export const machinesAhead = (
  { groupIdx, machines }: Machines,
  stored: StoredReplica,
  checkpoints: readonly StoredCheckpoint[],
): StateMachine[] => {
  const end = endOf(stored);
  const loaded = checkpoints.flatMap(({ manifest }) => manifest.machines);
  return machines.users().filter((machine) => {
    const instanceId = machine.getCheckpointInstanceId(groupIdx);
    const isLoaded = loaded.some((each) => each.smId === machine.smId && instanceId <= each.instanceId);
    return instanceId > end && !isLoaded;
  });
};

/**
 * Before anything is executed. They begin empty then, and get everything from the log, or from a checkpoint.
 * Rejects with MACHINE_AHEAD_OF_LOG if one keeps what it has, or with what it throws: nothing is lost then.
 */
export const setAsideAhead = async (
  { groupIdx, executor }: Machines,
  ahead: readonly StateMachine[],
  telemetry: Telemetry,
): Promise<void> => {
  for (const machine of ahead) {
    const { smId } = machine;
    const instanceId = machine.getCheckpointInstanceId(groupIdx);
    const keptIn = (await machine.setAsideGroup?.(groupIdx)) ?? '';
    const left = machine.getCheckpointInstanceId(groupIdx);
    if (left !== 0) {
      const facts = { groupIdx, smId, instanceId: left };
      throw new GaiosError(
        'MACHINE_AHEAD_OF_LOG',
        `state machine ${smId} holds instance ${left} of group ${groupIdx}, and the log of this node does not: move its state away, or bring the log back`,
        { facts },
      );
    }
    executor.machineAdded(machine);
    telemetry.tell('machineSetAside', { groupIdx, smId, instanceId, keptIn });
  }
};
