import { createHash } from 'node:crypto'
import { apiKeyPattern } from '@shared/model/api-key'
import { describe, expect, it } from 'vitest'
import { must, openTestWorkspace } from '../support/workspace'

const hour = 60 * 60 * 1000
const noon = Date.parse('2026-05-12T12:00:00Z')

async function world() {
  let now = noon
  const workspace = await openTestWorkspace({ ports: { now: () => now } })
  return {
    ...workspace,
    pass: (ms: number) => {
      now += ms
    },
    /** Who comes with the key; null for nobody. */
    enters: (key: string) => workspace.workspaces.inMain(of => of.apiKeys.authenticate(key)),
    /** As they are on disk. */
    records: () => workspace.workspaces.inMain(async of => of.store.apiKeys.all())
  }
}

describe('an API key', () => {
  it('is told once, and kept as its hash only', async () => {
    const { call, records, pushed } = await world()
    const { key, ...view } = must(await call('apiKey.create', { name: 'ci' }))
    expect(key).toMatch(apiKeyPattern)
    expect(view).toEqual({ id: expect.stringMatching(/^apikey-/), name: 'ci', createdAt: noon })
    expect(must(await call('apiKey.list', {}))).toEqual([view])
    expect(await records()).toEqual([{ ...view, sha256: createHash('sha256').update(key).digest('hex') }])
    const { entries } = must(await call('audit.list', { filter: { subjects: ['api-key'] } }))
    expect(entries).toMatchObject([
      {
        summary: 'Created the API key “ci”.',
        changes: [
          { field: 'Name', after: 'ci' },
          { field: 'Expires', after: 'never' }
        ]
      }
    ])
    expect(JSON.stringify([entries, pushed()])).not.toContain(key)
  })

  it('lets in whoever brings all of it, and nobody else', async () => {
    const { call, enters } = await world()
    const { key } = must(await call('apiKey.create', { name: 'ci' }))
    const other = must(await call('apiKey.create', { name: 'a script' })).key
    expect(await enters(key)).toEqual({ name: 'ci' })
    expect(await enters(other)).toEqual({ name: 'a script' })
    for (const wrong of ['', key.slice(0, -1), `${key}A`, key.toLowerCase(), `API-${'A'.repeat(32)}`])
      expect(await enters(wrong)).toBeNull()
  })

  it('is refused from the moment on at which it expires, and once it is deleted', async () => {
    const { call, enters, pass } = await world()
    const brief = must(await call('apiKey.create', { name: 'brief', expiresAt: noon + hour }))
    const lasting = must(await call('apiKey.create', { name: 'lasting' }))
    pass(hour - 1)
    expect(await enters(brief.key)).toEqual({ name: 'brief' })
    pass(1)
    expect(await enters(brief.key)).toBeNull()
    must(await call('apiKey.delete', { id: lasting.id }))
    expect(await enters(lasting.key)).toBeNull()
    expect(must(await call('apiKey.list', {})).map(({ name }) => name)).toEqual(['brief'])
    const { entries } = must(await call('audit.list', { filter: { verbs: ['deleted'] } }))
    expect(entries).toMatchObject([{ summary: 'Deleted the API key “lasting”.' }])
    expect(await call('apiKey.delete', { id: lasting.id })).toMatchObject({ failure: { kind: 'not-found' } })
  })

  it('cannot have the name of another one, nor expire before it begins', async () => {
    const { call } = await world()
    must(await call('apiKey.create', { name: 'ci' }))
    expect(await call('apiKey.create', { name: 'CI' })).toMatchObject({
      failure: { kind: 'conflict', issues: [{ path: 'name', message: 'is already taken' }] }
    })
    expect(await call('apiKey.create', { name: 'late', expiresAt: noon })).toMatchObject({
      failure: { kind: 'invalid-input', issues: [{ path: 'expiresAt', message: 'must lie in the future' }] }
    })
  })

  it('tells exactly when it was used last, and writes that down once an hour', async () => {
    const { call, enters, pass, records } = await world()
    const { key } = must(await call('apiKey.create', { name: 'ci' }))
    await enters(key)
    pass(hour - 1)
    await enters(key)
    expect(must(await call('apiKey.list', {}))).toMatchObject([{ lastUsedAt: noon + hour - 1 }])
    expect(await records()).toMatchObject([{ lastUsedAt: noon }])
    pass(1)
    await enters(key)
    expect(await records()).toMatchObject([{ lastUsedAt: noon + hour }])
  })

  it('is still good after a restart, and the files of the workspace hold', async () => {
    const first = await world()
    const { key } = must(await first.call('apiKey.create', { name: 'ci' }))
    const second = await first.restart()
    expect(await second.workspaces.inMain(of => of.apiKeys.authenticate(key))).toEqual({ name: 'ci' })
    expect(must(await second.call('data.verify', {}))).toMatchObject({ faultCount: 0, warningCount: 0 })
  })
})
