import { ok } from '@shared/result'
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import { isOwnPage } from '../../electron/ipc/sender'
import { callChannel, serve } from '../../electron/ipc/server'

const origin = 'app://ui'

/** A window's contents with one page, as far as the check looks at it. */
function makeWindow(pageOrigin = origin) {
  const page = { origin: pageOrigin, parent: null }
  const contents = { mainFrame: page } as unknown as WebContents
  return { contents, page }
}

const messageFrom = (sender: WebContents, frame: unknown) =>
  ({ sender, senderFrame: frame }) as unknown as IpcMainInvokeEvent

describe('a message', () => {
  it('is trusted from the page of our own window', () => {
    const { contents, page } = makeWindow()
    expect(isOwnPage(messageFrom(contents, page), new Set([contents]), origin)).toBe(true)
  })

  it.each([
    ['a window that we did not open', () => makeWindow(), false],
    ['a page from elsewhere', () => makeWindow('https://example.invalid'), true],
    ['a page whose origin only begins like ours', () => makeWindow('app://ui.example'), true],
    ['a file', () => makeWindow('file://'), true]
  ])('is not trusted from %s', (_what, make, isOurs) => {
    const { contents, page } = make()
    expect(isOwnPage(messageFrom(contents, page), new Set(isOurs ? [contents] : []), origin)).toBe(false)
  })

  it('is not trusted from a frame inside of our page, nor from one that is gone', () => {
    const { contents, page } = makeWindow()
    const own = new Set([contents])
    expect(isOwnPage(messageFrom(contents, { origin, parent: page }), own, origin)).toBe(false)
    expect(isOwnPage(messageFrom(contents, { origin, parent: null }), own, origin)).toBe(false)
    expect(isOwnPage(messageFrom(contents, null), own, origin)).toBe(false)
  })
})

describe('the server', () => {
  /** What the server does with a message. */
  function serving(isTrusted: boolean) {
    const calls: unknown[][] = []
    const channels = new Map<string, (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown>()
    const ipcMain = {
      handle: (channel: string, listener: (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown) => {
        channels.set(channel, listener)
      }
    } as Pick<IpcMain, 'handle'>
    serve({
      ipcMain,
      isTrusted: () => isTrusted,
      dispatch: async (...call) => {
        calls.push(call)
        return ok('done')
      }
    })
    const { contents, page } = makeWindow()
    const send = (...args: unknown[]) => channels.get(callChannel)?.(messageFrom(contents, page), ...args)
    return { channels, calls, send }
  }

  it('opens one channel and passes name and input on', async () => {
    const { channels, calls, send } = serving(true)
    expect([...channels.keys()]).toEqual([callChannel])
    expect(await send('environment.list', {}, 'more')).toEqual(ok('done'))
    expect(calls).toEqual([['environment.list', {}]])
  })

  it('turns away what it does not trust before looking at the message', async () => {
    const { calls, send } = serving(false)
    expect(await send('environment.list', {})).toMatchObject({ ok: false, failure: { kind: 'forbidden' } })
    expect(calls).toEqual([])
  })
})
