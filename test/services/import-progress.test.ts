import type { PackageImportId } from '@shared/ids'
import type { PackageImportProgress } from '@shared/package-calls'
import { expect, it } from 'vitest'
import type { Signal } from '../../electron/services/context'
import { createIds } from '../../electron/services/ids'
import { createImportProgress } from '../../electron/services/import-progress'

function watched() {
  let at = 1000
  const told: (PackageImportProgress | null)[] = []
  const publish = (signal: Signal) => {
    if (signal.type === 'package.importing') told.push(signal.progress)
  }
  const progress = createImportProgress({ now: () => at, newId: createIds(count => new Uint8Array(count)), publish })
  return {
    progress,
    told,
    pass: (ms: number) => {
      at += ms
    }
  }
}

const nobody = new AbortController().signal

it('tells how many bytes of each phase are done and how fast, at most ten times a second', () => {
  const { progress, told, pass } = watched()
  const { reach, begin } = progress.begin(2, null, nobody).watch('/a.zip', 1)
  begin('copying', 4000)
  pass(50)
  reach(500)
  expect(told).toHaveLength(1)
  pass(150)
  reach(1000)
  expect(told.at(-1)).toMatchObject({
    number: 2,
    count: 2,
    phase: 'copying',
    bytes: 1000,
    total: 4000,
    perSecond: 5000
  })
  begin('checking', 4000)
  expect(told.at(-1)).toMatchObject({ phase: 'checking', bytes: 0, perSecond: null })
})

it('lists an import until it has ended, and says that it has', () => {
  const { progress, told } = watched()
  const one = progress.begin(1, null, nobody)
  expect(progress.list()).toEqual([])
  one.watch('/a.zip', 0).begin('copying', 1)
  expect(progress.list()).toMatchObject([{ path: '/a.zip', total: 1 }])
  one.end()
  expect(progress.list()).toEqual([])
  expect(told.at(-1)).toBeNull()
})

it('stops an import that is cancelled, and all of them with the app', () => {
  const { progress } = watched()
  const app = new AbortController()
  const one = progress.begin(1, null, app.signal)
  one.watch('/a.zip', 0).begin('copying', 1)
  progress.cancel('import-none000000' as PackageImportId)
  expect(one.signal.aborted).toBe(false)
  progress.cancel(progress.list()[0]?.id ?? ('' as PackageImportId))
  expect(one.signal.aborted).toBe(true)
  one.end()
  const two = progress.begin(1, null, app.signal)
  app.abort()
  expect(two.signal.aborted).toBe(true)
})
