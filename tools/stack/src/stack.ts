/** What serves: processes started from Maven Central's artifacts, or the official container images. */
export type ProviderName = 'processes' | 'containers';

/**
 * A real server that a test may mistreat. `node` counts from 1 and is left out for servers with one node, or for all nodes.
 * Ports and data outlive stop, kill and start; they go with `Stack.close`.
 */
export interface Server {
  readonly name: string;
  readonly provider: ProviderName;
  /** Process ids of the nodes that run. Empty for containers. */
  readonly pids: readonly number[];
  /** Orderly: SIGTERM, and SIGKILL if that took more than 30 s. Resolves when the process is gone. */
  stop(node?: number): Promise<void>;
  /** SIGKILL. Resolves when the process is gone. */
  kill(node?: number): Promise<void>;
  /** After stop or kill: same ports, same data. Resolves when usable; throws with the end of the log if it does not come up. */
  start(node?: number): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers, which no refused connection can stand for. */
  pause(node?: number): Promise<void>;
  /** SIGCONT. */
  resume(node?: number): Promise<void>;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface KafkaServer extends Server {
  /** `host:port` of every node, PLAINTEXT. Always there, for the test's own administration. */
  readonly bootstrap: readonly string[];
  /** SASL_PLAINTEXT with PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512, same users for all. */
  readonly sasl?: { readonly bootstrap: readonly string[]; readonly users: Readonly<Record<string, Credentials>> };
  /** SASL over TLS, same users. Only with security `all`. */
  readonly saslTls?: { readonly bootstrap: readonly string[]; readonly caFile: string; readonly users: Readonly<Record<string, Credentials>> };
  /** TLS; a client certificate is demanded. */
  readonly tls?: { readonly bootstrap: readonly string[]; readonly caFile: string; readonly clientCertFile: string; readonly clientKeyFile: string };
}

export interface OpenSearchServer extends Server {
  readonly url: string;
  readonly version: string;
  /** With the secured version only. */
  readonly caFile?: string;
  /** With the secured version only: `admin`, `writer` (what a sink needs, no more) and `reader` (403 on every write). */
  readonly users?: Readonly<Record<'admin' | 'writer' | 'reader', Credentials>>;
}

export interface S3Server extends Server {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface RegistryServer extends Server {
  /** Base address of the Confluent-compatible API. */
  readonly url: string;
}

export interface KafkaOptions {
  /** One node, or three for leader moves and under-replication. Default 1. */
  readonly nodes?: 1 | 3;
  /** Which listeners there are beside PLAINTEXT. Default `plaintext`: none. */
  readonly security?: 'plaintext' | 'sasl-scram' | 'tls' | 'all';
  /** Tells two Kafkas of one stack apart in logs. Default `kafka`. */
  readonly name?: string;
  /** Broker settings on top of, or instead of, the stack's own. */
  readonly config?: Readonly<Record<string, string>>;
}

export type OpenSearchVersion = '3.8.0' | '2.19.4' | '2.19.4-secured';

export interface OpenSearchOptions {
  /** Default 3.8.0; 2.19.4 when this machine has no Java 21, and then the progress says so. */
  readonly version?: OpenSearchVersion;
  /** Java heap, as in -Xmx. Default `1g`. */
  readonly heap?: string;
  /** Tells two OpenSearches of one stack apart in logs. Default `opensearch`. */
  readonly name?: string;
  /** Lines of opensearch.yml on top of the stack's own. */
  readonly config?: Readonly<Record<string, string>>;
}

/** Servers that live together: one directory, one owner process. They end with it, whatever way it ends. */
export interface Stack {
  readonly provider: ProviderName;
  /** Data, configuration and logs of every server. */
  readonly dir: string;
  kafka(options?: KafkaOptions): Promise<KafkaServer>;
  opensearch(options?: OpenSearchOptions): Promise<OpenSearchServer>;
  s3(): Promise<S3Server>;
  registry(): Promise<RegistryServer>;
  /** Stops everything; removes the data unless it was to be kept. May be called twice. */
  close(): Promise<void>;
}
