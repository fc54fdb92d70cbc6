/**
 * How a run with checkpoints ends: every machine of every replica holds what executing the whole history leads to, all replicas of
 * a group take a checkpoint at the same instance, which they compare, and every one that is stored is what its hashes say. One that
 * was damaged may stay, as long as nobody needs it: nobody is to take it for whole.
 */

import type { Node } from 'gaios';
import { SimViolation, violated } from './checkers/violation.ts';
import type { CheckpointPlan } from './kv-checkpoints.ts';
import { KvState } from './kv-state.ts';
import type { SimNode } from './sim-node.ts';
import { hashOf } from './trace.ts';
import type { World } from './world.ts';

/** An operator asks again after so long. */
const RETRY_MS = 300;
/** Longer than the largest takes at the slowest, since one that is asked for again begins anew. */
const TIMEOUT_MS = 60_000;

export class CheckpointEnding {
  readonly #world: World;
  readonly #plan: CheckpointPlan;
  /** Of each group the instance that all have to have. */
  readonly #wanted = new Map<number, number>();
  /** `node/group/id` of what was read and compared, and what came of it. */
  readonly #verified = new Map<string, 'under way' | 'whole' | 'damaged'>();

  constructor(world: World, plan: CheckpointPlan) {
    this.#world = world;
    this.#plan = plan;
  }

  begin(): void {
    for (const groupIdx of this.#groups) this.#ask(groupIdx);
  }

  isDone(): boolean {
    return this.#groups.every((groupIdx) => {
      const instanceId = this.#wanted.get(groupIdx);
      return (
        instanceId !== undefined &&
        this.#membersOf(groupIdx).every((node) => this.#has(node, groupIdx, instanceId))
      );
    });
  }

  complaint(): string {
    const wanted = [...this.#wanted].map(([groupIdx, instanceId]) => `${groupIdx}/${instanceId}`).join(' ');
    const has = this.#groups.map(
      (groupIdx) => `group ${groupIdx}: ${this.#membersOf(groupIdx).map(textOf(groupIdx)).join('; ')}`,
    );
    return `checkpoints wanted: ${wanted}\n${has.join('\n')}`;
  }

  /** Checkpoint and tail are the full replay. */
  check(): void {
    for (let groupIdx = 0; groupIdx < this.#world.groupCount; groupIdx++) {
      const expected = this.#replayed(groupIdx);
      for (const { life, nodeId, checkpoints } of this.#world.living) {
        if (!this.#world.roster.isMember(nodeId, groupIdx)) continue;
        for (const witness of checkpoints.witnesses.get(groupIdx) ?? []) {
          const state = witness.state(groupIdx);
          const replayed = expected.get(witness.smId) ?? state;
          if (state === replayed) continue;
          violated(
            'checkpoint',
            `machine ${witness.smId} of ${life}/${groupIdx} is ${state}, and a replay is ${replayed}`,
          );
        }
      }
    }
  }

  #replayed(groupIdx: number): ReadonlyMap<number, string> {
    const states = new Map<number, KvState>();
    for (const { smId = 0, value } of this.#world.watcher.operations.history(groupIdx)) {
      const state = states.get(smId) ?? new KvState();
      states.set(smId, state);
      state.execute(Buffer.from(value, 'latin1'));
    }
    return new Map([...states].map(([smId, state]) => [smId, String(hashOf(state.digest()))]));
  }

  /** Those whose machines all offer some. */
  get #groups(): number[] {
    const { machines } = this.#plan;
    return Array.from({ length: this.#world.groupCount }, (_, groupIdx) => groupIdx).filter(
      (groupIdx) => !(machines[groupIdx % machines.length] ?? []).includes('plain'),
    );
  }

  #membersOf(groupIdx: number): SimNode[] {
    const { living, roster } = this.#world;
    return living.filter((node) => roster.isMember(node.nodeId, groupIdx));
  }

  #ask(groupIdx: number): void {
    const { clock, roster, watcher } = this.#world;
    const again = (): void => void clock.setTimer(RETRY_MS, () => this.#ask(groupIdx));
    const at = this.#membersOf(groupIdx).find((node) => node.isUp && roster.isBound(node, groupIdx));
    if (at?.node === undefined) return again();
    const made = ({ instanceId }: { readonly instanceId: number }): void => {
      watcher.tell(at.nodeId, `all replicas of group ${groupIdx} take checkpoint ${instanceId}`);
      this.#wanted.set(groupIdx, instanceId);
    };
    at.node.checkpoint(groupIdx, { timeoutMs: TIMEOUT_MS }).then(made, again);
  }

  /** It has that one, or a later one, whole, and of all that it has it is known what it is. */
  #has({ nodeId, node }: SimNode, groupIdx: number, wanted: number): boolean {
    const stored = storedBy(node, groupIdx);
    for (const { id } of stored) this.#verify(nodeId, groupIdx, id);
    const found = stored.map(({ id }) => this.#verified.get(`${nodeId}/${groupIdx}/${id}`));
    const hasWanted = stored.some(({ instanceId }, at) => instanceId >= wanted && found[at] === 'whole');
    return hasWanted && !found.includes('under way');
  }

  #verify(nodeId: number, groupIdx: number, id: string): void {
    const name = `${nodeId}/${groupIdx}/${id}`;
    const { watcher } = this.#world;
    const { node, disk } = this.#world.node(nodeId);
    if (node === undefined || this.#verified.has(name)) return;
    this.#verified.set(name, 'under way');
    const isDamaged = (): boolean => disk.isDamagedCheckpoint(groupIdx, id);
    const whole = (): void => {
      if (isDamaged())
        watcher.fail(new SimViolation('checkpoint', `${name} is damaged, and taken for whole`));
      this.#verified.set(name, 'whole');
    };
    node.verifyCheckpoint(groupIdx, id).then(whole, (error: unknown) => {
      const isGone = !storedBy(node, groupIdx).some((each) => each.id === id);
      if (isGone) this.#verified.set(name, 'whole');
      else if (isDamaged()) this.#verified.set(name, 'damaged');
      else watcher.fail(error);
    });
  }
}

/** A member may not run the group yet. */
const storedBy = (node: SimNode['node'], groupIdx: number): ReturnType<Node['listCheckpoints']> =>
  node?.status().groups.some((each) => each.groupIdx === groupIdx) === true
    ? node.listCheckpoints(groupIdx)
    : [];

const textOf =
  (groupIdx: number) =>
  ({ nodeId, node }: SimNode): string =>
    `node ${nodeId}: ${JSON.stringify(storedBy(node, groupIdx))}`;
