/** Plugin class of each module; from 3.x on the name ends in ModulePlugin. */
const CLASSES: Readonly<Record<string, readonly [v2: string, v3: string]>> = {
  'transport-netty4': ['org.opensearch.transport.Netty4Plugin', 'org.opensearch.transport.Netty4ModulePlugin'],
  'lang-painless': ['org.opensearch.painless.PainlessPlugin', 'org.opensearch.painless.PainlessModulePlugin'],
  reindex: ['org.opensearch.index.reindex.ReindexPlugin', 'org.opensearch.index.reindex.ReindexModulePlugin'],
  geo: ['org.opensearch.geo.GeoModulePlugin', 'org.opensearch.geo.GeoModulePlugin'],
  'ingest-common': ['org.opensearch.ingest.common.IngestCommonPlugin', 'org.opensearch.ingest.common.IngestCommonModulePlugin'],
  'mapper-extras': ['org.opensearch.index.mapper.MapperExtrasPlugin', 'org.opensearch.index.mapper.MapperExtrasModulePlugin'],
  'analysis-common': ['org.opensearch.analysis.common.CommonAnalysisPlugin', 'org.opensearch.analysis.common.CommonAnalysisModulePlugin'],
  'aggs-matrix-stats': [
    'org.opensearch.search.aggregations.matrix.MatrixAggregationPlugin',
    'org.opensearch.search.aggregations.matrix.MatrixAggregationModulePlugin',
  ],
};

const EXTENDS_PAINLESS = new Set(['ingest-common', 'analysis-common']);

/** 2.x runs under the Java security manager; a distribution brings these policies, the jars do not. */
const POLICIES_2: Readonly<Record<string, string>> = {
  'lang-painless': 'grant {\n  permission java.lang.RuntimePermission "createClassLoader";\n  permission java.lang.RuntimePermission "getClassLoader";\n};\n',
  'transport-netty4': 'grant {\n  permission java.net.SocketPermission "*", "accept,connect,listen,resolve";\n};\n',
};

function descriptor(module: string, version: string, classname: string, isV2: boolean): string {
  return [
    `name=${module}`,
    `description=${module}, put together by Fleetlane from its published jar`,
    `version=${version}`,
    `opensearch.version=${version}`,
    `java.version=${isV2 ? 11 : 21}`,
    `classname=${classname}`,
    `extended.plugins=${!isV2 && EXTENDS_PAINLESS.has(module) ? 'lang-painless' : ''}`,
    'has.native.controller=false',
    '',
  ].join('\n');
}

/** The text files that turn folders of jars (`modules/<name>`) into modules which OpenSearch loads: path -> content. */
export function moduleFiles(version: string, folders: readonly string[]): Record<string, string> {
  const isV2 = version.startsWith('2.');
  const files: Record<string, string> = {};
  for (const folder of folders.filter((name) => name.startsWith('modules/'))) {
    const module = folder.slice('modules/'.length);
    const classes = CLASSES[module];
    if (classes === undefined) throw new Error(`The plugin class of OpenSearch module ${module} is not known`);
    files[`${folder}/plugin-descriptor.properties`] = descriptor(module, version, classes[isV2 ? 0 : 1], isV2);
    const policy = POLICIES_2[module];
    if (isV2 && policy !== undefined) files[`${folder}/plugin-security.policy`] = policy;
  }
  return files;
}
