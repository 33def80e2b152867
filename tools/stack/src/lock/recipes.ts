/** The roots of a folder: their runtime closure fills it. Resolved by `npm run stack lock`; nothing reads this at run time. */
export interface Folder {
  readonly roots: readonly string[];
  /** Archives are unpacked, or one file stands alone: either way there is no closure to resolve. */
  readonly alone?: boolean;
  /** Folders whose files are on the class path already and are left out here. */
  readonly minus?: readonly string[];
}

export type Recipe = Readonly<Record<string, Folder>>;

const OPENSEARCH_MODULES: Readonly<Record<string, string>> = {
  'transport-netty4': 'transport-netty4-client',
  'lang-painless': 'lang-painless',
  reindex: 'reindex-client',
  geo: 'geo',
  'ingest-common': 'ingest-common',
  'mapper-extras': 'mapper-extras-client',
  'analysis-common': 'analysis-common',
  'aggs-matrix-stats': 'aggs-matrix-stats-client',
};

const EXTENDS_PAINLESS = ['ingest-common', 'analysis-common'];

function openSearchModules(version: string): Recipe {
  return Object.fromEntries(Object.entries(OPENSEARCH_MODULES).map(([module, artifact]) => [`modules/${module}`, {
    roots: [`org.opensearch.plugin:${artifact}:${version}`],
    minus: ['lib', ...(EXTENDS_PAINLESS.includes(module) ? ['modules/lang-painless'] : [])],
  }]));
}

const OPENSEARCH_2: Recipe = {
  lib: {
    roots: [
      'org.opensearch:opensearch:2.19.4',
      'org.opensearch:opensearch-plugin-classloader:2.19.6',
      'org.apache.logging.log4j:log4j-core:2.21.0',
    ],
  },
  ...openSearchModules('2.19.4'),
};

/** What each server is made of. OpenSearch has no archive on Maven Central, so its home is put together from its parts. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  'kafka-4.3.1': {
    lib: {
      roots: [
        ...['kafka_2.13', 'kafka-tools', 'connect-mirror'].map((artifact) => `org.apache.kafka:${artifact}:4.3.1`),
        'org.apache.logging.log4j:log4j-slf4j-impl:2.25.4',
      ],
    },
  },
  'opensearch-3.8.0': {
    lib: {
      roots: [
        'org.opensearch:opensearch:3.8.0',
        'org.opensearch:opensearch-plugin-classloader:3.8.0',
        'org.apache.logging.log4j:log4j-core:2.25.4',
      ],
    },
    agent: { roots: ['org.opensearch:opensearch-agent:3.8.0', 'org.opensearch:opensearch-agent-bootstrap:3.8.0'] },
    ...openSearchModules('3.8.0'),
  },
  'opensearch-2.19.4': OPENSEARCH_2,
  'opensearch-2.19.4-secured': {
    ...OPENSEARCH_2,
    'unpack:plugins/opensearch-security': { roots: ['org.opensearch.plugin:opensearch-security:2.19.4.0@zip'], alone: true },
  },
  's3proxy-4.1.0': { '': { roots: ['org.gaul:s3proxy:4.1.0:jar-with-dependencies'], alone: true } },
  'apicurio-3.3.3': { 'unpack:': { roots: ['io.apicurio:apicurio-registry-app:3.3.3:all@tar.gz'], alone: true } },
  'apicurio-2.6.13': { 'unpack:': { roots: ['io.apicurio:apicurio-registry-app:2.6.13.Final:all@tar.gz'], alone: true } },
};
