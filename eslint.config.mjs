import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// One SDK, one adapter: the only project that may import each of these.
const SDK_OWNERS = {
  kafkajs: 'kafka',
  '@opensearch-project/opensearch': 'opensearch',
  '@kafkajs/confluent-schema-registry': 'registry',
  '@aws-sdk/client-s3': 's3',
};
const LAYERS = {
  'layer:ports': [],
  'layer:core': ['layer:ports'],
  'layer:adapter': ['layer:ports', 'layer:support'],
  'layer:support': ['layer:ports'],
  'layer:testkit': ['layer:ports', 'layer:core'],
  'layer:service-kit': ['layer:ports', 'layer:core', 'layer:support'],
};
const ANYTHING = ['layer:service', 'layer:tool', 'layer:test'];

function sdksOwnedByOthersThan(project) {
  return Object.entries(SDK_OWNERS)
    .filter(([, owner]) => owner !== project)
    .map(([sdk, owner]) => ({ group: [sdk, `${sdk}/*`], message: `Only libs/${owner} imports ${sdk}; use its port.` }));
}

const depConstraints = [
  ...Object.entries(LAYERS).map(([sourceTag, onlyDependOnLibsWithTags]) => ({
    sourceTag,
    onlyDependOnLibsWithTags,
    ...(sourceTag === 'layer:service-kit' ? {} : { bannedExternalImports: ['@nestjs/*'] }),
  })),
  ...ANYTHING.map((sourceTag) => ({ sourceTag, onlyDependOnLibsWithTags: ['*'], bannedExternalImports: ['@nestjs/microservices'] })),
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '**/*.mjs', '**/vitest.config.ts'] },
  eslint.configs.recommended,
  tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], enforceBuildableLibDependency: false, depConstraints }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  { files: ['**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: sdksOwnedByOthersThan(undefined) }] } },
  ...Object.values(SDK_OWNERS).map((owner) => ({
    files: [`libs/${owner}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: sdksOwnedByOthersThan(owner) }] },
  })),
  { files: ['tools/**/*.ts', 'services/**/cli/**/*.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
);
