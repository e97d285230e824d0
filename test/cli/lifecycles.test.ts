import type { EnvironmentId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { phaseFrom, phaseText } from '../../electron/cli/phase-words'
import { makeCli } from '../support/cli'

const environments = ['QA', 'Staging'].map((name, index) => ({
  id: `environment-000000000${index}` as EnvironmentId,
  name
}))

describe('a phase as people write it', () => {
  it('has a name, environments, how many are enough, and whether it is optional', () => {
    expect(phaseFrom('Test: qa, Staging*; at least 1; optional', environments)).toEqual({
      name: 'Test',
      environments: [
        { id: environments[0]?.id, isAutomatic: false },
        { id: environments[1]?.id, isAutomatic: true }
      ],
      minimum: 1,
      isOptional: true
    })
    expect(phaseFrom('Anywhere', environments)).toEqual({
      name: 'Anywhere',
      environments: [],
      minimum: 0,
      isOptional: false
    })
  })

  it.each([['Test: QA, Staging*; at least 1; optional'], ['Anywhere'], ['Test: QA']])('is shown so: %s', text => {
    const id = 'phase-0000000000' as never
    expect(phaseText({ id, ...phaseFrom(text, environments) }, environments)).toBe(text)
  })

  it.each([
    [': QA', 'this has no name'],
    ['Test: Nowhere', 'There is no environment “Nowhere”.'],
    ['Test: QA; sometimes', '“sometimes” is not known.']
  ])('is refused where it cannot be read: %s', (text, words) => {
    expect(() => phaseFrom(text, environments)).toThrow(words)
  })
})

it('lifecycles are made, shown, made the default and deleted, and a release says how far it has come', async () => {
  const cli = await makeCli()
  for (const name of ['QA', 'Live']) await cli.json(['environment', 'create', name])
  await cli.json(['lifecycle', 'create', 'Usual', '--phase', 'Test: QA*', '--phase', 'Live: Live; at least 1'])
  await cli.json(['lifecycle', 'set-default', 'Usual'])
  await cli.json(['lifecycle', 'update', 'Usual', '--description', 'As always'])
  expect((await cli.run(['lifecycle', 'show', 'Usual'])).out).toBe(
    'Usual (the default)\nAs always\n  1. Test: QA*\n  2. Live: Live; at least 1\nNothing uses it.\n'
  )
  await cli.json(['lifecycle', 'delete', 'Default Lifecycle'])
  expect((await cli.run(['lifecycle', 'list'])).out).toContain('Test → Live')
  expect(await cli.run(['lifecycle', 'delete', 'Usual'])).toMatchObject({ code: 1 })
  await cli.json(['target', 'create', 'bench', '--local', '--environment', 'QA', '--role', 'server'])
  await cli.json(['project', 'create', 'Shop'])
  const steps = [
    { name: 'Install', location: 'here', roles: [], actions: [{ type: 'script', syntax: 'bash', body: 'true' }] }
  ]
  await cli.json(['process', 'set', '--project', 'Shop', '--file', '-'], { stdin: JSON.stringify(steps) })
  // It is deployed to QA by itself, and the command ends when that has.
  await cli.json(['release', 'create', '--project', 'Shop', '--version', '1.0.0'])
  const { out } = await cli.run(['release', 'progression', '1.0.0', '--project', 'Shop'])
  expect(out).toMatch(/^Lifecycle: Usual, channel: Default\n/)
  expect(out).toMatch(/Test +complete +1\/1 +QA \(done\)\nLive +open +0\/1 +Live\n/)
  expect(out).toMatch(/Next: Live\.\n$/)
})
