export { createOpenSearchClient } from './open-search-client.ts';
export { openSearchConfig, routeConfig, type OpenSearchConfig, type RouteConfig } from './open-search-config.ts';
export { openSearchProbes } from './open-search-probes.ts';
export { OpenSearchSink } from './open-search-sink.ts';
export { BulkBody } from './bulk-body.ts';
export { RouteTable, TopicRoute, type Route } from './routes.ts';
export type { IndexRotation } from './index-suffix.ts';
