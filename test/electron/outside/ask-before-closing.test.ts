import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { beforeEach, expect, it, vi } from 'vitest'

const box = vi.hoisted(() => ({ response: 0, asked: 0 }))
vi.mock('electron', () => ({
  dialog: {
    showMessageBox: async () => {
      box.asked += 1
      return { response: box.response, checkboxChecked: false }
    }
  }
}))

const { askBeforeClosing } = await import('../../../electron/closing')

/** The buttons of the question, by their numbers. */
const [background, cancelAndQuit, stay] = [0, 1, 2]

/** A window whose page holds unsaved text while `isHeld`, and what became of it. */
function aWindow(open: readonly string[]) {
  const page = new EventEmitter()
  const seen: string[] = []
  const state = { isHeld: false, isVisible: true }
  const window = Object.assign(new EventEmitter(), {
    webContents: page,
    isVisible: () => state.isVisible,
    show: () => seen.push('shown'),
    hide: () => seen.push('hidden')
  })
  const close = () => {
    let isPrevented = false
    window.emit('close', { preventDefault: () => (isPrevented = true) })
    if (isPrevented) return
    if (state.isHeld) page.emit('will-prevent-unload')
    else seen.push('closed')
  }
  askBeforeClosing(window as unknown as BrowserWindow, {
    underWay: () => open,
    quit: () => {
      seen.push('quit')
      close()
    },
    onHidden: () => seen.push('in the background'),
    onHeld: wanted => seen.push(`held: ${wanted}`)
  })
  return { state, seen, close, reload: () => page.emit('will-prevent-unload') }
}

beforeEach(() => {
  box.asked = 0
})

it('closes without a question while nothing runs', () => {
  const { close, seen } = aWindow([])
  close()
  expect([seen, box.asked]).toEqual([['closed'], 0])
})

it('asks what becomes of what runs, and does as it is told', async () => {
  for (const [response, became] of [
    [background, ['hidden', 'in the background']],
    [cancelAndQuit, ['quit', 'closed']],
    [stay, []]
  ] as const) {
    box.response = response
    const { close, seen } = aWindow(['the deployment of Shop'])
    const asked = box.asked
    close()
    await vi.waitFor(() => expect([seen, box.asked]).toEqual([became, asked + 1]))
  }
})

it('asks again about what runs where unsaved text kept the window after “Cancel and quit”', async () => {
  box.response = cancelAndQuit
  const { close, seen, state } = aWindow(['the deployment of Shop'])
  state.isHeld = true
  close()
  await vi.waitFor(() => expect(seen).toEqual(['quit', 'held: close']))
  box.response = stay
  close()
  await vi.waitFor(() => expect(box.asked).toBe(2))
  expect(seen).toEqual(['quit', 'held: close'])
})

it('tells the page whether it was to be closed or loaded anew', () => {
  const { close, reload, seen, state } = aWindow([])
  state.isHeld = true
  reload()
  close()
  reload()
  expect(seen).toEqual(['held: reload', 'held: close', 'held: reload'])
})

it('shows a hidden window whose page has something to ask', () => {
  const { close, seen, state } = aWindow([])
  Object.assign(state, { isHeld: true, isVisible: false })
  close()
  expect(seen).toEqual(['shown', 'held: close'])
})
