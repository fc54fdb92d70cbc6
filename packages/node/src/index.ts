/** `gaios`: what users install. Everything public is exported from here. */
export * from '@gaios/sm-base';
export type * from './api.ts';
export { bounded, session } from './consistency.ts';
export { Node } from './node.ts';
export { optionRows, type OptionName, type OptionRow } from './option-rows.ts';
export type { Violation } from './option-shapes.ts';
export type { Readiness, Reason } from './readiness.ts';
export { metricRows, type MetricName } from './metric-rows.ts';
export { pinoLogger, type PinoLike } from './adapters/pino-logger.ts';
export { promMetrics, type PromClientLike } from './adapters/prom-metrics.ts';
export { chainChecksum } from './adapters/checksum.ts';
export { systemClock, systemRandom } from './adapters/system-ports.ts';
export { version } from './version.ts';
export { PROOF_SCHEME, proveRequest, type AdminRequest } from './admin/proof.ts';
