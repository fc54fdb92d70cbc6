/** The two channels by name. */

import type { Channel } from '@gaios/sm-base';

export const channelNames: readonly Channel[] = ['consensus', 'bulk'];

export function isChannel(value: unknown): value is Channel {
  return value === 'consensus' || value === 'bulk';
}
