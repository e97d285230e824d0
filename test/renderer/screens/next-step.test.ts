import { expect, test } from 'vitest'
import { nextStepOf } from '../../../renderer/screens/projects/next-step'

test('a project is set up in order: process, release, deployment, and then nothing more is asked', () => {
  expect([
    nextStepOf({ steps: 0, releases: 0, deployments: 0 }),
    nextStepOf({ steps: 2, releases: 0, deployments: 0 }),
    nextStepOf({ steps: 2, releases: 1, deployments: 0 }),
    nextStepOf({ steps: 2, releases: 1, deployments: 1 })
  ]).toEqual(['define-process', 'create-release', 'deploy', null])
})

test('a release stays deployable when the live process was emptied afterwards', () => {
  expect(nextStepOf({ steps: 0, releases: 1, deployments: 0 })).toBe('deploy')
})
