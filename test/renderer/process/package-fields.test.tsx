import type { ActionId, ProjectId, StepId } from '@shared/ids'
import type { Action } from '@shared/model/action'
import type { Process, Step } from '@shared/model/process'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { ProcessScreen } from '../../../renderer/screens/process/ProcessScreen'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'
import { outcomeOf } from './draft/steps'

const projectId = 'project-0000000001' as ProjectId
const id = 'action-0000000001' as ActionId
const stepWith = (action: Action): Step => ({
  id: 'step-0000000001' as StepId,
  name: 'Web',
  location: 'targets',
  roles: ['web'],
  isDisabled: false,
  actions: [action]
})
const deploy: Action = { type: 'deploy-package', id, package: { packageId: 'Shop.Web' } }

async function open(action: Action) {
  const steps = [stepWith(action)]
  const stored: Process = { projectId, version: 3, steps }
  const fake = installFakeApi({
    'project.list': always([
      { id: projectId, name: 'Shop', description: '', groupId: 'group-0000000001' as never, createdAt: 0 }
    ]),
    'process.get': always(stored),
    'process.save': always({ ...stored, version: 4 }),
    'target.list': always([]),
    'environment.list': always([]),
    'library.list': always([]),
    'package.list': always([]),
    'feed.list': always([]),
    'variables.get': always({ projectId, version: 0, variables: [], includes: [] })
  })
  show(<ProcessScreen projectId={projectId} />)
  await screen.findByRole('button', { name: 'Save' })
  /** The step as a save sends it. */
  const saved = async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(fake.inputsOf('process.save')).toHaveLength(1))
    const [input] = fake.inputsOf('process.save') as readonly { readonly steps: readonly Step[] }[]
    return input?.steps[0]
  }
  return { saved }
}

const unfold = (name: string) => fireEvent.click(screen.getByRole('button', { name: new RegExp(`^${name}`) }))
const turn = (name: RegExp) => fireEvent.click(screen.getByRole('switch', { name }))
const type = (name: string | RegExp, value: string) =>
  fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } })

describe('the form of a package that is deployed', () => {
  it('saves what is set, and leaves absent what is not', async () => {
    const { saved } = await open(deploy)
    unfold('Installation')
    turn(/^Copy it to a folder of your own/)
    type('Folder', '/srv/shop')
    turn(/^Empty the folder first/)
    type('Except for', 'uploads/**\n\n  logs ')
    unfold('Configuration')
    type(/^Set values in these/, 'appsettings.json\n')
    expect(await saved()).toEqual(
      stepWith({
        ...deploy,
        structuredIn: ['appsettings.json'],
        installTo: { path: '/srv/shop', purge: { keep: ['uploads/**', 'logs'] } }
      } as Action)
    )
  })

  it('is as it was once everything that was turned off is taken back', async () => {
    await open({ ...deploy, skipsIfInstalled: true, package: { packageId: 'Shop.Web', version: '1.4.2' } } as Action)
    unfold('Installation')
    turn(/^Skip where this very version is installed/)
    turn(/^Always the same version/)
    expect(screen.queryByText('Unsaved changes')).not.toBeNull()
    fireEvent.keyDown(window, { key: 'z', ctrlKey: true })
    fireEvent.keyDown(window, { key: 'z', ctrlKey: true })
    await waitFor(() => expect(screen.queryByText('Unsaved changes')).toBeNull())
  })

  it('adds a site of NGINX that is complete at once, and says beside a port what is wrong about it', async () => {
    const { saved } = await open(deploy)
    unfold('NGINX')
    turn(/^Set up a site of NGINX/)
    type('Port 1', '70000')
    await screen.findByText('Must be 1–65535.')
    type('Port 1', '8080')
    expect((await saved())?.actions[0]).toEqual({
      ...deploy,
      nginx: { bindings: [{ protocol: 'http', port: 8080 }], locations: [{ path: '/' }] }
    })
  })

  it('has a site from the beginning where it is added as a deployment to NGINX', () => {
    const { draft } = outcomeOf([], { kind: 'add-step', type: 'nginx', after: null })
    expect(draft.map(({ settings, actions }) => [settings.name, settings.location, actions[0]?.settings])).toEqual([
      [
        'Deploy to NGINX',
        'targets',
        {
          type: 'deploy-package',
          package: { packageId: '' },
          nginx: { bindings: [{ protocol: 'http', port: 80 }], locations: [{ path: '/' }] }
        }
      ]
    ])
  })

  it('offers no place but targets', async () => {
    await open(deploy)
    expect(screen.queryByRole('radio', { name: 'Once on this machine' })).toBeNull()
  })

  it('asks whether a step needs the packages, and only where there are any', async () => {
    const { saved } = await open(deploy)
    unfold('When')
    const choices = screen.getByRole('radiogroup', { name: 'Packages' })
    fireEvent.click(within(choices).getByRole('radio', { name: 'After they are brought' }))
    expect(await saved()).toEqual({ ...stepWith(deploy), packageRequirement: 'after-packages' })
  })
})

describe('packages beside a script', () => {
  it('are named, and complained about until they say which package they are', async () => {
    const script: Action = { type: 'script', id, syntax: 'bash', body: 'ls tools' }
    const { saved } = await open(script)
    unfold('Other packages')
    fireEvent.click(screen.getByRole('button', { name: 'Add package' }))
    type('Name of package 1', 'tools')
    await screen.findByText('Must not be empty: name the package.')
    fireEvent.change(screen.getByRole('combobox', { name: 'Package 1' }), { target: { value: 'Shop.Tools' } })
    expect((await saved())?.actions[0]).toEqual({
      ...script,
      packages: [{ name: 'tools', packageId: 'Shop.Tools', isExtracted: true }]
    })
  })
})
