/** What must hold at the end of a schedule that is written down, or of a call that is made without any fault. */

import { mastersAgain, mastersInOrder } from './masters.ts';
import { oldConfiguration } from './old-configuration.ts';

export const checks = { mastersInOrder, mastersAgain, oldConfiguration } as const satisfies Readonly<
  Record<string, (seed: number) => void | Promise<void>>
>;

export type CheckName = keyof typeof checks;
