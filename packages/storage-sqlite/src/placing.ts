/** What an opening does about a folder that is not where it was (place.ts). */

import { existsSync, statSync } from 'node:fs';
import { GaiosError } from '@gaios/sm-base';
import { wrongNode } from './errors.ts';
import type { FolderPaths } from './files.ts';
import { readMarker } from './marker.ts';
import { asideName, measure, readPlace, setAside, whyMoved, writePlace } from './place.ts';
import type { Place } from './place.ts';

export interface PlacingOptions {
  readonly ifMoved?: 'replace' | 'refuse';
  readonly synchronous: string;
  /** Who opens it. */
  readonly nodeId?: number;
}

/** Afterwards the folder is in its place, or empty. Throws STORAGE_MOVED if it is to be left alone, STORAGE_WRONG_NODE if it is another node's. */
export function findPlace(paths: FolderPaths, options: PlacingOptions): void {
  const { ifMoved = 'replace', synchronous, nodeId } = options;
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
  // A wrong path is more likely than a node that begins anew in the folder of another one.
  const stored = storedNodeId(paths);
  if (nodeId !== undefined && stored !== undefined && stored !== nodeId) throw wrongNode(stored, nodeId);
  if (ifMoved === 'refuse')
    throw new GaiosError('STORAGE_MOVED', `${folder}: ${why}`, { facts: { folder, why } });
  const { storageId } = place;
  const leaving = { storageId, why, keptIn: asideName(folder, storageId) };
  const marked: Place = { ...place, leaving };
  writePlace(paths.place, marked, durable);
  setAside(paths, marked, durable);
}

/** Undefined: the marker does not tell; a copy may lack it, or have half of it. */
function storedNodeId({ marker }: FolderPaths): number | undefined {
  try {
    return readMarker(marker)?.nodeId;
  } catch {
    return undefined;
  }
}
