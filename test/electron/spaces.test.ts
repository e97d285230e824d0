import { expect, test } from 'vitest'
import { typed } from '../../electron/ipc/dispatch'
import { createSpaces } from '../../electron/spaces'
import { must, openTestWorkspace } from '../support/workspace'

async function openSpaces() {
  const workspace = await openTestWorkspace()
  const spaces = createSpaces(
    workspace.workspaces,
    door => typed(workspace.dispatchTo(door)),
    async () => false
  )
  return { workspace, spaces }
}

test('spaces are the person’s own workspace and the further ones, without the demo', async () => {
  const { spaces } = await openSpaces()
  const made = must(await spaces.create({ name: 'Acme', description: 'Bern' }))
  expect(must(await spaces.list())).toEqual([
    { id: 'main', name: 'Default', description: '' },
    { id: made.id, name: 'Acme', description: 'Bern' }
  ])
  expect(await spaces.door('demo')).toMatchObject({ failure: { kind: 'not-found' } })
  expect(await spaces.door('workspace-0000000000')).toMatchObject({ failure: { kind: 'not-found' } })
})

test('each space has its own records, whichever one the window is in, and one door for all who ask', async () => {
  const { workspace, spaces } = await openSpaces()
  const { id } = must(await spaces.create({ name: 'Acme', description: '' }))
  const [acme, again] = [must(await spaces.door(id)), must(await spaces.door(id))]
  expect(acme.call).toBe(again.call)
  must(await acme.call('environment.create', { name: 'Theirs' }))
  const own = must(await spaces.door('main'))
  must(await own.call('environment.create', { name: 'Mine' }))
  must(await workspace.call('workspace.open', { kind: 'demo' }))
  const names = async ({ call }: typeof own) => must(await call('environment.list', {})).map(({ name }) => name)
  expect([await names(own), await names(acme)]).toEqual([['Mine'], ['Theirs']])
})

test('spaces are renamed and removed, and the log of the person’s own workspace has it', async () => {
  const { workspace, spaces } = await openSpaces()
  const { id } = must(await spaces.create({ name: 'Acme', description: '' }))
  must(await spaces.update(id, { name: 'Beta', description: 'Basel' }))
  must(await spaces.door(id))
  must(await spaces.remove(id))
  expect(must(await spaces.list()).map(space => space.id)).toEqual(['main'])
  expect(await spaces.remove(id)).toMatchObject({ failure: { kind: 'not-found' } })
  expect(await spaces.update('main', { name: 'Mine', description: '' })).toMatchObject({
    failure: { kind: 'forbidden' }
  })
  const { entries } = must(await workspace.call('audit.list', { limit: 10 }))
  expect(entries.map(({ summary }) => summary).slice(0, 3)).toEqual([
    'Deleted the workspace “Beta”.',
    'Changed the workspace “Beta”.',
    'Created the workspace “Acme”.'
  ])
})
