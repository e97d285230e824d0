import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { bundleIn, logOf, script, shopWith } from '../support/offline-shop'

const install = script('Install', 'set_octopusvariable Flag yes')

it('a bundle is not written where it would decide by what an earlier action of it will pass on', async () => {
  const output = 'Octopus.Action[Install].Output.Flag'
  const { workspace, drop, deploy } = await shopWith([
    install,
    script('Check', `echo "#{if ${output}}a#{else}b#{/if}"`)
  ])
  const state = await deploy()
  expect(state).toMatchObject({ outcome: 'failed' })
  expect((await logOf(workspace, state.id)).join('\n')).toContain(
    `“Check” makes or decides something by ${output}, which is known only once the bundle runs on till-1.`
  )
  expect(existsSync(bundleIn(drop))).toBe(false)
})

it('a bundle tells what it leaves to its runner, and warns of what nobody replaces', async () => {
  const body = 'echo "#{octopus.action[install].output.Flag} #{Octopus.Action[Nobody].Output.Flag}"'
  const { workspace, deploy } = await shopWith([
    install,
    script('Use', 'echo "#{octopus.action[install].output.Flag} #{Octopus.Action[Install].Output[till-1].Flag}"'),
    script('Wrong', body)
  ])
  const state = await deploy()
  expect(state).toMatchObject({ outcome: 'handed-over' })
  const log = (await logOf(workspace, state.id)).filter(text => /Replaced where it runs|Left as written/.test(text))
  expect(log).toEqual([
    'Replaced where it runs: #{octopus.action[install].output.Flag}, #{Octopus.Action[Install].Output[till-1].Flag}',
    expect.stringContaining('#{Octopus.Action[Nobody].Output.Flag}')
  ])
})

it('a bundle is not written where a run condition asks for what it will pass on in a value', async () => {
  const output = 'Octopus.Action[Install].Output.Flag'
  const { workspace, drop, deploy } = await shopWith(
    [install, script('Use', 'true', { condition: { when: 'success-and', expression: '#{Wanted}' } })],
    undefined,
    undefined,
    undefined,
    [{ name: 'Wanted', type: 'text', value: `#{${output}}`, scope: {} }]
  )
  const state = await deploy()
  expect(state).toMatchObject({ outcome: 'failed' })
  expect((await logOf(workspace, state.id)).join('\n')).toContain(
    `“Use” makes or decides something by ${output}, which is known only once the bundle runs on till-1.`
  )
  expect(existsSync(bundleIn(drop))).toBe(false)
})
