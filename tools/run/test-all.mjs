import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';

/** `npm test`: everything that must hold, in the order in which it fails fastest; ends with one line that counts the tests. */
const STEPS = [
  ['lint, types, bundles and unit tests', ['run-many', '-t', 'lint', 'typecheck', 'build', 'test:unit', '--parallel=2', '--output-style=static']],
  ['integration tests on real servers', ['run', '@fleetlane/tests:test:integration', '--output-style=stream', '--skip-nx-cache']],
];
const REPORTS = ['libs/*/dist/test-results.json', 'services/*/dist/test-results.json', 'tools/*/dist/test-results.json', 'test/dist/test-results.json'];

for (const report of globSync(REPORTS)) if (report.startsWith('test/')) rmSync(report);
let failed = false;
for (const [title, args] of STEPS) {
  const startedAt = Date.now();
  console.log(`\n=== ${title}`);
  const { status } = spawnSync('nx', args, { stdio: 'inherit' });
  console.log(`=== ${title}: ${status === 0 ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  if (status !== 0) {
    failed = true;
    break;
  }
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const report of globSync(REPORTS).filter((path) => existsSync(path))) {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += numPassedTests;
  total.failed += numFailedTests;
  total.skipped += numPendingTests;
}
if (failed && total.failed === 0) console.log('A step failed outside the tests; see above.');
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(failed || total.failed > 0 || total.passed === 0 ? 1 : 0);
