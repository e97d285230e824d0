import type { Process } from '@shared/model/process'
import type { ProjectTenancy } from '@shared/model/tenant'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { ProcessScreen } from '../../../renderer/screens/process/ProcessScreen'
import { aProject, aTenant, projectIdOf } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { ids, scriptStep } from '../../support/plans'
import { show } from '../../support/window'

const process: Process = { projectId: projectIdOf(1), version: 1, steps: [scriptStep(1, { name: 'Install' })] }

async function open(tenancy?: ProjectTenancy) {
  const fake = installFakeApi({
    'project.list': always([aProject(1, tenancy === undefined ? {} : { releases: { tenancy } })]),
    'process.get': always(process),
    'process.save': () => ok({ ...process, version: 2 }),
    'target.list': always([]),
    'environment.list': always([]),
    'library.list': always([]),
    'channel.list': always([]),
    'tenant.list': always([aTenant(1, { tags: ['Region/North'] })]),
    'variables.get': always({ projectId: projectIdOf(1), version: 0, variables: [], includes: [] })
  })
  show(<ProcessScreen projectId={projectIdOf(1)} />)
  await screen.findByRole('button', { name: 'Save' })
  fireEvent.click(screen.getByRole('button', { name: /^When(?! it is)/ }))
  return fake
}

const field = () => screen.queryByRole('combobox', { name: 'Tenants' })

describe('the tenants of an action', () => {
  it('cannot be chosen as long as the project takes none', async () => {
    await open()
    expect(field()).toBeNull()
  })

  it('are chosen by tags in use, and are said where the step is listed', async () => {
    const fake = await open('allowed')
    await waitFor(() => expect(field()).not.toBeNull())
    fireEvent.click(field() as HTMLElement)
    fireEvent.click(await screen.findByRole('option', { name: 'Region/North', hidden: true }))
    expect(screen.getAllByText(/only for tenants with Region\/North/i)).not.toEqual([])
    fireEvent.keyDown(window, { key: 's', ctrlKey: true })
    await waitFor(() => expect(fake.inputsOf('process.save')).toHaveLength(1))
    expect(fake.inputsOf('process.save')[0]).toMatchObject({
      steps: [{ actions: [{ id: ids.action(1), tenantTags: ['Region/North'] }] }]
    })
  })
})
