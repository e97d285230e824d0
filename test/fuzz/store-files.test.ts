import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '@shared/failure-error'
import { expect, test } from 'vitest'
import { openStore } from '../../electron/store/open-store'
import type { Store } from '../../electron/store/store'
import { verifyFolder } from '../../electron/store/verify/verify-folder'
import { testActor } from '../support/actor'
import { testKeyChain } from '../support/key-chain'
import { liveIn } from '../support/lived-in'
import { tempFolder } from '../support/store'
import { openTestWorkspace } from '../support/workspace'
import { type Random, randomOf } from './random'

const rounds = Number(process.env.SLIPWAY_FUZZ_FILES ?? 40)
const seed = Number(process.env.SLIPWAY_FUZZ_SEED ?? Date.now() % 1_000_000_000)

type Damage = (bytes: Buffer, random: Random, other: Buffer) => Buffer | null
const damages: Readonly<Record<string, Damage>> = {
  flip: (bytes, random) => {
    const copy = Buffer.from(bytes)
    const at = random.below(copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
    return copy
  },
  truncate: (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  duplicate: bytes => Buffer.concat([bytes, bytes]),
  splice: (bytes, random) => {
    const [from, to] = [random.below(bytes.length), random.below(bytes.length)]
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },
  delete: () => null,
  exchange: (_bytes, _random, other) => other
}

/** Everything that can be read of a store, piece by piece; a refusal counts as a piece of its own. */
async function contentOf(store: Store): Promise<ReadonlyMap<string, string>> {
  const pieces = new Map<string, string>()
  const put = async (name: string, read: () => Promise<unknown>) => {
    const value = await read().catch((error: unknown) => {
      if (error instanceof FailureError) return { ok: false }
      throw error
    })
    const isRefused = typeof value === 'object' && value !== null && 'ok' in value && !value.ok
    pieces.set(name, isRefused ? 'refused' : JSON.stringify(value))
  }
  const { environments, accounts, targets, groups, projects, processes, variableSets, releases } = store
  const records = { environments, accounts, targets, groups, projects, processes, variableSets, releases }
  for (const [name, collection] of Object.entries(records)) await put(name, async () => collection.all())
  for (const { snapshot } of releases.all()) await put(snapshot, () => store.snapshots.get(snapshot))
  for (const account of accounts.all())
    if (account.kind === 'password')
      await put(account.id, async () => {
        const opened = await store.vault.open(account.password)
        return opened.ok ? opened.value.reveal() : opened
      })
  for (const id of await store.logs.ids())
    await put(id, async () => {
      const log = await store.logs.open(id)
      return [await log.state(), await log.page({ runs: null, levels: null }, 0, 100)]
    })
  await put('audit', async () => {
    const entries: unknown[] = []
    // What is entered about a repair comes on top.
    for await (const entry of store.audit.entries({})) if (entry.verb !== 'repaired') entries.push(entry)
    return entries
  })
  return pieces
}

const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter(item => item.isFile() && item.name !== 'lock')
    .map(item => join(item.parentPath, item.name).slice(folder.length + 1))
    .sort()

test('damage to any file is mended without a loss, refused, or named', async () => {
  const workspace = await openTestWorkspace()
  await liveIn(workspace)
  await workspace.close()
  const base = join(workspace.home, 'workspaces', 'main')
  const keyFile = join(workspace.home, 'keys', 'main.key')
  const open = (folder: string) =>
    openStore({ folder, keyFile, keyChain: testKeyChain, now: Date.now, actor: testActor })
  const files = await filesBelow(base)
  const random = randomOf(seed)
  const whole = join(await tempFolder(), 'whole')
  await cp(base, whole, { recursive: true })
  const opened = await open(whole)
  if (!opened.ok) throw new Error(opened.failure.message)
  const expected = await contentOf(opened.value)
  await opened.value.close()

  const counts = { unchanged: 0, mended: 0, refused: 0, named: 0 }
  const bad: string[] = []
  const folder = join(await tempFolder(), 'data')
  /** What became of a damaged folder; a sentence about what must not be. */
  const outcomeOf = async (): Promise<string> => {
    const report = await verifyFolder({ folder, trySecret: null, now: Date.now, attempts: 1 })
    const isNamed = report.faultCount + report.warningCount > 0
    const again = await open(folder)
    if (!again.ok) return isNamed ? 'refused' : 'refused and not named'
    const content = await contentOf(again.value)
    await again.value.close()
    const changed = [...expected].filter(([piece, value]) => content.get(piece) !== value).map(([piece]) => piece)
    if (changed.length === 0) return isNamed ? 'mended' : 'unchanged'
    if (changed.every(piece => content.get(piece) === 'refused')) return 'refused'
    return isNamed ? 'named' : `accepted: ${changed.join(', ')}`
  }
  const isCounted = (outcome: string): outcome is keyof typeof counts => Object.hasOwn(counts, outcome)

  for (let round = 0; round < rounds; round++) {
    await rm(folder, { recursive: true, force: true })
    await cp(base, folder, { recursive: true })
    const file = files[random.below(files.length)] ?? ''
    const [name = '', damage] = Object.entries(damages)[random.below(Object.keys(damages).length)] ?? []
    const bytes = await readFile(join(base, file))
    const other = await readFile(join(base, files[random.below(files.length)] ?? ''))
    const after = bytes.length === 0 ? bytes : (damage?.(bytes, random, other) ?? null)
    if (after === null) await rm(join(folder, file))
    else await writeFile(join(folder, file), after)
    const what = `${name} ${file} (seed ${seed}, round ${round})`

    const outcome = await outcomeOf().catch((error: unknown) => `broke off: ${String(error)}`)
    if (isCounted(outcome)) counts[outcome]++
    else bad.push(`${outcome}: ${what}`)
  }
  console.log(`${rounds} damaged files (seed ${seed}): ${JSON.stringify(counts)}, ${bad.length} that must not be`)
  expect(bad).toEqual([])
}, 3_600_000)
