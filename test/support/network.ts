import { execFile } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { promisify } from 'node:util'
import { type SshdOptions, startSshd, type TestSshd } from './sshd'

const run = promisify(execFile)
const ip = (...words: readonly string[]) => run('ip', words)

/** Three SSH servers in a row: each is reached through the one before. */
export interface TestWay {
  readonly servers: readonly [first: TestSshd, second: TestSshd, third: TestSshd]
  /** Whether each server has a network of its own, so that none but its neighbours reach it. Takes root. */
  readonly isIsolated: boolean
  stop(): Promise<void>
}

type Three<T> = readonly [T, T, T]

/** Starts three servers; in networks of their own where this machine lets us make some, else side by side on loopback. */
export async function startWay(options: Three<SshdOptions> = [{}, {}, {}]): Promise<TestWay> {
  const networks = await makeNetworks()
  const started: TestSshd[] = []
  const stop = async () => {
    await Promise.all(started.map(server => server.stop()))
    for (const name of networks?.names ?? []) await ip('netns', 'del', name)
  }
  try {
    for (const [index, own] of options.entries()) {
      const [network, address] = [networks?.names[index], networks?.addresses[index]]
      const place = network === undefined || address === undefined ? {} : { network, addresses: [address] }
      started.push(await startSshd({ ...own, ...place }))
    }
    const [first, second, third] = started
    if (!first || !second || !third) throw new Error('There are not three servers')
    return { servers: [first, second, third], isIsolated: networks !== null, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A row of three network namespaces: this machine — first — second — third. No packet is passed on. */
async function makeNetworks(): Promise<{
  readonly names: readonly string[]
  readonly addresses: readonly string[]
} | null> {
  if (process.getuid?.() !== 0) return null
  const token = randomBytes(3).toString('hex')
  const names = [1, 2, 3].map(number => `slw${token}-${number}`)
  const net = `10.${randomInt(128, 255)}.${randomInt(0, 255)}`
  const addresses: string[] = []
  try {
    for (const [index, name] of names.entries()) {
      await ip('netns', 'add', name)
      await ip('-n', name, 'link', 'set', 'lo', 'up')
      const [near, far] = [`v${token}${index}a`, `v${token}${index}b`]
      await ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name)
      const before = names[index - 1]
      if (before !== undefined) await ip('link', 'set', near, 'netns', before)
      const inside = before === undefined ? [] : ['-n', before]
      await ip(...inside, 'addr', 'add', `${net}.${index * 4 + 1}/30`, 'dev', near)
      await ip(...inside, 'link', 'set', near, 'up')
      await ip('-n', name, 'addr', 'add', `${net}.${index * 4 + 2}/30`, 'dev', far)
      await ip('-n', name, 'link', 'set', far, 'up')
      addresses.push(`${net}.${index * 4 + 2}`)
    }
    return { names, addresses }
  } catch {
    // A container may forbid it even to root.
    for (const name of names) await ip('netns', 'del', name).catch(() => undefined)
    return null
  }
}
