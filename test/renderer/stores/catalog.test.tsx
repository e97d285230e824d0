import type { Environment } from '@shared/model/environment'
import { fail, ok } from '@shared/result'
import { expect, test, vi } from 'vitest'
import { useCatalog } from '../../../renderer/stores/catalog'
import { anEnvironment, aSummary, channelIdOf, lifecycleIdOf, releaseIdOf } from '../../support/catalogue'
import { always, installFakeApi, later } from '../../support/fake-api'

const catalog = () => useCatalog.getState()
const loads = () => Object.fromEntries(Object.entries(catalog().entries).map(([key, { load }]) => [key, load]))
const ready = (value: unknown) => ({ state: 'ready', value, staleBecause: null })
const broken = { kind: 'storage-failed' as const, message: 'The disk is full.', remedy: 'Make room.' }

test('a list is fetched on first use and not again', async () => {
  const api = installFakeApi({ 'environment.list': always([anEnvironment(1)]) })
  catalog().need('environment.list', {})
  catalog().need('environment.list', {})
  await vi.waitFor(() => expect(loads()).toEqual({ 'environment.list {}': ready([anEnvironment(1)]) }), {
    timeout: 20_000
  })
  expect(api.calls).toHaveLength(1)
})

test('a change of a kind of records fetches again what depends on it, and nothing else', async () => {
  const api = installFakeApi({ 'environment.list': always([]), 'target.list': always([]) })
  await catalog().again('environment.list', {})
  await catalog().again('target.list', {})
  catalog().receive({ type: 'catalog.changed', entity: 'target' })
  expect(api.calls.map(({ name }) => name)).toEqual(['environment.list', 'target.list', 'target.list'])
})

test('an answer that was overtaken by a newer one is dropped', async () => {
  const { answer, resolve } = later<readonly Environment[]>()
  installFakeApi({ 'environment.list': answer })
  const first = catalog().again('environment.list', {})
  const second = catalog().again('environment.list', {})
  const [older, newer] = [[anEnvironment(1)], [anEnvironment(2)]]
  resolve(ok(older))
  resolve(ok(newer))
  await Promise.all([first, second])
  expect(loads()).toEqual({ 'environment.list {}': ready(newer) })
})

test('a failed first fetch is a failure; a failed later one keeps what was there and says so', async () => {
  const api = installFakeApi({ 'environment.list': () => fail(broken) })
  await catalog().again('environment.list', {})
  expect(loads()).toEqual({ 'environment.list {}': { state: 'failed', failure: broken } })
  api.answer({ 'environment.list': always([anEnvironment(1)]) })
  await catalog().again('environment.list', {})
  api.answer({ 'environment.list': () => fail(broken) })
  await catalog().again('environment.list', {})
  expect(loads()).toEqual({
    'environment.list {}': { state: 'ready', value: [anEnvironment(1)], staleBecause: broken }
  })
})

test('a call that breaks on the way is a failure and not an exception', async () => {
  installFakeApi({
    'environment.list': () => {
      throw new Error('the other side is gone')
    }
  })
  await catalog().again('environment.list', {})
  expect(loads()).toMatchObject({ 'environment.list {}': { state: 'failed', failure: { kind: 'internal' } } })
})

test('news of a deployment changes the lists it belongs to without a call', async () => {
  const api = installFakeApi({ 'deployment.list': always([aSummary(1)]) })
  await catalog().again('deployment.list', {})
  catalog().receive({ type: 'deployment.changed', summary: aSummary(2) })
  expect(loads()).toEqual({ 'deployment.list {}': ready([aSummary(2), aSummary(1)]) })
  expect(api.calls).toHaveLength(1)
})

test('where releases may go is asked for again when a deployment has ended, and not before', async () => {
  const progression = {
    lifecycle: { id: lifecycleIdOf(1), name: 'Usual' },
    phases: [],
    deployable: [],
    next: [],
    nextNeeded: 0,
    isPrevented: false
  }
  const answer = { progression, channel: { id: channelIdOf(1), name: 'Default' }, cells: {} }
  const api = installFakeApi({ 'release.progression': always(answer) })
  await catalog().again('release.progression', { id: releaseIdOf(1) })
  catalog().receive({ type: 'deployment.changed', summary: aSummary(1, { state: 'running' }) })
  expect(api.calls).toHaveLength(1)
  catalog().receive({ type: 'deployment.changed', summary: aSummary(1, { state: 'finished', outcome: 'succeeded' }) })
  expect(api.calls).toHaveLength(2)
})

test('a list that was asked for before the news does not undo the news', async () => {
  const { answer, resolve } = later<readonly ReturnType<typeof aSummary>[]>()
  const api = installFakeApi({ 'deployment.list': always([aSummary(1)]) })
  await catalog().again('deployment.list', {})
  api.answer({ 'deployment.list': answer })
  const old = catalog().again('deployment.list', {})
  catalog().receive({ type: 'deployment.changed', summary: aSummary(2) })
  resolve(ok([aSummary(1)]))
  await old
  expect(loads()).toEqual({ 'deployment.list {}': ready([aSummary(2), aSummary(1)]) })
})
