import { describe, expect, test } from 'vitest';
import { moduleFiles } from './opensearch-modules.ts';

describe('module descriptors', () => {
  test('of 3.x name the module plugin and what it extends', () => {
    const file = moduleFiles('3.8.0', ['lib', 'modules/analysis-common'])['modules/analysis-common/plugin-descriptor.properties'];
    expect(file).toContain('classname=org.opensearch.analysis.common.CommonAnalysisModulePlugin\n');
    expect(file).toContain('extended.plugins=lang-painless\n');
  });

  test('of 2.x extend nothing and come with the policies of the security manager', () => {
    const files = moduleFiles('2.19.4', ['modules/analysis-common', 'modules/lang-painless']);
    expect(files['modules/analysis-common/plugin-descriptor.properties']).toContain('extended.plugins=\n');
    expect(Object.keys(files)).toContain('modules/lang-painless/plugin-security.policy');
  });

  test('of a module that is not known are refused', () => {
    expect(() => moduleFiles('3.8.0', ['modules/other'])).toThrow('module other is not known');
  });
});
