import { beforeAll, expect, test } from 'vitest'
import { buildProgram } from './build'
import { crash } from './rounds'

let program = ''

beforeAll(async () => {
  program = await buildProgram('child')
})

test('a workspace that is killed again and again keeps everything that was acknowledged', async () => {
  const { rounds, acknowledged, losses } = await crash({
    command: [process.execPath, program],
    rounds: 15,
    roundsPerHome: 5
  })
  expect(losses).toEqual([])
  expect(rounds).toBe(15)
  expect(acknowledged).toBeGreaterThan(0)
}, 240_000)
