/** What an opening does about a folder that is not where it was (place.ts). */

import { existsSync, statSync } from 'node:fs';
import { GaiosError } from '@gaios/sm-base';
import type { FolderPaths } from './files.ts';
import { asideName, measure, readPlace, setAside, whyMoved, writePlace } from './place.ts';
import type { Place } from './place.ts';

export interface PlacingOptions {
  readonly ifMoved?: 'replace' | 'refuse';
  readonly synchronous: string;
}

/** Afterwards the folder is in its place, or empty. Throws STORAGE_MOVED if it is to be left alone. */
export function findPlace(paths: FolderPaths, { ifMoved = 'replace', synchronous }: PlacingOptions): void {
  const durable = synchronous !== 'off';
  const place = readPlace(paths.place);
  if (place === undefined) return;
  if (place.leaving !== undefined) {
    setAside(paths, place, durable);
    return;
  }
  // That it is missing, or empty, is told by whoever looks for it next.
  const isThere = existsSync(paths.database) && statSync(paths.database).size > 0;
  const why = isThere ? whyMoved(place, measure(paths.database)) : undefined;
  if (why === undefined) return;
  const { folder } = paths;
  if (ifMoved === 'refuse')
    throw new GaiosError('STORAGE_MOVED', `${folder}: ${why}`, { facts: { folder, why } });
  const { storageId } = place;
  const leaving = { storageId, why, keptIn: asideName(folder, storageId) };
  const marked: Place = { ...place, leaving };
  writePlace(paths.place, marked, durable);
  setAside(paths, marked, durable);
}
