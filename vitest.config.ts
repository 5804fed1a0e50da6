import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/frontend/**', 'test/journey/**', 'test/browser/**'],
          setupFiles: ['test/steady.ts'],
          // A bound on what hangs, not on what a loaded machine takes longer for.
          testTimeout: 60_000,
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'frontend',
          environment: 'happy-dom',
          include: ['test/frontend/**/*.test.ts'],
          // As above: a page is loaded on demand, and is compiled first.
          testTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        // The whole stack from its synthesized template: one file at a time, each on ports and data of its own.
        test: {
          name: 'journey',
          environment: 'node',
          include: ['test/journey/**/*.test.ts'],
          globalSetup: ['test/journey/synthesize-once.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
