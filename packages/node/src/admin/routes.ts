/** What the admin port answers, by path. A new endpoint is a row here. */

import { failure, type Answer } from './answer.ts';
import { createCheckpoint } from './checkpoint.ts';
import { balanceMasters, dropMaster, showMasters, transferMaster } from './master.ts';
import { changeMembership, planMembership, showMembership } from './membership.ts';
import type { Action, Look } from './source.ts';

const withoutQuery = (query: URLSearchParams): Answer | undefined => {
  const [name] = query.keys();
  return name === undefined ? undefined : failure(400, 'there is no such parameter here');
};

const status: Look = (source, query) => withoutQuery(query) ?? { code: 200, body: source.status() };

const ready: Look = (source, query) => {
  const forRestart = query.getAll('forRestart');
  query.delete('forRestart');
  const refused = withoutQuery(query);
  if (refused !== undefined) return refused;
  if (forRestart.length > 1 || !['', '0', '1'].includes(forRestart[0] ?? ''))
    return failure(400, 'forRestart is 0 or 1');
  const readiness = source.readiness({ forRestart: forRestart[0] === '1' });
  return { code: readiness.ready ? 200 : 503, body: readiness };
};

/** `GET`: they change nothing. */
export const looks: Readonly<Record<string, Look>> = {
  '/status': status,
  '/ready': ready,
  '/membership': showMembership,
  '/master': showMasters,
};

/** `POST`: whoever asks has proved that they may. */
export const actions: Readonly<Record<string, Action>> = {
  '/membership/plan': planMembership,
  '/membership/change': changeMembership,
  '/master/transfer': transferMaster,
  '/master/drop': dropMaster,
  '/master/balance': balanceMasters,
  '/checkpoint/create': createCheckpoint,
};

export const notFound = (): Answer =>
  failure(404, `not found; there are ${[...Object.keys(looks), ...Object.keys(actions)].join(', ')}`);
