import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackageImportProgress } from '@shared/package-calls'
import { expect, test } from 'vitest'
import type { ArchivesPort } from '../../electron/services/ports'
import { archives } from '../../electron/transports/archives/archives'
import { zipOf } from '../support/archives'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const zip = (content: string) => zipOf([{ name: 'app.txt', content }])

/** What is being imported now, once something is. */
const importIn = ({ call, until }: TestWorkspace): Promise<PackageImportProgress> =>
  until(async () => must(await call('package.imports', {}))[0] ?? null)

const stoppedBy = async (signal: AbortSignal): Promise<never> => {
  signal.throwIfAborted()
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}

const leftOf = (workspace: TestWorkspace): Promise<readonly string[]> =>
  workspace.workspaces.use(async ({ store }) => readdir(join(store.folder, 'packages')))

/** A workspace where reading what is in archives never comes to an end, unless it is stopped. */
async function endless(slow: Partial<ArchivesPort> = {}) {
  const inspect: ArchivesPort['inspect'] = async (file, format, signal, reached) => {
    const found = await archives.inspect(file, format, signal, reached)
    return found.manifest.entries.some(({ path }) => path === 'slow.txt') ? stoppedBy(signal) : found
  }
  const workspace = await openTestWorkspace({
    vault: 'untouched',
    ports: { archives: { ...archives, inspect, ...slow } }
  })
  const folder = await tempFolder()
  const file = async (name: string, bytes: Buffer) => {
    await writeFile(join(folder, name), bytes)
    return join(folder, name)
  }
  return { workspace, folder, file }
}

test('while a file is imported it says which one, how large it is, and that it is over in the end', async () => {
  const { workspace, file } = await endless()
  const slow = zipOf([{ name: 'slow.txt', content: 'x'.repeat(5000) }])
  const paths = [await file('Shop.1.0.0.zip', zip('a')), await file('Slow.1.0.0.zip', slow)]
  const over = workspace.call('package.import', { paths })
  const progress = await workspace.until(async () => {
    const [now] = must(await workspace.call('package.imports', {}))
    return now?.phase === 'checking' && now.number === 2 ? now : null
  })
  expect(progress).toMatchObject({ path: paths[1], number: 2, count: 2, total: slow.length })
  must(await workspace.call('package.cancelImport', { id: progress.id }))
  await over
  expect(must(await workspace.call('package.imports', {}))).toEqual([])
  expect(
    workspace
      .pushed()
      .filter(event => event.type === 'package.importing')
      .at(-1)
  ).toEqual({
    type: 'package.importing',
    id: progress.id,
    progress: null
  })
})

test('cancelling keeps what is in, leaves nothing of the file under way, and does not begin the others', async () => {
  const { workspace, file } = await endless()
  const paths = [
    await file('Shop.1.0.0.zip', zip('a')),
    await file('Slow.1.0.0.zip', zipOf([{ name: 'slow.txt', content: 'x' }])),
    await file('Next.1.0.0.zip', zip('b'))
  ]
  const over = workspace.call('package.import', { paths })
  const { id } = await workspace.until(async () => {
    const [now] = must(await workspace.call('package.imports', {}))
    return now?.number === 2 ? now : null
  })
  must(await workspace.call('package.cancelImport', { id }))
  const results = must(await over)
  expect(results.map(item => (item.kind === 'refused' ? item.why : item.kind))).toEqual([
    'imported',
    'cancelled',
    'cancelled'
  ])
  const [kept] = results
  expect(await leftOf(workspace)).toEqual(kept?.kind === 'imported' ? [kept.package.sha256] : [])
  expect(must(await workspace.call('package.list', {})).map(({ packageId }) => packageId)).toEqual(['Shop'])
})

test('cancelling while a folder is packed leaves nothing of it', async () => {
  async function* pack(_folder: string, reached?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
    for (let bytes = 1; ; bytes++) {
      reached?.(bytes)
      yield new Uint8Array(1)
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  const { workspace, folder } = await endless({ pack })
  const site = join(folder, 'Site.1.0.0')
  await mkdir(site)
  await writeFile(join(site, 'index.html'), '<h1>')
  const over = workspace.call('package.import', { paths: [site] })
  const progress = await importIn(workspace)
  expect(progress).toMatchObject({ phase: 'packing', path: site, total: 4 })
  must(await workspace.call('package.cancelImport', { id: progress.id }))
  expect(must(await over)).toMatchObject([{ kind: 'refused', why: 'cancelled', path: site }])
  expect(await leftOf(workspace)).toEqual([])
})

test('what a person chooses in a dialog is told and cancelled alike', async () => {
  const folder = await tempFolder()
  const path = join(folder, 'Slow.1.0.0.zip')
  await writeFile(path, zip('a'))
  const inspect: ArchivesPort['inspect'] = (_file, _format, signal) => stoppedBy(signal)
  const workspace = await openTestWorkspace({
    vault: 'untouched',
    ports: { archives: { ...archives, inspect }, choosePackages: async () => [path] }
  })
  const over = workspace.call('package.choose', { what: 'files' })
  const { id } = await importIn(workspace)
  must(await workspace.call('package.cancelImport', { id }))
  expect(must(await over)).toMatchObject([{ kind: 'refused', why: 'cancelled' }])
})
