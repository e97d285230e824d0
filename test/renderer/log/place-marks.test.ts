import { describe, expect, it } from 'vitest'
import { placeLook } from '../../../renderer/components/log/place-marks'

const looks = Array.from({ length: 24 }, (_, index) => placeLook(index))
const shapeOf = ({ fill, outline }: (typeof looks)[number]): string => `${outline} ${fill}`

describe('the marks of places', () => {
  it('differ in shape within any twelve neighbours, and in colour within any eight', () => {
    for (let first = 0; first + 12 <= looks.length; first += 1) {
      const near = looks.slice(first, first + 12)
      expect(new Set(near.map(shapeOf)).size).toBe(12)
      expect(new Set(near.slice(0, 8).map(look => look.colour)).size).toBe(8)
    }
  })

  it('never come twice among as many as the grid shows', () => {
    expect(new Set(looks.map(look => `${look.colour} ${shapeOf(look)}`)).size).toBe(24)
  })
})
