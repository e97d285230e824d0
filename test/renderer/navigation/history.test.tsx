import { expect, test } from 'vitest'
import { createHistory, type HistoryHost } from '../../../renderer/navigation/history'
import { useUnsavedStore } from '../../../renderer/stores/unsaved'

/** A window's history as browsers keep it, whose moves take effect at once. */
function fakeHost(start: string) {
  const entries: { path: string; state: unknown }[] = [{ path: start, state: null }]
  let at = 0
  const listeners: ((event: { state: unknown }) => void)[] = []
  const go = (delta: number) => {
    if (!entries[at + delta]) return
    at += delta
    for (const listener of listeners) listener({ state: entries[at]?.state })
  }
  const host = {
    location: {
      get pathname() {
        return entries[at]?.path.split(/[?#]/)[0] ?? ''
      },
      get search() {
        return /\?[^#]*/.exec(entries[at]?.path ?? '')?.[0] ?? ''
      },
      get hash() {
        return /#.*$/.exec(entries[at]?.path ?? '')?.[0] ?? ''
      }
    },
    history: {
      get state() {
        return entries[at]?.state
      },
      pushState: (state: unknown, _: string, path: string) => {
        entries.splice(at + 1)
        entries.push({ path, state })
        at += 1
      },
      replaceState: (state: unknown, _: string, path?: string) => {
        entries[at] = { path: path ?? entries[at]?.path ?? '', state }
      },
      go,
      back: () => go(-1)
    },
    addEventListener: (_: string, listener: (event: { state: unknown }) => void) => listeners.push(listener)
  }
  return { host: host as unknown as HistoryHost, go, address: () => entries[at]?.path }
}

const type = () => useUnsavedStore.getState().hold('form', 'The form')

test('without unsaved text it goes where it is told, and back', () => {
  const { host } = fakeHost('/')
  const history = createHistory(host)
  history.navigate('/projects')
  history.navigate('/targets')
  history.back()
  expect(history.path()).toBe('/projects')
})

test('goes to parts of a screen, and back from them', () => {
  const { host } = fakeHost('/deployments/a')
  const history = createHistory(host)
  history.navigate('/deployments/a#L1')
  history.navigate('/deployments/a#L2-4')
  expect([history.path(), history.hash()]).toEqual(['/deployments/a', '#L2-4'])
  history.back()
  expect([history.path(), history.hash()]).toEqual(['/deployments/a', '#L1'])
})

test('unsaved text keeps the screen until the person agrees to lose it', () => {
  const { host } = fakeHost('/')
  const history = createHistory(host)
  type()
  history.navigate('/projects')
  expect(history.path()).toBe('/')
  useUnsavedStore.getState().discard()
  expect(history.path()).toBe('/projects')
})

test('who goes on editing stays, and the address stays with them', () => {
  const { host, address } = fakeHost('/')
  const history = createHistory(host)
  history.navigate('/projects')
  type()
  history.navigate('/targets')
  useUnsavedStore.getState().stay()
  expect([history.path(), address(), useUnsavedStore.getState().pending]).toEqual(['/projects', '/projects', null])
})

test('the browser’s own back is undone while text is unsaved, and done again once it is dropped', () => {
  const { host, go, address } = fakeHost('/')
  const history = createHistory(host)
  history.navigate('/projects')
  type()
  go(-1)
  expect([history.path(), address()]).toEqual(['/projects', '/projects'])
  useUnsavedStore.getState().discard()
  expect([history.path(), address()]).toEqual(['/', '/'])
})

test('back and forward over several screens ask once and arrive where they meant', () => {
  const { host, go } = fakeHost('/')
  const history = createHistory(host)
  for (const path of ['/a', '/b', '/c']) history.navigate(path)
  type()
  go(-3)
  useUnsavedStore.getState().discard()
  // The form goes with its screen.
  useUnsavedStore.getState().release('form')
  expect(history.path()).toBe('/')
  go(2)
  expect(history.path()).toBe('/b')
})

test('listeners hear of every change of screen, and of none that did not happen', () => {
  const { host } = fakeHost('/')
  const history = createHistory(host)
  const heard: string[] = []
  history.subscribe(() => heard.push(history.path()))
  history.navigate('/projects')
  type()
  history.navigate('/targets')
  expect(heard).toEqual(['/projects'])
})

test('back does nothing on the first screen', () => {
  const { host } = fakeHost('/')
  const history = createHistory(host)
  history.back()
  expect(history.path()).toBe('/')
})

test('what an address asks for changes without another screen, and counts as a place to go back to', () => {
  const { host } = fakeHost('/')
  const history = createHistory(host)
  history.navigate('/projects')
  history.navigate('/projects?explain=Db.Host')
  expect([history.path(), history.search()]).toEqual(['/projects', '?explain=Db.Host'])
  history.navigate('/projects?explain=Db.Port', { replace: true })
  expect(history.search()).toBe('?explain=Db.Port')
  history.back()
  expect([history.path(), history.search()]).toEqual(['/projects', ''])
})

test('an address that comes from nowhere asks, too, and never loads the page anew', () => {
  const { host, go, address } = fakeHost('/')
  const history = createHistory(host)
  type()
  host.history.pushState(null, '', '/projects')
  go(0)
  expect([history.path(), address()]).toEqual(['/', '/'])
  useUnsavedStore.getState().discard()
  expect([history.path(), address()]).toEqual(['/projects', '/projects'])
})
