import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBackend } from '../support/backend'
import { makeFleet, webStep } from '../support/fleet'
import { startSshd, type TestSshd } from '../support/sshd'
import { buildProgram } from './build'
import type { Told } from './resume-work'

/** How many kills; more by hand: `SLIPWAY_KILLS=30 npx vitest run test/crash/resume.test.ts`. */
const kills = Number(process.env.SLIPWAY_KILLS ?? 5)
const steps = 3
const targets = 4

let program = ''
let sshd: TestSshd
let home = ''

beforeAll(async () => {
  program = await buildProgram('resume-child')
  sshd = await startSshd()
  home = await mkdtemp(join(tmpdir(), 'slipway-resume-'))
  const backend = await openBackend({ home })
  const tellTale = (step: number) =>
    `key="#{Octopus.Deployment.Id} ${step} #{Octopus.Machine.Name}"
echo "start $key" >> "$HOME/runs"
echo working
sleep 0.1
echo "end $key" >> "$HOME/runs"`
  const process = Array.from({ length: steps }, (_, index) => webStep(`Step ${index + 1}`, tellTale(index + 1)))
  await makeFleet(
    backend,
    Array.from({ length: targets }, () => ({ sshd })),
    process
  )
  await backend.close()
}, 60_000)

afterAll(async () => {
  await sshd?.stop()
  await rm(home, { recursive: true, force: true })
})

/** Works until it is over, or until it is killed a while after it got under way. */
async function workUntil(
  killAfter: number | null
): Promise<{ readonly told: readonly Told[]; readonly wasKilled: boolean }> {
  const child = spawn(process.execPath, [program, home], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  let timer: ReturnType<typeof setTimeout> | null = null
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (killAfter === null || timer !== null || !said.includes('under-way')) return
    timer = setTimeout(() => child.kill('SIGKILL'), killAfter)
  })
  const [code, signal] = await once(child, 'close')
  if (timer !== null) clearTimeout(timer)
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`The work failed:\n${said}`)
  return {
    told: said
      .split('\n')
      .filter(Boolean)
      .map((line): Told => JSON.parse(line)),
    wasKilled: signal === 'SIGKILL'
  }
}

test('a deployment that is killed at any moment and continued runs every action once, or asks about it', async () => {
  const told: Told[] = []
  for (let killed = 0; killed < kills; ) {
    const result = await workUntil(Math.random() * 1500)
    told.push(...result.told)
    if (result.wasKilled) killed++
  }
  told.push(...(await workUntil(null)).told)

  const asked = new Set(
    told.flatMap(item => (item.kind === 'decided' && item.choice === 'asked' ? [`${item.id} ${item.run}`] : []))
  )
  const ends = told.filter(item => item.kind === 'over')
  expect(ends.map(end => end.outcome)).toEqual(ends.map(() => 'succeeded'))
  const lines = (await readFile(join(sshd.home, 'runs'), 'utf8')).trim().split('\n')
  const count = (prefix: string) => {
    const counts = new Map<string, number>()
    for (const line of lines.filter(item => item.startsWith(prefix)))
      counts.set(line.slice(prefix.length), (counts.get(line.slice(prefix.length)) ?? 0) + 1)
    return counts
  }
  const starts = count('start ')
  expect([...starts].filter(([, times]) => times > 1)).toEqual([])
  expect([...count('end ')].filter(([, times]) => times > 1)).toEqual([])
  // What did not run although its deployment ended well was asked about, and a person said that it is done.
  const missing = new Set(ends.map(end => end.id)).size * steps * targets - starts.size
  expect(missing).toBeLessThanOrEqual(asked.size)
}, 600_000)
