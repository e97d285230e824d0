import { bundleStateOf } from '@shared/bundle/state'
import { expect, it } from 'vitest'

const refused = { at: 1, message: 'It was changed.', remedy: '' }

it.each([
  ['waits until anything came back', { acknowledgedAt: null }, 'waiting'],
  ['says that what came was refused', { acknowledgedAt: null, refused }, 'refused'],
  ['knows a part while runs are missing', { acknowledgedAt: 1, missing: 2 }, 'partial'],
  ['says of a part that a newer receipt was refused', { acknowledgedAt: 1, missing: 2, refused }, 'refused'],
  ['is back once nothing is missing, whatever comes after it', { acknowledgedAt: 1, missing: 0, refused }, 'received'],
  ['is back where an older Slipway did not count what is missing', { acknowledgedAt: 1 }, 'received']
] as const)('a bundle %s', (_what, bundle, state) => {
  expect(bundleStateOf(bundle)).toBe(state)
})
