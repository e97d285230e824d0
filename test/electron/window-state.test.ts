import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeWindow, readWindowState, smallest, writeWindowState } from '../../electron/window-state'
import { tempFolder } from '../support/store'

const display = { x: 0, y: 0, width: 1920, height: 1080 }
const at = (x: number, y: number, width = 1200, height = 700) => ({
  bounds: { x, y, width, height },
  isMaximized: false
})

describe('the window’s place', () => {
  it('is the one it was left in', () => {
    expect(placeWindow(at(100, 50), [display])).toEqual({ x: 100, y: 50, width: 1200, height: 700 })
  })

  it('is chosen anew when its display is gone, keeping its size', () => {
    expect(placeWindow(at(2500, 50), [display])).toEqual({ width: 1200, height: 700 })
    expect(placeWindow(at(100, -900), [display])).toEqual({ width: 1200, height: 700 })
    expect(placeWindow(at(2500, 50), [display, { ...display, x: 1920 }])).toMatchObject({ x: 2500, y: 50 })
  })

  it('is never smaller than every screen works in', () => {
    expect(placeWindow(at(10, 10, 200, 200), [display])).toEqual({ x: 10, y: 10, ...smallest })
  })

  it('survives in its file, and a file that makes no sense is ignored', async () => {
    const file = join(await tempFolder(), 'window.json')
    expect(readWindowState(file)).toBeNull()
    writeWindowState(file, at(1, 2))
    expect(readWindowState(file)).toEqual(at(1, 2))
    for (const text of ['', '{', '[]', '{"bounds":{"x":"1"}}']) {
      await writeFile(file, text)
      expect(readWindowState(file)).toBeNull()
    }
    writeWindowState(join(file, 'not-a-folder', 'window.json'), at(1, 2))
    expect(await readFile(file, 'utf8')).toBe('{"bounds":{"x":"1"}}')
  })
})
