import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { transform } from '@swc/core';
import { build } from 'esbuild';

/**
 * Bundles a service into dist/bundle/main.mjs: our TypeScript and the pure JavaScript it uses. KafkaJS (whose modules are
 * loaded by path) and packages with native or WebAssembly parts stay packages, and Nest's optional companions stay away.
 * Usage: node tools/bundle/bundle.mjs SERVICE_DIRECTORY
 */
const serviceDirectory = resolve(process.argv[2] ?? '.');
const EXTERNAL = ['kafkajs', 'kafkajs/*', '@node-rs/*', '@platformatic/wasm-utils', '@platformatic/wasm-utils/*'];
const ABSENT = ['@nestjs/microservices', '@nestjs/microservices/*', '@nestjs/websockets', '@nestjs/websockets/*', 'class-validator', 'class-transformer', 'class-transformer/*', '@fastify/static', '@fastify/view', '@fastify/multipart', '@nestjs/platform-express', 'aws-sdk', 'aws-sdk/*', '@grpc/*', 'aws-crt', '@aws-sdk/signature-v4-crt', '@aws-sdk/signature-v4a'];

/** esbuild removes types but knows no decorator metadata; swc does, for the few files that have decorators. */
const decorators = {
  name: 'decorators',
  setup({ onLoad }) {
    onLoad({ filter: /\.(controller|service|module)\.ts$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), {
        filename: path,
        sourceMaps: 'inline',
        jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true } },
      });
      return { contents: code, loader: 'js' };
    });
  },
};

await build({
  entryPoints: [join(serviceDirectory, 'src', 'main.ts')],
  outfile: join(serviceDirectory, 'dist', 'bundle', 'main.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
  legalComments: 'none',
  external: [...EXTERNAL, ...ABSENT],
  plugins: [decorators],
  // CommonJS inside of an ES module bundle needs a `require`.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
