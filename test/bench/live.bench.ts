import { createHash, randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallName } from '@shared/api'
import type { DeploymentId } from '@shared/ids'
import { pageLimit } from '@shared/log'
import type { StepInput } from '@shared/model/process'
import type { Page } from 'playwright/test'
import { callApi } from '../e2e/support/api'
import { goTo } from '../e2e/support/navigate'
import { type Backend, must } from '../support/world'
import { type Farm, startFarm, type TargetShare } from './support/farm'
import { profiledPage } from './support/profile'
import { print, printGoal, printTable } from './support/table'
import {
  type KeysWatched,
  type KeyTold,
  openWindow,
  quantile,
  shortestTold,
  watchCpu,
  watchKeys
} from './support/window'

const stepCount = 12
const megabyte = 1024 * 1024

interface Options {
  readonly targets: number
  readonly lines: number
  readonly share: TargetShare
}

/** Nothing is pushed to it: the bench looks at the window. */
const backendOf = (page: Page): Backend => ({
  call: (name, input) => callApi(page, name as CallName, input as never) as never,
  subscribe: () => () => undefined
})

/** The text that a run prints: the lines of a file, each with what tells the run. */
const printed = (machine: string, step: number, lines: readonly string[]): string =>
  lines.map(line => `${machine} ${step} ${line}\n`).join('')

const body = (file: string, step: number): string =>
  `exec sed "s/^/$(get_octopusvariable Octopus.Machine.Name) ${step} /" ${file}`

async function fill(backend: Backend, farm: Farm, file: string): Promise<() => Promise<DeploymentId>> {
  const { id: environmentId } = await must(backend, 'environment.create', { name: 'Test' })
  const accounts = new Map<string, Awaited<ReturnType<typeof accountFor>>>()
  const accountFor = async (username: string) =>
    (
      await must(backend, 'account.create', {
        kind: 'private-key',
        name: username,
        username,
        privateKey: farm.privateKey
      })
    ).id
  for (const { host, port, username, hostKey } of farm.targets) {
    const accountId = accounts.get(username) ?? (await accountFor(username))
    accounts.set(username, accountId)
    const place = { roles: ['web'], environmentIds: [environmentId], host, port, accountId }
    const { id } = await must(backend, 'target.create', { kind: 'ssh', name: host, ...place })
    await must(backend, 'target.trust', { id, hostKey })
  }
  const { id: projectId } = await must(backend, 'project.create', { name: 'Shop' })
  const steps = Array.from(
    { length: stepCount },
    (_, index): StepInput => ({
      name: `Step ${index + 1}`,
      location: 'targets',
      roles: ['web'],
      maxParallel: 50,
      actions: [{ type: 'script', syntax: 'bash', body: body(file, index + 1) }]
    })
  )
  await must(backend, 'process.save', { projectId, version: 0, steps })
  const { id: releaseId } = await must(backend, 'release.create', { projectId, version: '1.0.0' })
  return async () => (await must(backend, 'deployment.start', { releaseId, environmentId })).id
}

/** Keys that a person presses while looking on: lines, pieces, marks, the end of the log. With Windows' codes for them. */
const keys = [
  { key: 'j', code: 'KeyJ', windowsVirtualKeyCode: 74, text: 'j' },
  { key: 'k', code: 'KeyK', windowsVirtualKeyCode: 75, text: 'k' },
  { key: 'z', code: 'KeyZ', windowsVirtualKeyCode: 90, text: 'z' },
  { key: 'PageUp', code: 'PageUp', windowsVirtualKeyCode: 33 },
  { key: 'f', code: 'KeyF', windowsVirtualKeyCode: 70, text: 'f' },
  { key: ']', code: 'BracketRight', windowsVirtualKeyCode: 221, text: ']' },
  { key: 'PageUp', code: 'PageUp', windowsVirtualKeyCode: 33 },
  { key: 'End', code: 'End', windowsVirtualKeyCode: 35 },
  { key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 }
] as const

/** As fast as somebody presses keys in turns who is in a hurry. In milliseconds, each pause another one; 100 in the middle. */
const pauseAfter = (turn: number): number => 60 + ((turn * 37) % 80)

const wantedSamples = 200

/** Presses keys without waiting for the window, as a person does who sees it hang. Returns what ends it. */
async function pressKeys(page: Page): Promise<() => void> {
  const session = await page.context().newCDPSession(page)
  let timer: NodeJS.Timeout | undefined
  const press = (turn: number): void => {
    const key = keys[turn % keys.length] ?? keys[0]
    for (const type of ['keyDown', 'keyUp'] as const)
      session.send('Input.dispatchKeyEvent', { type, ...key }).catch(() => undefined)
    timer = setTimeout(press, pauseAfter(turn), turn + 1)
  }
  press(0)
  return () => clearTimeout(timer)
}

async function watch(page: Page, backend: Backend, id: DeploymentId): Promise<Watched> {
  await page.getByRole('log', { name: 'Task log' }).waitFor()
  await page.evaluate(watchKeys)
  const stop = await pressKeys(page)
  try {
    for (let state = ''; state !== 'finished'; await page.waitForTimeout(1000))
      state = (await must(backend, 'deployment.list', { limit: 10 })).find(item => item.id === id)?.state ?? ''
  } finally {
    stop()
  }
  // The last keys are told of after their frame.
  await page.waitForTimeout(500)
  const { pressed, told, longest } = await page.evaluate(() => (window as unknown as KeysWatched).keys)
  const short = Array.from({ length: Math.max(0, pressed - told.length) }, () => shortestTold)
  return { keys: [...told, ...short], longest }
}

interface Watched {
  readonly keys: readonly KeyTold[]
  /** The longest task of the window, in milliseconds; 0 where none took 50. */
  readonly longest: number
}

/** Reads the whole log back and holds what each run said against what its script printed. */
async function compareLog(backend: Backend, id: DeploymentId, farm: Farm, lines: readonly string[]): Promise<number> {
  const { plan } = await must(backend, 'deployment.get', { id })
  const names = new Map(plan.targets.map(target => [target.id, target.name]))
  const wanted = new Map(
    plan.stages.flatMap(stage =>
      stage.runs.map(run => {
        const machine = run.targetId === null ? '' : (names.get(run.targetId) ?? '')
        return [run.id as string, hashOf(printed(machine, stage.number, lines))] as const
      })
    )
  )
  if (wanted.size !== farm.targets.length * stepCount) throw new Error(`The plan has ${wanted.size} runs`)
  const seen = new Map([...wanted.keys()].map(run => [run, createHash('sha256')]))
  let count = 0
  for (let from = 0; ; ) {
    const page = await must(backend, 'log.page', { deploymentId: id, from, count: pageLimit })
    for (const line of page.lines) {
      if (line.stream !== 'stdout' || line.run === null) continue
      seen.get(line.run)?.update(`${line.text}\n`)
      count++
    }
    from += page.lines.length
    if (from >= page.total) break
  }
  const wrong = [...seen].filter(([run, hash]) => hash.digest('hex') !== wanted.get(run))
  if (wrong.length > 0) throw new Error(`The log of ${wrong.length} runs differs from what they printed`)
  return count
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Memory of every process of the app, in megabytes. */
async function memoryOf(app: Awaited<ReturnType<typeof openWindow>>['app']): Promise<number> {
  const kilobytes = await app.evaluate(({ app: main }) =>
    main.getAppMetrics().reduce((sum, { memory }) => sum + memory.workingSetSize, 0)
  )
  return (kilobytes * 1024) / megabyte
}

/** The most that the app takes, looked at each second until `stop`. In megabytes. */
function watchMemory(app: Parameters<typeof memoryOf>[0]) {
  let most = 0
  let looking: Promise<void> = Promise.resolve()
  const look = async (): Promise<void> => {
    most = Math.max(most, await memoryOf(app))
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
    // Told by `stop`.
    looking.catch(() => undefined)
  }, 1000)
  return {
    stop: async (): Promise<number> => {
      clearInterval(timer)
      await looking
      return most
    }
  }
}

/** `--behind`: the targets have a lower priority and no group of their own. */
function optionsOf(args: readonly string[]): Options {
  const number = (name: string, otherwise: number) => {
    const at = args.indexOf(`--${name}`)
    return at < 0 ? otherwise : Number(args[at + 1])
  }
  const share = args.includes('--behind') ? 'behind' : 'least'
  return { targets: number('targets', 200), lines: number('lines', 1_000_000), share }
}

interface Figures extends Watched {
  readonly targets: number
  /** Lines that were read back. */
  readonly count: number
  readonly seconds: number
  /** Of the window's main thread, in seconds. */
  readonly cpu: number
  /** In megabytes, over what the app takes when idle. */
  readonly memory: number
}

function printFigures({ targets, count, seconds, cpu, memory, keys: told, longest }: Figures): void {
  const of = (part: keyof KeyTold, share: number): number =>
    quantile(
      told.map(key => key[part]),
      share
    )
  const whole = [targets, stepCount, count, seconds.toFixed(1), Math.round(count / seconds), cpu.toFixed(1)]
  const painted = [0.5, 0.99, 1].map(share => of('painted', share))
  const parts = (['waited', 'handled'] as const).map(part => of(part, 0.99))
  printTable(
    ['targets', 'steps', 'lines', 'wall s', 'lines/s', 'window CPU s', 'keys', 'p50 ms', 'p99', 'max'].concat([
      'waits p99',
      'handling p99',
      'longest task'
    ]),
    [
      [...whole, told.length]
        .map(value => value.toLocaleString('en'))
        .concat([...painted, ...parts, longest].map(ms => ms.toFixed(0)))
    ]
  )
  const p99 = of('painted', 0.99)
  print('every line of every run is in the log, by its hash')
  printGoal('keys that were measured', `>= ${wantedSamples}`, String(told.length), told.length >= wantedSamples)
  printGoal('input to picture, p99', '<= 50 ms', `${p99.toFixed(1)} ms`, p99 <= 50)
  printGoal('memory over idle', '<= 400 MB', `${memory.toFixed(0)} MB`, memory <= 400)
}

/** A deployment with many targets and a flood of output, watched in the real window. */
export async function run(args: readonly string[]): Promise<void> {
  const { targets, lines, share } = optionsOf(args)
  const farm = await startFarm(targets, false, share)
  print(farm.sharing)
  const { app, page, close } = await openWindow()
  try {
    const each = Math.ceil(lines / (targets * stepCount))
    const text = Array.from({ length: each }, (_, index) => `line ${index + 1} ${randomBytes(24).toString('hex')}`)
    const folder = join(farm.folder, 'lines')
    await mkdir(folder, { mode: 0o755 })
    const file = join(folder, 'lines.txt')
    await writeFile(file, `${text.join('\n')}\n`, { mode: 0o644 })
    const backend = backendOf(page)
    const start = await fill(backend, farm, file)
    await page.reload()
    await page.waitForTimeout(3000)
    const idle = await memoryOf(app)
    const cpu = await watchCpu(page)
    const before = { at: performance.now(), cpu: await cpu() }
    const id = await start()
    await goTo(page, `/deployments/${id}`)
    const memory = watchMemory(app)
    const watched = await profiledPage(page, () => watch(page, backend, id)).catch(async error => {
      await memory.stop()
      throw error
    })
    const most = Math.max(idle, await memory.stop())
    const seconds = (performance.now() - before.at) / 1000
    const used = (await cpu()) - before.cpu
    const count = await compareLog(backend, id, farm, text)
    printFigures({ ...watched, targets, count, seconds, cpu: used, memory: most - idle })
  } finally {
    await close()
    await farm.stop()
  }
}
