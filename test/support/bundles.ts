import { spawn, spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BundleAction, BundleActionKind, BundleActionOf, BundleContent } from '@shared/bundle/content'
import { bundleId, deploymentId, type RunId, runId, sha256, targetId } from '@shared/ids'
import { Secret } from '@shared/secret'
import { type BundleOrder, type WrittenBundle, writeBundle } from '../../electron/transports/offline/write-bundle'

export const password = 'correct horse battery'
const target = targetId.parse('target-0a1b2c3d4e')
const runs = (step: number): RunId => runId.parse(`${step}.${target}`)

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
/** Signs the bundles of a test file. */
export const signer = {
  publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  sign: (bytes: Uint8Array) => sign('sha256', bytes, pair.privateKey)
}

const defaults = {
  when: { step: 'success', action: 'success' },
  retries: null,
  timeoutSeconds: null,
  isRequired: false,
  runAs: null,
  variables: [],
  made: [],
  references: []
} as const

type Own<K extends BundleActionKind> = Partial<BundleActionOf<K>> &
  Omit<BundleActionOf<K>, keyof typeof defaults | 'run' | 'kind'>

/** An action of its own step, with what a test does not care about. */
export const bundled = <K extends BundleActionKind>(kind: K, own: Own<K>): BundleAction =>
  ({ ...defaults, run: runs(own.step), kind, ...own }) as BundleAction

export const clear = (text: string) => ({ text, isSecret: false })

/** A step that runs a bash script. */
export const bash = (step: number, name: string, body: string, more: Partial<BundleActionOf<'script'>> = {}) =>
  bundled('script', { step, name, syntax: 'bash', body: clear(body), parameters: null, ...more })

export const bundleOf = (actions: readonly BundleAction[], more: Partial<BundleContent> = {}): BundleContent => ({
  id: bundleId.parse('bundle-0a1b2c3d4e'),
  deploymentId: deploymentId.parse('deployment-0a1b2c3d4e'),
  project: 'Shop',
  release: { version: '1.4.2', snapshot: sha256.parse('a'.repeat(64)) },
  environment: 'Production',
  target: { id: target, name: 'web-1' },
  createdAt: 1_700_000_000_000,
  createdBy: 'ada',
  applications: null,
  actions,
  packages: [],
  lacks: [],
  ...more
})

/** What a start of the runner gave. */
interface Ran {
  readonly code: number | null
  readonly text: string
}

/**
 * A machine far away: a folder that its user owns, with a bundle in it. Folders go when the test is over.
 * @param before the home of a machine that had bundles before
 */
export async function farEnd(order: Pick<BundleOrder, 'content'> & Partial<BundleOrder>, before?: string) {
  const base = await mkdtemp(join(tmpdir(), 'slipway-far-'))
  await chmod(base, 0o755)
  const bundle = join(base, 'bundle')
  const home = before ?? join(base, 'home')
  if (before === undefined) await mkdir(home)
  const written = await writeBundle({
    to: { kind: 'folder', path: bundle },
    password: null,
    signer,
    packageAt: () => Promise.reject(new Error('There are no packages')),
    iterations: 1000,
    ...order
  })
  if (!written.ok) throw new Error(written.failure.message)
  const own = () => spawnSync('chown', ['-R', '65534:65534', base])
  if (process.getuid?.() === 0) own()
  const start = (args: readonly string[] = ['--yes'], shell = 'sh') =>
    started(shell, [join(bundle, 'deploy.sh'), '--signer', written.value.words, ...args], home)
  return {
    base,
    bundle,
    home,
    written: written.value,
    known: knownOf(order.content, written.value),
    own,
    start,
    /** Runs it to its end. `input`: what the person types in front. */
    run: (args?: readonly string[], input = '', shell = 'sh') => start(args, shell).ended(input),
    receipt: () => readFile(join(home, '.slipway/offline', order.content.id, `receipt-${order.content.id}.json`)),
    events: async () => eventsOf(await readFile(join(home, '.slipway/offline', order.content.id, 'events'), 'utf8')),
    remove: () => rm(base, { recursive: true, force: true })
  }
}

const knownOf = (content: BundleContent, { manifest, seed }: WrittenBundle) => ({ bundle: content.id, manifest, seed })
const eventsOf = (text: string): readonly unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

/** Starts a program as nobody, if may be, in an environment that holds next to nothing; no Node is on its path. */
function started(shell: string, args: readonly string[], home: string) {
  const [program = '', ...first] = shell.split(' ')
  const who = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const child = spawn(program, [...first, ...args], {
    ...who,
    cwd: home,
    detached: true,
    env: { HOME: home, PATH: `${home}/bin:/usr/bin:/bin` },
    stdio: ['pipe', 'pipe', 'pipe']
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  // A runner that asks for nothing does not read.
  child.stdin.on('error', () => undefined)
  return {
    child,
    /** Settles once it has written this. */
    until: (words: string) =>
      new Promise<void>(resolve => {
        child.stdout.on('data', () => (text.includes(words) ? resolve() : undefined))
      }),
    ended: (input = '') =>
      new Promise<Ran>(resolve => {
        child.once('close', code => resolve({ code, text }))
        child.stdin.end(input)
      })
  }
}

/** A folder of a package, as it lies in the repository, and the hash that it is called by. */
export async function packageOf(files: Readonly<Record<string, string>>) {
  const base = await mkdtemp(join(tmpdir(), 'slipway-package-'))
  const tree = join(base, 'tree')
  for (const [name, text] of Object.entries(files)) {
    const file = join(tree, name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 })
  }
  const content = Buffer.from(JSON.stringify(files))
  await writeFile(join(base, 'file'), content)
  return {
    hash: sha256.parse(createHash('sha256').update(content).digest('hex')),
    tree,
    file: join(base, 'file'),
    remove: () => rm(base, { recursive: true, force: true })
  }
}

export const secretPassword = new Secret(password)
