import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zipOf } from '../support/archives'
import { listProcesses } from '../support/processes'
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

  test('3 when a second Ctrl-C leaves the agent without waiting, and what ran is interrupted then', async ({
    home
  }) => {
    test.setTimeout(120_000)
    const [began, folder] = [join(home, 'began'), join(home, 'incoming')]
    // What it starts is known among all processes by the file that it names.
    const body = `trap '' TERM; : > '${began}'; sh -c 'while true; do sleep 0.1; done' '${began}'`
    const scripts = async () => (await listProcesses()).filter(({ command }) => command.endsWith(` ${began}`)).length
    await setUpTrigger(home, body)
    await mkdir(folder)
    await writeFile(join(folder, 'Shop.Web.1.0.0.zip'), zipOf([{ name: 'app.txt', content: 'one' }]))
    let [said, group] = ['', 0]
    const agent = start(home, ['agent', '--watch', folder], (seen, pid) => {
      said = seen
      group = pid
    })
    const soon = { timeout: 60_000 }
    await expect.poll(scripts, soon).toBe(1)
    process.kill(-group, 'SIGINT')
    await expect.poll(() => said, soon).toContain('is being cancelled')
    process.kill(-group, 'SIGINT')
    const { code, stdout } = await agent
    expect(code).toBe(3)
    expect(stdout).not.toContain('was cancelled')
    const { stdout: list } = await start(home, ['--json', 'deployment', 'list'])
    expect(JSON.parse(list)).toMatchObject([{ state: 'interrupted' }])
    // The script is ended all the same.
    await expect.poll(scripts, soon).toBe(0)
  })
})

/** A script that runs here, as soon as a package comes in. */
async function setUpTrigger(home: string, body: string): Promise<void> {
  const file = join(home, 'steps.json')
  const script = { type: 'script', syntax: 'bash', body, packages: [{ name: 'web', packageId: 'Shop.Web' }] }
  await writeFile(file, JSON.stringify([{ name: 'Run', location: 'here', roles: [], actions: [script] }]))
  const slot = ['--step', 'Run', '--reference', 'web']
  const commands = [
    ['environment', 'create', 'Test'],
    ['project', 'create', 'Shop'],
    ['process', 'set', '--project', 'Shop', '--file', file],
    ['trigger', 'create-package', 'New', '--project', 'Shop', ...slot, '--create-release', '--to', 'Test']
  ]
  for (const words of commands) expect(await start(home, words)).toMatchObject({ code: 0 })
}
