// `npm test`: everything that can be checked on this machine, from a fresh clone. The last line is the sum.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { underVirtualDisplay } from './lib/app.mjs'
import { build } from './lib/build.mjs'
import { checks } from './lib/checks.mjs'
import { bin, capture, main, root, run, Stop, say } from './lib/process.mjs'
import { playwrightCounts, sum, vitestCounts } from './lib/reports.mjs'
import { electronProgram, runtimeInUse } from './lib/runtime.mjs'
import { scratchInMemory } from './lib/scratch.mjs'
import { setUp } from './setup.mjs'

const reports = join(root, 'test-results')

function printVersions() {
  // No page is shown, so the sandbox is not needed, and where it cannot be had this still answers.
  const electron = capture(electronProgram(), ['--no-sandbox', '--version'])
  if (electron.code !== 0) throw new Stop(`Electron does not start here:\n${electron.stderr.trim()}`)
  const { isStandIn } = runtimeInUse()
  say(`Electron ${electron.stdout.trim()}${isStandIn ? ' (stand-in)' : ''}, Node ${process.version}`)
}

function runVitest() {
  say('Running unit, integration and SSH tests …')
  const report = join(reports, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return vitestCounts(report, run(bin('vitest'), ['run', ...reporters]))
}

function runPlaywright() {
  say('Running end-to-end tests in Electron …')
  const report = join(reports, 'e2e.json')
  const env = { ...process.env, SLIPWAY_E2E_REPORT: report }
  const isLinux = process.platform === 'linux'
  const command = isLinux ? underVirtualDisplay(bin('playwright'), ['test']) : [bin('playwright'), ['test']]
  return playwrightCounts(report, run(...command, { env }))
}

const failure = reason => ({ passed: 0, failed: 1, skipped: 0, failures: [], reason })

async function runEverything() {
  await setUp({ tests: true })
  // Yesterday's reports must not speak for today's run.
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  printVersions()
  scratchInMemory()

  const results = checks().map(name => failure(`The check of ${name} failed.`))
  results.push(runVitest())
  results.push(...(build() ? [runPlaywright()] : [failure('The build failed, so no end-to-end test ran.')]))
  return results
}

await main(async () => {
  const results = await runEverything().catch(error => {
    if (!(error instanceof Stop)) throw error
    return [failure(error.message)]
  })
  say('')
  for (const { reason } of results) if (reason) say(reason)
  const { passed, failed, skipped, failures } = sum(results)
  // Once more at the end: what was printed when it happened is thousands of lines above.
  if (failures.length > 0) say(`Failed:\n${failures.map(each => `  ${each}`).join('\n')}\n`)
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed > 0 ? 1 : 0
})
