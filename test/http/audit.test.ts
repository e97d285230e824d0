import { describe, expect, it } from 'vitest'
import { openApi } from '../support/http-api'
import { must } from '../support/workspace'

describe('the audit log', () => {
  it('says what came by the HTTP API, beside what people did in the window at the same time', async () => {
    const { send, backend } = await openApi()
    await Promise.all([
      send('POST', '/environments', { Name: 'By the API' }),
      backend.call('environment.create', { name: 'In the window' })
    ])
    const { entries } = must(await backend.call('audit.list', { filter: { subjects: ['environment'] } }))
    expect(Object.fromEntries(entries.map(({ subject, door }) => [subject.name, door]))).toEqual({
      'By the API': 'api',
      'In the window': 'window'
    })
  })
})
