export { findImbalance, type Evidence, type Imbalance } from './balance.ts';
export { KafkaAccess, type FoundLetter } from './kafka-access.ts';
export { indexedIds, request, type OpenSearchAccess } from './open-search-reader.ts';
export { serviceBundle, ServiceProcess } from './service-process.ts';
