export { openStack } from './open-stack.ts';
export type { OpenStackOptions } from './open-stack.ts';
export type {
  Credentials, KafkaOptions, KafkaServer, OpenSearchOptions, OpenSearchServer, OpenSearchVersion, ProviderName, RegistryServer, S3Server, Server, Stack,
} from './stack.ts';
