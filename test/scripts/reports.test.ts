import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/process.mjs'
import { playwrightCounts, sum, vitestCounts } from '../../scripts/lib/reports.mjs'

const folder = mkdtempSync(join(tmpdir(), 'slipway-reports-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(report: unknown): string {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return file
}

const e2eReport = (stats: object, specs: readonly object[] = []) => ({
  stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  suites: [{ specs: [], suites: [{ specs }] }]
})

const vitestReport = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [{ name: join(root, 'test/a.test.ts'), status: 'passed', assertionResults: [{ status: 'passed' }] }]
}

describe('the sum of all tests', () => {
  it('adds both reports', () => {
    const unit = vitestCounts(written(vitestReport), 0)
    const e2e = playwrightCounts(written(e2eReport({})), 0)
    expect(sum([unit, e2e])).toEqual({ passed: 8, failed: 0, skipped: 2, failures: [] })
  })

  it('counts a test that passed only at the second try as failed', () => {
    const e2e = playwrightCounts(written(e2eReport({ unexpected: 1, flaky: 1 })), 1)
    expect(e2e.failed).toBe(2)
  })

  it('counts a file that does not load as failed', () => {
    const broken = {
      ...vitestReport,
      testResults: [
        { name: join(root, 'test/b.test.ts'), status: 'failed', message: 'No such module\nat 1', assertionResults: [] }
      ]
    }
    expect(vitestCounts(written(broken), 1)).toMatchObject({ failed: 1, failures: ['test/b.test.ts: No such module'] })
  })

  it('names every test that failed, with the first line of what went wrong', () => {
    const file = {
      name: join(root, 'test/a.test.ts'),
      status: 'failed',
      assertionResults: [
        { status: 'passed', fullName: 'a works' },
        { status: 'failed', fullName: 'b works', failureMessages: ['\u001b[31mexpected 1\u001b[39m\nat 1:1'] }
      ]
    }
    const unit = vitestCounts(written({ ...vitestReport, numFailedTests: 1, testResults: [file] }), 1)
    const specs = [
      { ok: true, file: 'c.e2e.ts', title: 'c works', tests: [] },
      {
        ok: false,
        file: 'c.e2e.ts',
        title: 'd works',
        tests: [{ results: [{ error: { message: 'Timeout\nat 2' } }] }]
      },
      { ok: false, file: 'c.e2e.ts', title: 'e works', tests: [{ results: [{}] }] }
    ]
    const e2e = playwrightCounts(written(e2eReport({ unexpected: 2 }, specs)), 1)
    expect(sum([unit, e2e]).failures).toEqual([
      'test/a.test.ts › b works: expected 1',
      'test/e2e/c.e2e.ts › d works: Timeout',
      'test/e2e/c.e2e.ts › e works: no reason was given'
    ])
  })

  it('never takes silence for success', () => {
    const empty = { ...vitestReport, numPassedTests: 0, testResults: [] }
    expect(vitestCounts(written(empty), 0).failed).toBe(1)
    expect(playwrightCounts(join(folder, 'absent.json'), 0).failed).toBe(1)
    expect(vitestCounts(written(vitestReport), 1)).toMatchObject({ passed: 5, failed: 1 })
  })
})
