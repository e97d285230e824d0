import { expect, it } from 'vitest'
import { deployShop, makeShop, newest, script, signOff } from '../support/cli-shop'

const rowsOf = (out: string) => out.split('\n').filter(line => line.includes('deployment-'))

it('tasks begins with what has waited longest for an answer, and says how many there are beside it', async () => {
  const cli = await makeShop([signOff])
  await cli.run(deployShop)
  const { id } = await newest(cli)
  await cli.run(deployShop)
  const few = (await cli.run(['tasks', '--limit', '1'])).out
  expect(rowsOf(few)).toEqual([expect.stringContaining(id)])
  expect(few).toMatch(/\nand 1 more; --limit shows more of them\n$/)
  const all = (await cli.run(['tasks'])).out
  expect([rowsOf(all).length, all.includes('more')]).toEqual([2, false])
  expect(await cli.json(['tasks', '--limit', '1'])).toEqual([expect.objectContaining({ id })])
})

it('tasks says how many there are beside those that it lists also where they are narrowed', async () => {
  const cli = await makeShop([script('Install', 'true')])
  for (let n = 0; n < 3; n++) await cli.run(deployShop)
  const { id } = await newest(cli)
  const { out } = await cli.run(['tasks', '--all', '--project', 'Shop', '--limit', '1'])
  expect(rowsOf(out)).toEqual([expect.stringContaining(id)])
  expect(out).toMatch(/\nand 2 more; --limit shows more of them\n$/)
  expect((await cli.run(['tasks', '--all', '--limit', '3'])).out).not.toContain('more')
})
