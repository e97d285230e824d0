import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { makeWorld, type World } from '../support/world'
import { backendOf } from './support/api'
import { projectRoot } from './support/app'
import { expect, test } from './support/fixtures'

interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts `slipway …`; `saw` is called with everything on stdout so far, whenever there is more. */
function start(home: string, words: readonly string[], saw: (stdout: string, pid: number) => void = () => undefined) {
  const child = spawn(join(projectRoot, 'scripts/slipway'), [...words], {
    env: { ...process.env, SLIPWAY_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, because Ctrl-C in a terminal reaches every process of the group.
    detached: true
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
    saw(stdout, child.pid ?? 0)
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  return new Promise<Finished>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, stdout, stderr }))
  })
}

const deployWords = ['deploy', '--project', 'Hello World', '--release', '0.0.1', '--to', 'Test']

/** JSON, one value per line. */
const jsonLines = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as unknown)

test.describe('the command line tells by its exit code what became of a deployment', () => {
  /** A workspace made in the window, which is closed then: one program at a time has it. */
  const prepare = test.extend<{ readonly make: (body: string) => Promise<World> }>({
    make: async ({ launch, sshd }, use) => {
      await use(async body => {
        const app = await launch()
        const world = await makeWorld(await backendOf(app.page), { server: sshd, bodies: [body] })
        await app.close()
        return world
      })
    }
  })

  prepare('0 when it succeeded, with every line as JSON when asked for', async ({ home, make }) => {
    await make('echo "Hello, World!"')
    const { code, stdout } = await start(home, [...deployWords, '--json'])
    const events = jsonLines(stdout)
    expect(code).toBe(0)
    expect(JSON.stringify(events)).toContain('Hello, World!')
    expect(JSON.stringify(events.at(-1))).toContain('succeeded')
  })

  prepare('1 when a script failed, and says how', async ({ home, make }) => {
    await make('echo "No space left" >&2; exit 7')
    const { code, stdout, stderr } = await start(home, deployWords)
    expect(code).toBe(1)
    expect(stdout + stderr).toContain('“Say Hello” on web-1 ended with exit code 7.')
  })

  prepare('2 when it was called wrongly', async ({ home }) => {
    const { code, stderr } = await start(home, ['deploy', '--to', 'Test'])
    expect(code).toBe(2)
    expect(stderr).toContain("required option '--project <project>' not specified")
  })

  prepare('3 when Ctrl-C cancelled it', async ({ home, make, sshd }) => {
    await make('echo "Waiting"; while true; do sleep 0.2; done')
    let isInterrupted = false
    const { code, stdout } = await start(home, deployWords, (seen, pid) => {
      if (isInterrupted || !seen.includes('Waiting\n')) return
      isInterrupted = true
      process.kill(-pid, 'SIGINT')
    })
    expect(code).toBe(3)
    expect(stdout).toContain('was cancelled')
    // What stops the script on its target may outlive the command by a moment.
    const left = async () => (await sshd.processes()).filter(item => /sleep/.test(item.command))
    await expect.poll(left).toEqual([])
  })
})
