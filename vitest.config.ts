import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/helpers/equal-bits.ts'],
    testTimeout: 60_000,
    maxWorkers: 2,
    // Modules are loaded once for each worker and not for each file, which takes half the time of the unit tests away. No test leaves
    // anything behind in them.
    isolate: false,
    reporters: ['default'],
  },
});
