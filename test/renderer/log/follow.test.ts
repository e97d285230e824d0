import { describe, expect, it } from 'vitest'
import { newLines, nextFollow } from '../../../renderer/components/log/follow'

const following = { isOn: true, seen: 0 }
const letGo = { isOn: false, seen: 100 }

describe('following the end of the log', () => {
  it('lets go when the person scrolls up', () => {
    expect(nextFollow(following, { kind: 'scrolled', from: 900, to: 880 }, 100)).toEqual(letGo)
  })

  it('lets go when the person marks something', () => {
    expect(nextFollow(following, { kind: 'selected' }, 100)).toEqual(letGo)
  })

  it('is not taken up again by scrolling down, so that the page never starts to move by itself', () => {
    expect(nextFollow(letGo, { kind: 'scrolled', from: 100, to: 900 }, 140)).toEqual(letGo)
  })

  it('is taken up again when the person asks for the end', () => {
    expect(nextFollow(letGo, { kind: 'end' }, 140)).toEqual({ isOn: true, seen: 140 })
  })

  it('counts the lines that came since it let go', () => {
    expect([newLines(letGo, 142), newLines({ ...letGo, isOn: true }, 142)]).toEqual([42, 0])
  })

  it('keeps counting from the first time it let go', () => {
    expect(nextFollow(letGo, { kind: 'scrolled', from: 800, to: 700 }, 170)).toEqual(letGo)
  })
})
