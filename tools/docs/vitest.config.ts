export { unitTests as default } from '../../vitest.shared.mjs';
