import { defineConfig } from 'playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/e2e',
  // Three times what the longest of those takes on a slow machine that do not set one of their own.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  // Two apps at a time where each can have a display of its own, see fixtures.ts: one alone leaves a core idle.
  workers: process.platform === 'linux' ? 2 : 1,
  // No second chance: a test that passes only sometimes is a fault to mend.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: process.env.SLIPWAY_E2E_REPORT ?? 'test-results/e2e.json' }]]
})
