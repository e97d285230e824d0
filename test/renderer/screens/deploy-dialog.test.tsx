import type { ConnectionReport } from '@shared/connection-report'
import type { PlanProblem, PlanResult } from '@shared/plan/plan'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { appHistory } from '../../../renderer/navigation/history'
import { DeployDialog } from '../../../renderer/screens/deploy/DeployDialog'
import { anEnvironment, aProject, aRelease, aSummary, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { emptyPlan } from '../../support/empty-plan'
import { always, type FakeApi, installFakeApi, later } from '../../support/fake-api'
import { ids, sshTarget } from '../../support/plans'
import { show } from '../../support/window'

const production = anEnvironment(2, { name: 'Production', isProduction: true })

const plan = emptyPlan(production, 'No target in Production has the role db.')

const unknownKey: PlanProblem = {
  severity: 'error',
  failure: { kind: 'host-key-unknown', message: 'Nobody accepted the key of web-1.', remedy: 'Test it.' },
  about: { kind: 'target', targetId: ids.target(1) }
}

const deployButton = () => screen.getByRole<HTMLButtonElement>('button', { name: /^Deploy 1\.0\.2/ })

async function open(answer: PlanResult, environment: RegExp): Promise<{ api: FakeApi; onClose: () => void }> {
  const api = installFakeApi({
    'project.list': always([aProject(1)]),
    'environment.list': always([anEnvironment(1, { name: 'Test' }), production]),
    'release.list': always([aRelease(1), aRelease(2)]),
    'target.list': always([sshTarget(1, { hostKey: null })]),
    'deployment.plan': always(answer),
    'deployment.start': always(aSummary(7))
  })
  const onClose = vi.fn()
  show(<DeployDialog start={{ projectId: projectIdOf(1) }} onClose={onClose} />)
  fireEvent.click(await screen.findByRole('radio', { name: environment }))
  return { api, onClose }
}

test('the newest release is planned for the chosen environment, with the reason why a step is skipped', async () => {
  const { api } = await open(plan, /Test/)
  expect(await screen.findByText('No target in Production has the role db.')).toBeTruthy()
  expect(screen.getByText('Skipped')).toBeTruthy()
  expect(api.inputsOf('deployment.plan')).toEqual([{ releaseId: aRelease(2).id, environmentId: environmentIdOf(1) }])
})

test('starting goes to the deployment', async () => {
  const { api, onClose } = await open(plan, /Test/)
  await screen.findByText('Migrate')
  fireEvent.click(deployButton())
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(api.inputsOf('deployment.start')).toEqual([{ releaseId: aRelease(2).id, environmentId: environmentIdOf(1) }])
  expect(appHistory().path()).toBe(`/deployments/${aSummary(7).id}`)
})

test('production starts only after its name was typed', async () => {
  const { api } = await open(plan, /Production/)
  const confirmation = await screen.findByLabelText(/This is production/)
  expect(deployButton().disabled).toBe(true)
  fireEvent.change(confirmation, { target: { value: 'production' } })
  fireEvent.submit(confirmation)
  expect([deployButton().disabled, api.inputsOf('deployment.start')]).toEqual([true, []])
  fireEvent.change(confirmation, { target: { value: 'Production' } })
  expect(deployButton().disabled).toBe(false)
})

test.each([
  ['the button that starts it', 1, () => deployButton()],
  ['the name that has to be typed', 2, () => screen.getByLabelText(/This is production/)]
])('where it goes was chosen before, so the dialog begins with %s', async (_, environment, wanted) => {
  const plans = later<PlanResult>()
  installFakeApi({
    'project.list': always([aProject(1)]),
    'environment.list': always([anEnvironment(1, { name: 'Test' }), production]),
    'release.list': always([aRelease(1), aRelease(2)]),
    'target.list': always([sshTarget(1)]),
    'workspace.info': always({ kind: 'demo', name: 'Demo' } as never),
    'deployment.plan': plans.answer
  })
  const start = { projectId: projectIdOf(1), environmentId: environmentIdOf(environment) }
  show(<DeployDialog start={start} onClose={() => undefined} />)
  await screen.findByRole('radio', { name: /Test/ })
  await waitFor(() => expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true))
  expect(document.activeElement?.tagName).toBe('SPAN')
  plans.resolve(ok(plan))
  await waitFor(() => expect(document.activeElement).toBe(wanted()))
  expect(screen.getByRole('dialog').textContent).toContain(
    `slipway deploy --project 'Project 1' --release 1.0.2 --to ${environment === 1 ? 'Test' : 'Production'} --demo`
  )
})

test('without a plan there is nothing to start', async () => {
  await open({ plan: null, problems: [unknownKey], prompts: [], hash: null }, /Test/)
  expect(await screen.findByText('Nobody accepted the key of web-1.')).toBeTruthy()
  expect(deployButton().disabled).toBe(true)
})

test('an unknown host key is tested and accepted right there, and the plan is made again', async () => {
  const hostKey = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'B'.repeat(43)}` }
  const host = { kind: 'target', id: ids.target(1), name: 'web-1' } as const
  const { api } = await open({ plan: null, problems: [unknownKey], prompts: [], hash: null }, /Test/)
  api.answer({
    'target.test': always<ConnectionReport>({
      stages: [],
      hostKeys: [{ host, shown: hostKey, accepted: null, trust: 'unknown' }]
    }),
    'target.trust': () => {
      api.answer({ 'deployment.plan': always(plan) })
      return ok(sshTarget(1))
    }
  })
  fireEvent.click(await screen.findByRole('button', { name: 'Test and accept key' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Accept this key' }))
  expect(await screen.findByText('Migrate')).toBeTruthy()
  expect(api.inputsOf('target.trust')).toEqual([{ id: ids.target(1), hostKey, replace: false }])
})

test('the same command is shown, quoted for a shell', async () => {
  await open(plan, /Test/)
  expect(await screen.findByText("slipway deploy --project 'Project 1' --release 1.0.2 --to Test")).toBeTruthy()
})
