/**
 * The functions of the core that this package needs, handed in: it imports nothing but types from there (DESIGN 2), and
 * what a change means is decided in one place, the one that counts the votes. In production it is the module itself.
 */

import type * as core from '@gaios/core';

export type CoreRules = Pick<typeof core, 'applyChange' | 'decodeChange' | 'initialConfiguration'>;
