import { defineConfig } from 'vitest/config'

/** The browser tests: real pages of the real local stack, in the browser that npm brings. */
export default defineConfig({
  test: {
    name: 'browser',
    environment: 'node',
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Each file has a stack and a browser of its own; two of them share two cores.
    maxWorkers: 2,
  },
})
