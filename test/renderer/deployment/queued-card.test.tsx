import type { Input } from '@shared/api'
import { isListed } from '@shared/deployment-filter'
import { ok } from '@shared/result'
import { screen } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { QueuedCard } from '../../../renderer/screens/deployment/cards/QueuedCard'
import { installFakeApi } from '../../support/fake-api'
import { deploymentIds, deploymentSummary } from '../../support/summaries'
import { resetWindow, show } from '../../support/window'
import { deploymentOf, planOf } from './build'

beforeEach(resetWindow)

it('says what a deployment waits for, however many newer ones wait in the same place', async () => {
  const deployment = deploymentOf(planOf(1, [{ name: 'Install', on: [1] }]), [])
  const { project, environment } = deployment.plan
  const there = { projectId: project.id, environmentId: environment.id }
  const newer = Array.from({ length: 60 }, (_, n) => deploymentSummary({ ...there, id: deploymentIds(n + 2) }))
  const own = deploymentSummary({ ...there, id: deployment.id, waitsFor: 'Shop 1.4.1 is being deployed to Test' })
  installFakeApi({
    'deployment.list': ({ limit = 50, skip = 0, ...filter }: Input<'deployment.list'>) =>
      ok([...newer, own].filter(item => isListed(item, filter)).slice(skip, skip + limit))
  })
  show(<QueuedCard deployment={deployment} now={0} />)
  expect(await screen.findByText(': Shop 1.4.1 is being deployed to Test', { exact: false })).toBeTruthy()
})
