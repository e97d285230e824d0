import type { RollbackPlan, RollbackWay } from '@shared/comparison/rollback'
import type { PlanResult } from '@shared/plan/plan'
import { ok } from '@shared/result'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { navigate } from '../../../renderer/navigation/history'
import { RollbackScreen } from '../../../renderer/screens/comparison/RollbackScreen'
import { Overlays } from '../../../renderer/shell/Overlays'
import { showOverlay } from '../../../renderer/stores/overlay'
import {
  anEnvironment,
  aProject,
  aRelease,
  aSummary,
  environmentIdOf,
  projectIdOf,
  releaseIdOf
} from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { ids, planOf, scriptStep, sshTarget } from '../../support/plans'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  navigate('/', { replace: true })
})

const refOf = (n: number, version: string) => ({ id: releaseIdOf(n), version, createdAt: 1 })
const planned: PlanResult = {
  plan: planOf({
    steps: [scriptStep(1, { name: 'Migrate' })],
    targets: [sshTarget(1, { environmentIds: [ids.environment()] })]
  }),
  problems: [],
  prompts: [],
  hash: 'a'.repeat(64) as NonNullable<PlanResult['hash']>
}
const rollback: RollbackPlan = {
  comparison: {
    before: refOf(2, '1.1.0'),
    after: refOf(1, '1.0.0'),
    environment: null,
    steps: [],
    variables: [],
    packages: [],
    notes: []
  },
  plan: planned,
  leftOut: [],
  irreversible: [],
  packages: [],
  lastTook: null
}
const ways: readonly RollbackWay[] = [{ release: refOf(1, '1.0.0'), deployedAt: 1, why: null }]

test('Ctrl+Enter in the deploy dialog above the screen of a rollback starts the deployment, not the rollback', async () => {
  const test1 = anEnvironment(1, { name: 'Test' })
  const api = installFakeApi({
    'project.list': always([aProject(1), aProject(2)]),
    'environment.list': always([test1, anEnvironment(2, { name: 'Stage' })]),
    'release.list': always([aRelease(1), aRelease(2)]),
    'target.list': always([]),
    'deployment.list': always([]),
    'rollback.ways': always(ways),
    'rollback.plan': always(rollback),
    'deployment.plan': () => ok(planned),
    'deployment.start': always(aSummary(7))
  })
  show(
    <>
      <RollbackScreen projectId={projectIdOf(1)} environmentId={environmentIdOf(1)} />
      <Overlays />
    </>
  )
  const back = await screen.findByRole<HTMLButtonElement>('button', { name: 'Roll Test back to 1.0.0' })
  await waitFor(() => expect(back.disabled).toBe(false))
  act(() => showOverlay({ kind: 'deploy', projectId: projectIdOf(1), environmentId: environmentIdOf(2) }))
  const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Deploy 1.0.2 to Stage' })
  await waitFor(() => expect(button.disabled).toBe(false))
  act(() => button.focus())
  fireEvent.keyDown(button, { key: 'Enter', ctrlKey: true })
  await waitFor(() => expect(api.inputsOf('deployment.start')).toHaveLength(1))
  expect(api.inputsOf('deployment.start')).toMatchObject([
    { releaseId: releaseIdOf(2), environmentId: environmentIdOf(2) }
  ])
})
