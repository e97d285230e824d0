// Reads what Vitest and Playwright wrote about a run, into one shape: { passed, failed, skipped }.
import { readFileSync } from 'node:fs'

const nothing = { passed: 0, failed: 0, skipped: 0 }

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function ofVitest(report) {
  // A file that does not even load has no tests to count; it is one failure.
  const broken = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests
  }
}

function ofPlaywright({ stats }) {
  // A flaky test failed at least once, and here that is a failure.
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
}

/**
 * A suite that ran nothing, or ended badly without naming a failed test, counts as one failure:
 * silence must never look like success.
 */
function judge(name, counts, exitCode) {
  const ran = counts.passed + counts.failed
  if (counts.failed > 0 || (ran > 0 && exitCode === 0)) return counts
  const reason = ran === 0 ? 'ran no test' : `ended with ${exitCode} although no test failed`
  return { ...counts, failed: 1, reason: `The ${name} ${reason}.` }
}

export function vitestCounts(file, exitCode) {
  const report = readJson(file)
  return judge('Vitest run', report ? ofVitest(report) : nothing, exitCode)
}

export function playwrightCounts(file, exitCode) {
  const report = readJson(file)
  return judge('Playwright run', report ? ofPlaywright(report) : nothing, exitCode)
}

export function sum(all) {
  return all.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped
    }),
    nothing
  )
}
