import type { LifecycleId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { must, openTestWorkspace } from '../support/workspace'

async function aProject() {
  const { call } = await openTestWorkspace()
  const { id } = must(await call('project.create', { name: 'Shop', guidedFailure: 'on' }))
  const stored = async () => {
    const [{ guidedFailure, releases } = {}] = must(await call('project.list', {}))
    return { guidedFailure, releases }
  }
  return { call, id, stored }
}

describe('the settings of a project', () => {
  it('are stored with what happens at a failure, as one change', async () => {
    const { call, id, stored } = await aProject()
    const value = { notesTemplate: 'Build' }
    must(await call('project.setReleases', { id, value, guidedFailure: 'off' }))
    expect(await stored()).toEqual({ guidedFailure: 'off', releases: value })
    const { entries } = must(await call('audit.list', { limit: 2 }))
    expect(entries.map(({ summary }) => summary)).toEqual([
      'Changed the project “Shop”: asks when a step fails and notes of releases.',
      'Created the project “Shop”.'
    ])
  })

  it('leave what happens at a failure where they say nothing of it, and let go of it where they say so', async () => {
    const { call, id, stored } = await aProject()
    const value = { notesTemplate: 'Build' }
    must(await call('project.setReleases', { id, value }))
    expect(await stored()).toEqual({ guidedFailure: 'on', releases: value })
    must(await call('project.setReleases', { id, value, guidedFailure: null }))
    expect(await stored()).toEqual({ guidedFailure: undefined, releases: value })
  })

  it('are stored all or not at all', async () => {
    const { call, id, stored } = await aProject()
    const value = { lifecycleId: 'lifecycle-gone000000' as LifecycleId }
    expect(await call('project.setReleases', { id, value, guidedFailure: 'off' })).toMatchObject({ ok: false })
    expect(await stored()).toEqual({ guidedFailure: 'on', releases: undefined })
  })
})
