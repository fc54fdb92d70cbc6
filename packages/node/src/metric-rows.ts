/** Every metric that Gaios reports, by name: what it counts, and its labels, which are few and bounded. */

interface Row {
  readonly help: string;
  readonly labels?: readonly string[];
}

export type MetricRow =
  | (Row & { readonly type: 'counter' | 'gauge' })
  | (Row & { readonly type: 'histogram'; readonly buckets: readonly number[] });

/** ms; from a fast disk to a call that times out. */
const buckets = [0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

export const metricRows = {
  gaios_proposals_total: {
    type: 'counter',
    help: 'Proposals that ended, by how: ok, or the code of the error',
    labels: ['end'],
  },
  gaios_propose_ms: { type: 'histogram', help: 'From propose to its result, ms', buckets },
  gaios_reads_total: {
    type: 'counter',
    help: 'Linearizable reads that ended, by how: ok, or the code of the error',
    labels: ['end'],
  },
  gaios_commits_total: { type: 'counter', help: 'Transactions written, one fsync each' },
  gaios_commit_ms: { type: 'histogram', help: 'Duration of a transaction with its fsync, ms', buckets },
  gaios_committed_bytes_total: { type: 'counter', help: 'Bytes of values written to the log' },
  gaios_executed_total: { type: 'counter', help: 'Instances executed', labels: [] },
  gaios_leader_changes_total: { type: 'counter', help: 'Changes of the leader seen, over all groups' },
  gaios_master_changes_total: { type: 'counter', help: 'Changes of the master seen, over all groups' },
  gaios_campaigns_total: { type: 'counter', help: 'Campaigns started here, over all groups' },
  gaios_rejected_messages_total: { type: 'counter', help: 'Messages of peers that were refused' },
  gaios_stalls_total: { type: 'counter', help: 'Failed attempts of state machines to execute' },
  gaios_pauses_total: { type: 'counter', help: 'Times that this process stood still for too long' },
  gaios_group_changes_total: {
    type: 'counter',
    help: 'Groups that came, were drained, went or got other members, as the directory says',
  },
  gaios_foreign_lives_total: {
    type: 'counter',
    help: 'Messages of another life of a group, or of one that does not run here any more, that were refused',
  },
  gaios_checkpoints_made_total: { type: 'counter', help: 'Checkpoints that were made' },
  gaios_checkpoints_failed_total: {
    type: 'counter',
    help: 'Checkpoints, or their transfers, that failed; they are tried again',
  },
  gaios_checkpoints_sent_total: { type: 'counter', help: 'Checkpoints that were sent to another node' },
  gaios_checkpoints_installed_total: {
    type: 'counter',
    help: 'Checkpoints of other nodes that were installed',
  },
  gaios_checkpoint_sent_bytes_total: { type: 'counter', help: 'Bytes of checkpoints, as they travelled' },
  gaios_cleaned_instances_total: { type: 'counter', help: 'Instances deleted from the log, over all groups' },
  gaios_log_repairs_total: {
    type: 'counter',
    help: 'Damaged values of the log that were put back from peers',
  },
  gaios_groups: { type: 'gauge', help: 'Groups that run on this node' },
  gaios_groups_stopped: { type: 'gauge', help: 'Groups that have stopped on this node' },
} as const satisfies Record<string, MetricRow>;

export type MetricName = keyof typeof metricRows;
