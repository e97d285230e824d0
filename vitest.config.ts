import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const never = ['test/e2e/**', 'test/bench/**', '**/node_modules/**']
const app = ['test/{cli,electron,http,ipc,renderer,services,store}/**/*.test.ts']
const window = ['test/renderer/**/*.test.tsx']

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@shared': resolve(import.meta.dirname, 'shared') } },
  test: {
    // Some files start a real sshd or a real shell; two cores are slow at that.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['{shared,electron,renderer}/**/*.{ts,tsx}'],
      exclude: ['**/*.d.ts'],
      reporter: ['text-summary', 'json-summary', 'html']
    },
    projects: [
      // Loading modules takes longer than most tests do; so the files of the first three projects share them.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...never, ...app, 'test/ssh/**'],
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 }
        }
      },
      {
        extends: true,
        test: {
          name: 'app',
          include: app,
          setupFiles: 'test/support/quick-passphrases.ts',
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 }
        }
      },
      {
        extends: true,
        test: {
          name: 'window',
          include: window,
          environment: 'happy-dom',
          setupFiles: 'test/support/window-setup.ts',
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 }
        }
      },
      {
        // Two files at a time, and after the rest: they start servers, and look how these behave when they are busy.
        extends: true,
        test: {
          name: 'ssh',
          include: ['test/ssh/**/*.test.ts'],
          exclude: never,
          maxWorkers: 2,
          sequence: { groupOrder: 1 }
        }
      }
    ]
  }
})
