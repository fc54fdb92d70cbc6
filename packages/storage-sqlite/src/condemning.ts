/**
 * What becomes of a folder that is damaged so that a vote may be among what is lost (DESIGN 6.3): it counts as a lost disk.
 * What it holds is set aside, and the node begins with an empty one. What is damaged and cannot have been a vote, the value
 * of a row that is chosen, is put back instead (`Overlay.mend`).
 *
 * A folder is set aside at an opening only. If the damage is met later, the folder is marked for the next one.
 */

import { existsSync } from 'node:fs';
import type { GaiosError } from '@gaios/sm-base';
import type { FolderPaths } from './files.ts';
import { readMarker } from './marker.ts';
import { asideName, emptyPlace, readPlace, setAside, writePlace } from './place.ts';
import type { ReplacedDisk } from './place.ts';

export interface CondemningOptions {
  readonly nodeId: number;
  /** What to do with a folder that has forgotten votes: begin with an empty one in its place (default), or refuse. */
  readonly ifDamaged?: 'replace' | 'refuse';
  readonly synchronous: string;
}

/** True: the folder is empty now. Nothing of it may be open. */
export function setAsideDamaged(paths: FolderPaths, options: CondemningOptions, error: GaiosError): boolean {
  if (error.code !== 'STORAGE_DAMAGED' || options.ifDamaged === 'refuse') return false;
  const storageId = ownStorageId(paths, options.nodeId);
  if (storageId === undefined) return false;
  condemn(paths, options, storageId, error);
  setAside(paths, readPlace(paths.place)!, options.synchronous !== 'off');
  return true;
}

/** At its next opening the folder is set aside. */
export function condemn(
  paths: FolderPaths,
  { synchronous }: CondemningOptions,
  storageId: string,
  error: GaiosError,
): ReplacedDisk {
  const place = readPlace(paths.place) ?? { ...emptyPlace, storageId };
  const why = `what it holds is damaged: ${error.message}`;
  const leaving = place.leaving ?? { storageId, why, keptIn: asideName(paths.folder, storageId) };
  writePlace(paths.place, { ...place, leaving }, synchronous !== 'off');
  return leaving;
}

/** Undefined: nothing tells whose folder it is. That is for its operator to find out. */
function ownStorageId(paths: FolderPaths, nodeId: number): string | undefined {
  if (!existsSync(paths.marker)) return undefined;
  try {
    const marker = readMarker(paths.marker);
    return marker?.nodeId === nodeId ? marker.storageId : undefined;
  } catch {
    return undefined;
  }
}
