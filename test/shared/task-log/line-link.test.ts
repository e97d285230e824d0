import type { DeploymentId } from '@shared/ids'
import {
  type LineLink,
  lineAddress,
  lineLinkText,
  parseLineAddress,
  parseLineLink,
  placeInLink,
  runInLink
} from '@shared/task-log/line-link'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storedPlan, storedRuns } from '../../support/deployment-events'

const id = 'deployment-0000000001' as DeploymentId
const link: fc.Arbitrary<LineLink> = fc
  .record({
    step: fc.option(fc.constantFrom('1', '12', '3.2')),
    target: fc.option(fc.integer({ min: 1, max: 900 })),
    first: fc.integer({ min: 1, max: 10_000_000 }),
    more: fc.nat(5000)
  })
  .map(({ more, ...rest }) => ({ ...rest, last: rest.first + more }))

test('a link to lines can be read again, also out of a whole address', () => {
  fc.assert(
    fc.property(link, value => {
      expect(parseLineLink(`#${lineLinkText(value)}`)).toEqual(value)
      expect(parseLineAddress(lineAddress(id, value))).toEqual({ path: `/deployments/${id}`, link: value })
    })
  )
})

test('a link is short, and its ends may stand in any order', () => {
  expect(lineLinkText({ step: '3', target: 2, first: 120, last: 134 })).toBe('s3.t2.L120-134')
  expect(parseLineLink('L9-3')).toEqual({ step: null, target: null, first: 3, last: 9 })
})

test.each(['', '#', 'L0', 's3', 'L1-', 'L1x', 's3.t2', 'javascript:alert(1)', 'L99999999999'])(
  '“%s” is no link',
  text => {
    expect(parseLineLink(text)).toBeNull()
  }
)

test.each(['https://example.com/#L1', '/projects/x#L1', `/deployments/${id}`, '/deployments/deployment-../x#L1'])(
  '“%s” is no address of lines',
  text => {
    expect(parseLineAddress(text)).toBeNull()
  }
)

test('a run is named by its step and target, and found by them', () => {
  for (const run of storedRuns)
    expect(runInLink(storedPlan, { ...placeInLink(storedPlan, run), first: 1, last: 1 })).toBe(run)
  expect(placeInLink(storedPlan, storedRuns[0])).toEqual({ step: '1', target: 1 })
  expect(placeInLink(storedPlan, storedRuns[1])).toEqual({ step: '2', target: null })
  expect(placeInLink(storedPlan, null)).toEqual({ step: null, target: null })
})
