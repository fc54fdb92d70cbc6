/** What the main thread and the worker say to each other. Requests are answered one by one, in order. */

import type { Identity, ReadRange, StoredGroup } from '@gaios/sm-base';
import type { ErrorMessage } from './backend.ts';
import type { Packed } from './packing.ts';

export type WorkerRequest =
  | { readonly kind: 'commit'; readonly writes: Packed; readonly nodeRecord: Uint8Array | undefined }
  | { readonly kind: 'nodeRecord' }
  | { readonly kind: 'groups' }
  | { readonly kind: 'read'; readonly range: ReadRange }
  /** Of one group. Answered with records. */
  | { readonly kind: 'mend'; readonly offered: Packed }
  | { readonly kind: 'close' };

export type WorkerReply =
  | {
      readonly kind: 'opened';
      readonly identity: Identity;
      readonly created: boolean;
      readonly commits: number;
    }
  | { readonly kind: 'done'; readonly commits: number }
  | { readonly kind: 'nodeRecord'; readonly record: Uint8Array }
  | { readonly kind: 'groups'; readonly groups: readonly StoredGroup[] }
  | { readonly kind: 'records'; readonly records: Packed }
  | { readonly kind: 'failed'; readonly error: ErrorMessage };
