import type { DriftReport } from '@shared/drift-calls'
import type { DeploymentId } from '@shared/ids'
import { ok } from '@shared/result'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { DriftScreen } from '../../../renderer/screens/drift/DriftScreen'
import { installFakeApi, later } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(resetWindow)

it('R looks at the targets again, but not while a look is under way', async () => {
  const looks = later<DriftReport>()
  const api = installFakeApi({ 'drift.check': looks.answer })
  show(<DriftScreen deploymentId={'deployment-0000000001' as DeploymentId} />)
  const again = screen.getByRole<HTMLButtonElement>('button', { name: 'Check again' })
  await waitFor(() => expect(again.disabled).toBe(true))
  fireEvent.keyDown(document.body, { key: 'r' })
  const during = api.inputsOf('drift.check').length
  await act(async () => looks.resolve(ok({ at: 1, places: [] })))
  fireEvent.keyDown(document.body, { key: 'r' })
  expect([during, api.inputsOf('drift.check').length]).toEqual([1, 2])
})
