/** What the admin port asks of its node, and how its endpoints are written. */

import type { EventEmitter } from 'eventemitter3';
import type { NodeApi, NodeEvents } from '../api.ts';
import type { Readiness } from '../readiness.ts';
import type { Answer } from './answer.ts';
import { integerField, invalid, type Fields } from './body.ts';

export interface AdminSource
  extends Omit<NodeApi, 'propose' | 'batchPropose'>, Pick<EventEmitter<NodeEvents>, 'on' | 'off'> {
  readiness(options: { readonly forRestart: boolean }): Readiness;
}

/** `GET`: looks, and changes nothing. */
export type Look = (source: AdminSource, query: URLSearchParams) => Answer;

export interface ActionCall {
  readonly source: AdminSource;
  readonly fields: Fields;
  /** Aborted when whoever asked has gone. */
  readonly signal: AbortSignal;
  /** Tells how far it is. The first one settles that the answer is 200 and comes in lines. */
  readonly progress: (event: unknown) => void;
}

/** `POST`: whoever asks has proved that they may. Returns, or resolves with, what is told at the end. Fails with GaiosError. */
export type Action = (call: ActionCall) => unknown;

/** As long as a node's own calls may take, ms. */
const TIMEOUT_MAX_MS = 24 * 3_600_000;
const GROUP_MAX = 65_535;

export const timeoutOf = (fields: Fields): { readonly timeoutMs?: number } => {
  const timeoutMs = integerField(fields, 'timeoutMs', 0, TIMEOUT_MAX_MS);
  return timeoutMs === undefined ? {} : { timeoutMs };
};

export const groupsOf = (source: AdminSource): number[] =>
  source.status().groups.map(({ groupIdx }) => groupIdx);

/** `group`: one, or "all", which is the default. @throws GaiosError INVALID_ARGUMENT, UNKNOWN_GROUP */
export const chosenGroup = (source: AdminSource, { group = 'all' }: Fields): number | 'all' => {
  if (group === 'all') return 'all';
  const groupIdx = integerField({ group }, 'group', 0, GROUP_MAX) ?? 0;
  source.showMembership(groupIdx);
  return groupIdx;
};

/** The same, of a query. */
export const queriedGroups = (source: AdminSource, query: URLSearchParams): number[] => {
  const [name] = [...query.keys()].filter((each) => each !== 'group');
  const given = query.getAll('group');
  if (name !== undefined || given.length > 1)
    throw invalid('there is no such parameter here', { name: name ?? 'group' });
  const [text = 'all'] = given;
  if (!/^(all|\d{1,5})$/.test(text)) throw invalid('group is a number or all', { group: text });
  const group = chosenGroup(source, { group: text === 'all' ? text : Number(text) });
  return group === 'all' ? groupsOf(source) : [group];
};
