/** The chained checksum of a log: CRC-32 of a value, continued from the checksum before it (DESIGN 3.6). */

import { crc32 } from 'node:zlib';

export const chainChecksum = (checksum: number, value: Uint8Array): number => crc32(value, checksum);
