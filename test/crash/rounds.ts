import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ledger, type Said } from './ledger'

export interface CrashRounds {
  /** The program that works, and its words before the home folder. */
  readonly command: readonly [program: string, ...words: string[]]
  readonly env?: Readonly<Record<string, string>>
  readonly rounds: number
  /** How many rounds go over the same workspace, so that what a crash left is crashed again. */
  readonly roundsPerHome: number
  readonly onRound?: (done: number, acknowledged: number) => void
}

export interface CrashCounts {
  readonly rounds: number
  /** Changes that were acknowledged before a kill, and found after it. */
  readonly acknowledged: number
  readonly losses: readonly string[]
}

/** Starts the work, kills it without warning at a random moment, and looks for what was lost; over and over. */
export async function crash(options: CrashRounds): Promise<CrashCounts> {
  const losses: string[] = []
  let acknowledged = 0
  let home = ''
  let ledger = new Ledger()
  for (let round = 0; round < options.rounds; round++) {
    if (round % options.roundsPerHome === 0) {
      if (home !== '') await rm(home, { recursive: true, force: true })
      home = await mkdtemp(join(tmpdir(), 'slipway-crash-'))
      acknowledged += ledger.count
      ledger = new Ledger()
    }
    const folder = join(home, 'workspaces', 'main')
    // Now and then before the first change, while the workspace is being opened.
    const count = Math.floor(Math.random() ** 2 * 80)
    for (const said of await killedAfter(count, home, options)) ledger.take(said)
    losses.push(...(await ledger.losses(folder)).map(loss => `round ${round + 1}: ${loss}`))
    // Kept to be looked at.
    if (losses.length > 0)
      return { rounds: round + 1, acknowledged: acknowledged + ledger.count, losses: [...losses, home] }
    await ledger.settle(folder)
    options.onRound?.(round + 1, acknowledged + ledger.count)
  }
  await rm(home, { recursive: true, force: true })
  return { rounds: options.rounds, acknowledged: acknowledged + ledger.count, losses }
}

/** Kills the child after it said so many things, and a moment. Answers what it said. */
async function killedAfter(count: number, home: string, { command, env }: CrashRounds): Promise<readonly Said[]> {
  const [program, ...words] = command
  const child = spawn(program, [...words, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env }
  })
  let said = ''
  let timer: ReturnType<typeof setTimeout> | null = null
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (timer === null && said.split('\n').length > count + 1)
      timer = setTimeout(() => child.kill('SIGKILL'), Math.random() * 30)
  })
  const [, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') throw new Error(`The work ended by itself:\n${said.slice(-2000)}`)
  const lines = said.split('\n').slice(0, -1)
  return lines.filter(line => line.startsWith('{')).map(line => JSON.parse(line))
}
