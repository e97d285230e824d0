// Reads what Vitest and Playwright wrote about a run, into one shape: { passed, failed, skipped, failures }.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from './process.mjs'

const nothing = { passed: 0, failed: 0, skipped: 0, failures: [] }

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
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.flatMap(vitestFailures)
  }
}

/** The failed tests of a file, each with the first line of what went wrong; the file itself when it did not load. */
function vitestFailures({ name, status, message, assertionResults }) {
  const file = relative(root, name)
  const failed = assertionResults.filter(test => test.status === 'failed')
  if (failed.length === 0) return status === 'failed' ? [`${file}: ${firstLine(message)}`] : []
  return failed.map(test => `${file} › ${test.fullName}: ${firstLine(test.failureMessages[0])}`)
}

function ofPlaywright({ stats, suites }) {
  return {
    passed: stats.expected,
    // A flaky test failed at least once, and here that is a failure.
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    failures: suites.flatMap(playwrightFailures)
  }
}

/** The failed tests of a file or of a group in it. */
function playwrightFailures({ suites = [], specs = [] }) {
  const failed = specs.filter(spec => !spec.ok)
  return [
    ...failed.map(({ file, title, tests }) => {
      const error = tests.flatMap(test => test.results).find(result => result.error)?.error
      return `test/e2e/${file} › ${title}: ${firstLine(error?.message)}`
    }),
    ...suites.flatMap(playwrightFailures)
  ]
}

// Colours are for who watches; they begin with the escape character.
const firstLine = (text = 'no reason was given') => stripVTControlCharacters(text).trim().split('\n')[0]

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
    (total, { passed, failed, skipped, failures }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
      failures: [...total.failures, ...failures]
    }),
    nothing
  )
}
