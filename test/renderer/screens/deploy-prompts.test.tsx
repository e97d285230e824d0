import type { PlanPrompt, PlanResult } from '@shared/plan/plan'
import { fail } from '@shared/result'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { DeployDialog } from '../../../renderer/screens/deploy/DeployDialog'
import { anEnvironment, aProject, aRelease, aSummary, projectIdOf } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { ids } from '../../support/plans'
import { show } from '../../support/window'

const line = { label: '', description: '', isRequired: false, control: { kind: 'single-line' } } as const

const ticket: PlanPrompt = {
  type: 'text',
  id: ids.variable(1),
  name: 'Ticket',
  value: '',
  prompt: { ...line, label: 'Change ticket', description: 'Such as CH-42.', isRequired: true }
}
const migrate: PlanPrompt = {
  type: 'text',
  id: ids.variable(2),
  name: 'Migrate',
  value: 'False',
  prompt: { ...line, control: { kind: 'checkbox' } }
}
const token: PlanPrompt = { type: 'sensitive', id: ids.variable(3), name: 'Token', prompt: line }

const asking = (...prompts: readonly PlanPrompt[]): PlanResult => ({
  problems: [],
  prompts,
  hash: null,
  plan: {
    format: 1,
    project: { id: projectIdOf(1), name: 'Project 1' },
    release: { id: aRelease(1).id, version: '1.0.1', snapshot: aRelease(1).snapshot },
    environment: anEnvironment(1, { name: 'Test' }),
    targets: [],
    stages: [],
    maxParallel: 10
  }
})

async function open(result: PlanResult) {
  const api = installFakeApi({
    'project.list': always([aProject(1)]),
    'environment.list': always([anEnvironment(1, { name: 'Test' })]),
    'release.list': always([aRelease(1)]),
    'target.list': always([]),
    'deployment.plan': always(result),
    'deployment.start': always(aSummary(7))
  })
  show(<DeployDialog start={{ projectId: projectIdOf(1) }} onClose={vi.fn()} />)
  fireEvent.click(await screen.findByRole('radio', { name: 'Test' }))
  await screen.findByRole('region', { name: 'Questions' })
  return api
}

const deploy = () => fireEvent.click(screen.getByRole('button', { name: /^Deploy 1\.0\.1/ }))
const type = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

test('what is required and not answered stops the start, is said beside the field, and has the focus', async () => {
  const api = await open(asking(ticket))
  deploy()
  expect(await screen.findByText('This must be answered.')).toBeTruthy()
  expect(document.activeElement).toBe(screen.getByLabelText(/Change ticket/))
  expect(api.inputsOf('deployment.start')).toEqual([])
})

test('answers are sent with the start; a secret that nobody typed is not', async () => {
  const api = await open(asking(ticket, migrate, token))
  type(/Change ticket/, 'CH-42')
  fireEvent.click(screen.getByRole('checkbox', { name: 'Migrate' }))
  deploy()
  await waitFor(() => expect(api.inputsOf('deployment.start')).toHaveLength(1))
  expect(api.inputsOf('deployment.start')).toEqual([
    {
      releaseId: aRelease(1).id,
      environmentId: anEnvironment(1).id,
      answers: [
        { variableId: ticket.id, value: 'CH-42' },
        { variableId: migrate.id, value: 'True' }
      ]
    }
  ])
})

test('what was typed stays when the plan is made again', async () => {
  const api = await open(asking(ticket))
  type(/Change ticket/, 'CH-42')
  api.answer({ 'deployment.plan': always(asking(ticket, migrate)) })
  api.push({ type: 'catalog.changed', entity: 'variables' })
  expect(await screen.findByRole('checkbox', { name: 'Migrate' })).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>(/Change ticket/).value).toBe('CH-42')
})

test('a secret is typed unseen and never shown in the command', async () => {
  await open(asking(token))
  const field = screen.getByLabelText<HTMLInputElement>('Token')
  expect([field.type, field.value]).toEqual(['password', ''])
  type(/^Token$/, 'hunter2-secret')
  expect(screen.getByText(/--variable-file 'Token=FILE'$/)).toBeTruthy()
  expect(document.body.textContent).not.toContain('hunter2')
})

test('what is refused is said beside its field until it is typed anew', async () => {
  const api = await open(asking(ticket))
  const message = '“Change ticket” is not open any more.'
  api.answer({
    'deployment.start': () =>
      fail({
        kind: 'plan-has-problems',
        message: 'The plan has a problem.',
        remedy: '',
        issues: [{ path: `answers.${ticket.id}`, message }]
      })
  })
  type(/Change ticket/, 'CH-1')
  deploy()
  expect(await screen.findByText(message)).toBeTruthy()
  expect(screen.queryByText('The plan has a problem.')).toBeNull()
  type(/Change ticket/, 'CH-2')
  expect(screen.queryByText(message)).toBeNull()
})
