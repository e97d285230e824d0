import type { Output } from '@shared/api'
import type { LibrarySetView, VariableView } from '@shared/model/variable-set'
import type { ReleaseSlot } from '@shared/packages/slots'
import { ok } from '@shared/result'
import { screen } from '@testing-library/react'
import { NewReleaseScreen } from '../../renderer/screens/releases/NewReleaseScreen'
import { aChannel, aLifecycle, anEnvironment, aProject, aRelease, projectIdOf } from './catalogue'
import { always, installFakeApi } from './fake-api'
import { ids, scriptStep } from './plans'
import { show } from './window'

/** Nothing stands against a release. */
export const fine: Output<'variables.check'> = { ties: [], findings: [] }

/** Shows the form of a new release of project 1, which has these rows, and waits for it. */
export async function openNewRelease(
  check: Output<'variables.check'> = fine,
  library: readonly LibrarySetView[] = [],
  more: Parameters<typeof installFakeApi>[0] = {},
  rows: readonly VariableView[] = []
) {
  const set = { projectId: projectIdOf(1), version: 3, variables: rows, includes: [] }
  const api = installFakeApi({
    'project.list': always([aProject(1)]),
    'process.get': always({ projectId: projectIdOf(1), version: 1, steps: [scriptStep(1)] }),
    'variables.get': always(set),
    'variables.check': always(check),
    'library.list': always(library),
    'environment.list': always([anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Production' })]),
    'target.list': always([]),
    'account.list': always([]),
    'certificate.list': always([]),
    'channel.list': always([aChannel(1)]),
    'lifecycle.list': always([aLifecycle(1)]),
    'release.suggest': always({
      version: '1.0.1',
      why: null,
      notes: '',
      channel: { id: aChannel(1).id, name: 'Default' }
    }),
    'release.list': always([]),
    'release.create': always(aRelease(1)),
    'variables.save': () => ok({ ...set, warnings: [] }),
    ...more
  })
  show(<NewReleaseScreen projectId={projectIdOf(1)} />)
  await screen.findByRole('button', { name: 'Create release' })
  return api
}

/** A place of the process that a release fills with a version of `Shop.<name>`; there are 1.4.1 and 1.4.2. */
export const slot = (name: string, changes: Partial<ReleaseSlot> = {}): ReleaseSlot => ({
  actionId: ids.action(1),
  name,
  reference: '',
  packageId: `Shop.${name}`,
  feed: null,
  fixed: null,
  versions: [
    { version: '1.4.2', isInRepository: true, at: 0 },
    { version: '1.4.1', isInRepository: true, at: 0 }
  ],
  automatic: '1.4.2',
  trouble: null,
  ...changes
})

/** A process with one place for a package, and what could fill it. */
export const withPackages = (...slots: readonly ReleaseSlot[]): Parameters<typeof installFakeApi>[0] => ({
  'process.get': always({
    projectId: projectIdOf(1),
    version: 1,
    steps: [
      {
        ...scriptStep(1),
        actions: [
          {
            id: ids.action(1),
            type: 'script',
            syntax: 'bash',
            body: 'true',
            packages: [{ name: 'web', packageId: 'Shop.Web' }]
          }
        ]
      }
    ]
  }),
  'release.packageSlots': always(slots)
})
