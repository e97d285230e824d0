import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deployCommand } from '../../../renderer/screens/deploy/cli-command'

test('plain words stay bare', () => {
  expect(deployCommand('Shop', '1.4.2', 'Test')).toBe('slipway deploy --project Shop --release 1.4.2 --to Test')
})

test('a shell reads back exactly what was meant, whatever the names hold', () => {
  const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter(text => !/[\0\r\n]/.test(text))
  fc.assert(
    fc.property(name, name, (project, environment) => {
      const script = `slipway() { printf '%s\\0' "$@"; }; ${deployCommand(project, '1.0', environment)}`
      const words = execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1)
      expect(words).toEqual(['deploy', '--project', project, '--release', '1.0', '--to', environment])
    }),
    { numRuns: 40 }
  )
})
