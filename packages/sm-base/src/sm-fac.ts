/** One group's machines by id (phxpaxos SMFac). */

import { GaiosError } from './errors.ts';
import { RESERVED_SM_ID, type StateMachine } from './state-machine.ts';

/** Without these a machine would fail when it is first needed. */
const METHODS = ['execute', 'getCheckpointInstanceId'] as const;

export class SMFac {
  readonly #groupIdx: number;
  readonly #machines = new Map<number, StateMachine>();

  /** `builtIn`: Gaios's own, with reserved ids. */
  constructor(groupIdx: number, machines: Iterable<StateMachine> = [], builtIn: Iterable<StateMachine> = []) {
    this.#groupIdx = groupIdx;
    for (const machine of builtIn) this.#machines.set(machine.smId, machine);
    for (const machine of machines) this.add(machine);
  }

  /** @throws GaiosError INVALID_ARGUMENT for an id out of range, DUPLICATE_STATE_MACHINE for one that is taken. */
  add(machine: StateMachine): void {
    const smId = (machine as Partial<StateMachine> | undefined)?.smId as number;
    if (!Number.isInteger(smId) || smId < 1 || smId >= RESERVED_SM_ID) {
      throw new GaiosError('INVALID_ARGUMENT', `smId ${smId} is outside 1 … ${RESERVED_SM_ID - 1}`, {
        facts: { groupIdx: this.#groupIdx, smId },
      });
    }
    // By what it has rather than by its class, which a user's own copy of this package would not share.
    const missing = METHODS.find((name) => typeof machine[name] !== 'function');
    if (missing !== undefined) {
      const detail = `machine ${smId} has no ${missing}: it is to extend StateMachine and to implement execute`;
      throw new GaiosError('INVALID_ARGUMENT', detail, { facts: { groupIdx: this.#groupIdx, smId } });
    }
    if (this.#machines.has(smId)) {
      throw new GaiosError('DUPLICATE_STATE_MACHINE', `group ${this.#groupIdx} has a machine ${smId}`, {
        facts: { groupIdx: this.#groupIdx, smId },
      });
    }
    this.#machines.set(smId, machine);
  }

  get(smId: number): StateMachine | undefined {
    return this.#machines.get(smId);
  }

  /** Those that are not Gaios's own, in order of their ids. */
  users(): StateMachine[] {
    return this.all().filter(({ smId }) => smId < RESERVED_SM_ID);
  }

  /** In order of their ids, so that whatever walks over them is the same on every replica. */
  all(): StateMachine[] {
    return [...this.#machines.values()].toSorted((a, b) => a.smId - b.smId);
  }
}
