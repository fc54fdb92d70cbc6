/** A data folder as its operator sees it, and the one thing that may be vouched for: that a moved one is the only copy. */

import { GaiosError } from '@gaios/sm-base';
import type { Identity } from '@gaios/sm-base';
import { folderPaths } from './files.ts';
import { OfflineFolder } from './offline.ts';
import { measure, readPlace, writePlace } from './place.ts';
import type { FileMark, ReplacedDisk } from './place.ts';

export interface DiskReport {
  readonly folder: string;
  readonly identity: Identity;
  readonly groups: number;
  readonly lastCommit: number;
  /** Whether the last process closed it in order, and nothing was written since. */
  readonly closedCleanly: boolean;
  /** `unknown`: it was never opened by a version that notes it. */
  readonly place: 'same' | 'moved' | 'unknown';
  readonly why?: string;
  readonly mark: FileMark;
  /** The disk that this one replaces. */
  readonly replaced?: ReplacedDisk;
}

/** Throws as `OfflineFolder.open`. Changes nothing. */
export function describeDisk(dataDir: string): DiskReport {
  const offline = OfflineFolder.open(dataDir);
  try {
    return reportOf(offline);
  } finally {
    offline.close();
  }
}

/**
 * From now on the folder is where it is. @throws GaiosError as `OfflineFolder.open`; DISK_NOT_MOVED; DISK_NOT_CLOSED
 */
export function adoptDisk(dataDir: string): DiskReport {
  const offline = OfflineFolder.open(dataDir);
  try {
    const report = reportOf(offline);
    checkAdoptable(report);
    const { place } = folderPaths(dataDir);
    writePlace(place, { ...readPlace(place)!, mark: report.mark }, true);
    const { why: _, ...rest } = report;
    return { ...rest, place: 'same' };
  } finally {
    offline.close();
  }
}

/** @throws GaiosError DISK_NOT_MOVED, DISK_NOT_CLOSED */
export function checkAdoptable({ place, closedCleanly, folder }: DiskReport): void {
  if (place !== 'moved') throw new GaiosError('DISK_NOT_MOVED', undefined, { facts: { folder } });
  if (!closedCleanly) throw new GaiosError('DISK_NOT_CLOSED', undefined, { facts: { folder } });
}

function reportOf(offline: OfflineFolder): DiskReport {
  const { folder, identity, lastCommit } = offline;
  const paths = folderPaths(folder);
  const mark = measure(paths.database);
  const place = readPlace(paths.place);
  const why = offline.moved;
  return {
    folder,
    identity,
    groups: offline.groups().length,
    lastCommit,
    closedCleanly: place?.closedBoot === identity.boot && place.closedCommit === lastCommit,
    place: place === undefined ? 'unknown' : why === undefined ? 'same' : 'moved',
    ...(why === undefined ? {} : { why }),
    mark,
    ...(place?.replaced === undefined ? {} : { replaced: place.replaced }),
  };
}
