/**
 * What a node says and does about its checkpoints, as far as a fault does not explain it: none is damaged unless somebody damaged
 * a file, none differs from that of another node, and no log is cut off without one that no crash can take any more.
 */

import { GaiosError, type GroupWrite, type Logger } from '@gaios/sm-base';
import type { Node, NodeEvents } from 'gaios';
import type { LogChecker } from './checkers/log.ts';
import type { Shipping, Shipper } from './checkers/shipping.ts';
import { SimViolation, violated } from './checkers/violation.ts';
import { CheckpointExcuses, type ExcuseKind } from './checkpoint-excuses.ts';
import type { SimDisk } from './disk.ts';

type CheckpointFailure = NodeEvents['checkpointFailed'][0];

/** A node, and who hears of what it does. */
type SeenNode = Shipper & { readonly disk: Pick<SimDisk, 'storageId' | 'checkpoints' | 'isDamaged'> };

export interface CheckpointEyesParts {
  readonly logs: readonly LogChecker[];
  readonly shipping: Shipping;
  tell(nodeId: number, text: string): void;
  fail(error: unknown): void;
}

export interface CheckpointCounts {
  made: number;
  sent: number;
  installed: number;
  failed: number;
  cleanings: number;
}

/** What a disk may fail with. */
const isOfDisk = (error: unknown): boolean =>
  error instanceof GaiosError && (error.code.startsWith('STORAGE_') || isOfDisk(error.cause));

/** A transfer ends with one of these whatever is done to it; with others only if files fail, or were damaged. */
const PLAIN_REASONS = new Set(['silence', 'unknown-transfer', 'gone', 'busy', 'aborted']);
const FILE_REASONS = new Set(['io', 'full', 'damaged']);
const DAMAGE_REASONS = new Set(['hash', 'damaged', 'other']);

export class CheckpointEyes {
  readonly counts: CheckpointCounts = { made: 0, sent: 0, installed: 0, failed: 0, cleanings: 0 };
  /** Nodes have files. */
  isOn = false;
  readonly excuses = new CheckpointExcuses();
  readonly #watcher: CheckpointEyesParts;

  constructor(watcher: CheckpointEyesParts) {
    this.#watcher = watcher;
  }

  started(node: SeenNode, running: Node): void {
    if (!this.isOn) return;
    const { nodeId } = node;
    this.#trusts(node, running);
    const tell = (text: string): void => this.#watcher.tell(nodeId, text);
    running.on('checkpointMade', ({ groupIdx, id }) => {
      this.counts.made++;
      tell(`group ${groupIdx}: makes checkpoint ${id}`);
    });
    running.on('checkpointSent', ({ groupIdx, to, id }) => {
      this.counts.sent++;
      tell(`group ${groupIdx}: has sent checkpoint ${id} to ${to}`);
    });
    running.on('checkpointInstalled', ({ groupIdx, from, id }) => {
      this.counts.installed++;
      tell(`group ${groupIdx}: installs checkpoint ${id} of ${from}`);
    });
    running.on('checkpointCaughtUp', ({ groupIdx, from }) =>
      tell(`group ${groupIdx}: has caught up behind the checkpoint of ${from}`),
    );
    running.on('needsCheckpoint', ({ groupIdx, from }) =>
      tell(`group ${groupIdx}: needs a checkpoint: its log misses ${from}`),
    );
    running.on('checkpointFailed', (failure) => this.#failed(node, failure));
    running.on('checkpointDivergence', (event) =>
      this.#fail('checkpoint', `node ${nodeId}: checkpoints differ: ${JSON.stringify(event)}`),
    );
  }

  /** Hears of what happens before anybody can listen to events. */
  loggerOf(node: SeenNode): Logger {
    return {
      log: (_level, message, facts) => {
        if (message !== 'a checkpoint was removed') return;
        const { groupIdx, id, error } = facts as { groupIdx: number; id: string; error: Error };
        this.#watcher.tell(node.nodeId, `group ${groupIdx}: removes checkpoint ${id}: ${error.message}`);
        if (this.excuses.has('damage', [node.nodeId], groupIdx)) return;
        this.#fail(
          'checkpoint',
          `node ${node.nodeId} removes ${groupIdx}/${id}, and no file was damaged: ${error.message}`,
        );
      },
    };
  }

  /** A write that may delete log is about to reach the disk. */
  cleaning(node: SeenNode, { groupIdx, deleteBelow }: GroupWrite): void {
    if (!this.isOn || deleteBelow === undefined) return;
    const { nodeId, disk } = node;
    const { logs, shipping } = this.#watcher;
    const isInstallation = deleteBelow > (logs[groupIdx]?.chosenUpTo(nodeId, disk.storageId) ?? 0) + 1;
    this.counts.cleanings++;
    const newest = Math.max(0, ...disk.checkpoints(groupIdx));
    if (newest < deleteBelow - 1) {
      violated(
        'cleaning',
        `node ${nodeId} deletes its log of group ${groupIdx} below ${deleteBelow}, and its last checkpoint is of ${newest}`,
      );
    }
    if (!isInstallation) shipping.cleaned(node, groupIdx, deleteBelow);
  }

  /** What a process takes for a checkpoint when it starts has the manifest that somebody wrote. */
  #trusts({ nodeId, disk }: SeenNode, running: Node): void {
    for (const { groupIdx } of running.status().groups) {
      const trusted = running.listCheckpoints(groupIdx);
      const damaged = trusted.find(({ id }) => disk.isDamaged(`/checkpoints/${groupIdx}/${id}/manifest`));
      if (damaged === undefined) continue;
      this.#fail(
        'checkpoint',
        `node ${nodeId} starts with ${groupIdx}/${damaged.id}, whose manifest is damaged`,
      );
    }
  }

  #failed({ nodeId }: SeenNode, failure: CheckpointFailure): void {
    const { groupIdx, stage, peer, reason, error } = failure;
    this.counts.failed++;
    this.#watcher.tell(nodeId, `group ${groupIdx}: a checkpoint fails (${stage}, ${peer}): ${reason}`);
    if (this.#isExplained(nodeId, failure)) return;
    const cause = error instanceof Error ? `\n${error.stack ?? error.message}` : '';
    this.#fail('checkpoint', `node ${nodeId}: group ${groupIdx}: stage ${stage} fails: ${reason}${cause}`);
  }

  /** By what was done to it, or to the other side of the transfer: neither sees more than its own. */
  #isExplained(nodeId: number, { groupIdx, stage, peer, reason, error }: CheckpointFailure): boolean {
    const has = (kind: ExcuseKind, ...nodeIds: number[]): boolean =>
      this.excuses.has(kind, nodeIds, groupIdx);
    if (error instanceof GaiosError && error.code === 'CLOSED') return true;
    if (isOfDisk(error) && has('files', nodeId)) return true;
    if (stage === 'make') return has('machines', nodeId);
    if (reason === 'checksum') return has('chunks', nodeId, peer);
    if (reason === 'install') return has('damage', nodeId);
    // A sender that cannot read its files says no more than that they are damaged.
    if (FILE_REASONS.has(reason) && has('files', nodeId, peer)) return true;
    return PLAIN_REASONS.has(reason) || (DAMAGE_REASONS.has(reason) && has('damage', nodeId, peer));
  }

  #fail(check: string, sentence: string): void {
    this.#watcher.fail(new SimViolation(check, sentence));
  }
}
