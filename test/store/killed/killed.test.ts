import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { beforeAll, expect, test } from 'vitest'
import { testActor } from '../../support/actor'
import { storedDeploymentId } from '../../support/deployment-events'
import { openOrThrow, tempFolder } from '../../support/store'
import type { Promised } from './child'

const root = resolve(import.meta.dirname, '../../..')
let program = ''

beforeAll(async () => {
  const outDir = join(root, 'node_modules/.cache/killed-store')
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'shared') } },
    build: { ssr: join(import.meta.dirname, 'child.ts'), outDir, emptyOutDir: true, target: 'node20', minify: false }
  })
  program = join(outDir, 'child.js')
})

/** Starts the child, kills it without warning after so many promises, and gives what it was promised. */
async function killedAfter(count: number, args: readonly string[]): Promise<readonly Promised[]> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.split('\n').length > count) child.kill('SIGKILL')
  })
  const [, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') throw new Error('The child ended by itself')
  const lines = said.split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line))
}

test.each([1, 2, 7, 40, 121])('a store killed after %i promises has kept them all', async count => {
  const folder = join(await tempFolder(), 'data')
  const keyFile = join(await tempFolder(), 'vault.key')
  const promised = await killedAfter(count, [folder, keyFile])

  const store = await openOrThrow({ folder, keyFile, now: Date.now, isKeyFileEnough: true, actor: testActor })
  const log = await store.logs.open(storedDeploymentId)
  const state = await log.state()
  const seq = Math.max(...promised.map(item => item.seq ?? 0))
  expect(state?.seq).toBeGreaterThanOrEqual(seq)
  const page = await log.page({ runs: null, levels: null }, 0, 1000)
  expect(page.lines.map(line => line.text)).toEqual(page.lines.map((_, i) => `line ${i + 1}`))
  expect(page.total).toBe(state?.lines)
  const environments = new Set<string>(store.environments.all().map(item => item.id))
  for (const { environment } of promised) if (environment) expect(environments).toContain(environment)
  // Commits are there as a whole, with what the audit log says of each.
  expect(store.groups.all().map(item => item.name.slice(1))).toEqual(
    store.environments.all().map(item => item.name.slice(1))
  )
  expect(await store.audit.verify(null)).toMatchObject({ sound: environments.size, broken: null })
  expect(store.repairs()).toEqual([])
  for (const { secret, plain } of promised) {
    const opened = secret && (await store.vault.open(secret))
    expect(opened?.ok && opened.value.reveal()).toBe(plain)
  }
  expect((await readdir(folder, { recursive: true })).filter(name => name.endsWith('.tmp'))).toEqual([])
  await store.close()
})
