import { expect, it } from 'vitest'
import { makeCli } from '../support/cli'

it('the air gap is turned on and off from the command line, and stays as it was left', async () => {
  const cli = await makeCli()
  const said: string[] = []
  for (const state of ['status', 'on', 'status', 'off'])
    said.push((await cli.run(['network', 'air-gap', state])).out.trim())
  expect(said).toEqual(['The air gap is off.', 'The air gap is on.', 'The air gap is on.', 'The air gap is off.'])
  expect((await cli.run(['network', 'air-gap', 'maybe'])).code).toBe(2)
})
