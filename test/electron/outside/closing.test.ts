import { describe, expect, it } from 'vitest'
import { closeAnswer, closeBox, stayButton } from '../../../electron/outside/close-question'
import { withDot } from '../../../electron/outside/dot'
import { firstPath } from '../../../electron/outside/first-path'
import { deploymentIds } from '../../support/summaries'

describe('the question before closing', () => {
  it('names what is under way, and three of many', () => {
    const of = (count: number) => Array.from({ length: count }, (_, index) => `the deployment ${index + 1}`)
    expect(closeBox(of(1)).message).toBe('Close Slipway while the deployment 1 is under way?')
    expect(closeBox(of(2)).message).toBe('Close Slipway while the deployment 1 and the deployment 2 are under way?')
    expect(closeBox(of(5)).message).toBe(
      'Close Slipway while the deployment 1, the deployment 2, the deployment 3 and 2 more are under way?'
    )
  })

  it('is answered by its buttons; Escape stays', () => {
    const { buttons } = closeBox(['the deployment of Shop'])
    expect(buttons.map((_, index) => closeAnswer(index, true))).toEqual([
      { kind: 'background', quitsAfter: true },
      { kind: 'quit' },
      { kind: 'stay' }
    ])
    expect(closeAnswer(0, false)).toEqual({ kind: 'background', quitsAfter: false })
    expect(closeAnswer(stayButton, true)).toEqual({ kind: 'stay' })
    expect(closeAnswer(-1, false)).toEqual({ kind: 'stay' })
  })
})

describe('the first screen', () => {
  const interrupted = [{ id: deploymentIds(2) }, { id: deploymentIds(1) }]
  const path = (number: number) => `/deployments/${deploymentIds(number)}`

  it('is what a crash interrupted: the one that was looked at, or else the newest', () => {
    expect(firstPath(path(1), interrupted)).toBe(path(1))
    expect(firstPath(path(3), interrupted)).toBe(path(2))
    expect(firstPath(null, interrupted)).toBe(path(2))
  })

  it('is the dashboard where nothing was interrupted', () => expect(firstPath(path(1), [])).toBe('/'))
})

describe('the dot on the icon', () => {
  it('covers the lower right corner, with a gap around it, and leaves the rest alone', () => {
    const size = 32
    const picture = { bytes: new Uint8Array(size * size * 4).fill(100), width: size, height: size }
    const { bytes } = withDot(picture, 'asks')
    const pixel = (x: number, y: number) => [...bytes.subarray((y * size + x) * 4, (y * size + x) * 4 + 4)]
    expect(pixel(24, 24)).toEqual([36, 191, 251, 255])
    expect(pixel(24, 14)).toEqual([0, 0, 0, 0])
    expect(pixel(2, 2)).toEqual([100, 100, 100, 100])
    expect(picture.bytes.every(byte => byte === 100)).toBe(true)
  })
})
