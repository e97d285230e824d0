import { execFileSync } from 'node:child_process'
import type { PlanPrompt } from '@shared/plan/plan'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerFlags, deployCommand, workspaceFlags } from '../../../renderer/screens/deploy/cli-command'
import { ids } from '../../support/plans'

test('plain words stay bare', () => {
  expect(deployCommand('Shop', '1.4.2', ['Test'])).toBe('slipway deploy --project Shop --release 1.4.2 --to Test')
})

test('a shell reads back exactly what was meant, whatever the names hold', () => {
  const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter(text => !/[\0\r\n]/.test(text))
  fc.assert(
    fc.property(name, name, (project, environment) => {
      const script = `slipway() { printf '%s\\0' "$@"; }; ${deployCommand(project, '1.0', [environment])}`
      const words = execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1)
      expect(words).toEqual(['deploy', '--project', project, '--release', '1.0', '--to', environment])
    }),
    { numRuns: 40 }
  )
})

test('it works in the workspace of the window', () => {
  const inWorkspace = (kind: 'main' | 'demo' | 'workspace', name: string) =>
    deployCommand('Shop', '1.0', ['Test'], [], workspaceFlags({ kind, name }))
  const plain = 'slipway deploy --project Shop --release 1.0 --to Test'
  expect([
    inWorkspace('main', 'Default'),
    inWorkspace('demo', 'Demo'),
    inWorkspace('workspace', "Acme's place")
  ]).toEqual([plain, `${plain} --demo`, `${plain} --workspace 'Acme'\\''s place'`])
})

const prompt = (n: number, name: string, value: string, isRequired = false): PlanPrompt => ({
  type: 'text',
  id: ids.variable(n),
  name,
  value,
  prompt: { label: '', description: '', isRequired, control: { kind: 'single-line' } }
})

test('answers are flags, but for what is left as it is stored', () => {
  const prompts = [prompt(1, 'Ticket', 'CH-1', true), prompt(2, 'Left', 'stored'), prompt(3, 'Typed', 'stored')]
  expect(answerFlags(prompts, { [ids.variable(3)]: "it's new" })).toEqual([
    "--variable 'Ticket=CH-1'",
    `--variable 'Typed=it'\\''s new'`
  ])
})

test('a secret is never part of the command, which names a file for it', () => {
  const { value: _, ...rest } = prompt(1, 'Token', '') as Extract<PlanPrompt, { type: 'text' }>
  const secret: PlanPrompt = { ...rest, type: 'sensitive' }
  const flags = answerFlags([secret], { [secret.id]: 'hunter2' })
  expect(flags).toEqual(["--variable-file 'Token=FILE'"])
})
