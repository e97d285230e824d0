import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { playwrightCounts, sum, vitestCounts } from '../../scripts/lib/reports.mjs'

const folder = mkdtempSync(join(tmpdir(), 'slipway-reports-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(report: unknown): string {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return file
}

const vitestReport = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [{ status: 'passed', assertionResults: [{}] }]
}

describe('the sum of all tests', () => {
  it('adds both reports', () => {
    const unit = vitestCounts(written(vitestReport), 0)
    const e2e = playwrightCounts(written({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 } }), 0)
    expect(sum([unit, e2e])).toEqual({ passed: 8, failed: 0, skipped: 2 })
  })

  it('counts a test that passed only at the second try as failed', () => {
    const e2e = playwrightCounts(written({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 0 } }), 1)
    expect(e2e.failed).toBe(2)
  })

  it('counts a file that does not load as failed', () => {
    const broken = { ...vitestReport, testResults: [{ status: 'failed', assertionResults: [] }] }
    expect(vitestCounts(written(broken), 1).failed).toBe(1)
  })

  it('never takes silence for success', () => {
    const empty = { ...vitestReport, numPassedTests: 0, testResults: [] }
    expect(vitestCounts(written(empty), 0).failed).toBe(1)
    expect(playwrightCounts(join(folder, 'absent.json'), 0).failed).toBe(1)
    expect(vitestCounts(written(vitestReport), 1)).toMatchObject({ passed: 5, failed: 1 })
  })
})
