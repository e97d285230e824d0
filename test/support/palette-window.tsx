import { fireEvent, screen } from '@testing-library/react'
import { navigate } from '../../renderer/navigation/history'
import { Shell } from '../../renderer/shell/Shell'
import { type Answers, always, type FakeApi, installFakeApi } from './fake-api'
import { resetWindow, show } from './window'

/** A whole window with an empty workspace and a text field called “Editor”, at the dashboard's address. */
export function showWindow(answers: Answers = {}): FakeApi {
  resetWindow()
  const api = installFakeApi({
    'project.list': always([]),
    'environment.list': always([]),
    'target.list': always([]),
    'deployment.list': always([]),
    'search.find': always([]),
    ...answers
  })
  navigate('/')
  show(
    <Shell>
      <textarea aria-label="Editor" />
    </Shell>
  )
  return api
}

export const openPalette = () => fireEvent.keyDown(window, { key: 'k', ctrlKey: true })
/** Where the palette is typed into; null while it is closed. */
export const paletteBox = () => screen.queryByLabelText<HTMLInputElement>('Find or do')
/** Whether the palette is open outlives the window: after each test, so that the next one starts with a closed one. */
export const closePalette = () => fireEvent.keyDown(document.body, { key: 'Escape' })
