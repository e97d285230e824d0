import type { EnvironmentId } from '@shared/ids'
import { Secret } from '@shared/secret'
import { expect, test } from 'vitest'
import { output, queued, stamped, storedDeploymentId, storedRuns } from '../support/deployment-events'
import { openTempStore } from '../support/store'

const environment = {
  id: 'environment-0000000001' as EnvironmentId,
  name: 'Test',
  description: '',
  isProduction: false,
  sortOrder: 0
}

test('what was stored is there after a restart', async () => {
  const temp = await openTempStore()
  const before = temp.store
  await before.environments.put(environment)
  const hash = await before.snapshots.put({ b: 1, a: [2] })
  const secret = await before.vault.put(new Secret('hunter2'))
  const log = await before.logs.open(storedDeploymentId)
  const facts = [queued, { kind: 'started' } as const, output(null, ['one', 'two'])]
  for (const event of stamped(facts)) await log.append(event)
  const state = await log.state()

  const after = await temp.reopen()

  expect(after.environments.all()).toEqual([environment])
  expect(await after.snapshots.get(hash)).toEqual({ ok: true, value: { a: [2], b: 1 } })
  const opened = await after.vault.open(secret)
  expect(opened.ok && opened.value.reveal()).toBe('hunter2')
  expect(await after.logs.ids()).toEqual([storedDeploymentId])
  const again = await after.logs.open(storedDeploymentId)
  expect(await again.state()).toEqual(state)
  expect((await again.page({ runs: null, levels: null }, -1, 10)).lines.map(line => line.text)).toEqual(['two'])
  await again.append({ kind: 'run-started', run: storedRuns[0], seq: 4, at: 1 })
  expect((await again.state())?.runs[storedRuns[0]]?.state).toBe('running')
})
