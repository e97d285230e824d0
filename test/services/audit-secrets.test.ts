import type { accountInput } from '@shared/model/account'
import type { VariableInput } from '@shared/model/variable-set'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { z } from 'zod'
import { must, openTestWorkspace } from '../support/workspace'

// Long enough and of an alphabet of its own, so that no name, id or hash can hold it by chance.
const secret = fc.stringMatching(/^[A-Z!"\\=%]{16,40}$/)
const login = { name: 'Deployer', username: 'deploy' }

const sudo = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  secret.map(password => ({ kind: 'password' as const, password }))
)

type Typed = z.input<typeof accountInput>

const account: fc.Arbitrary<Typed> = fc.oneof(
  fc.tuple(secret, fc.option(secret), sudo).map(([privateKey, passphrase, sudo]) => ({
    kind: 'private-key' as const,
    ...login,
    privateKey,
    passphrase,
    sudo
  })),
  fc.tuple(secret, sudo).map(([password, sudo]) => ({ kind: 'password' as const, ...login, password, sudo })),
  fc.constant({ kind: 'agent' as const, ...login })
)

/** Every text in a value that its alphabet marks as a secret. */
const secretsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return /^[A-Z!"\\=%]{16,}$/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : []
}

const variable = (name: string): fc.Arbitrary<VariableInput> =>
  fc.oneof(
    secret.map(value => ({ type: 'sensitive' as const, name, value })),
    fc.constant({ type: 'text' as const, name, value: 'harmless' })
  )

it('no entry holds a secret that was typed, whatever is typed and in which order', async () => {
  const { call } = await openTestWorkspace()
  const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
  const { id } = must(await call('account.create', { kind: 'agent', ...login }))
  const typed = new Set<string>()
  await fc.assert(
    fc.asyncProperty(account, fc.tuple(variable('A'), variable('B')), async (value, variables) => {
      for (const text of secretsIn([value, variables])) typed.add(text)
      must(await call('account.update', { id, value }))
      const { version, variables: stored } = must(await call('variables.get', { projectId }))
      const idOf = (name: string) => stored.find(item => item.name === name)?.id
      const inputs = variables.map(item => ({ ...item, id: idOf(item.name) }))
      must(await call('variables.save', { projectId, version, variables: inputs }))
    }),
    { numRuns: 40 }
  )
  must(await call('account.delete', { id }))
  must(await call('project.delete', { id: projectId, confirmName: 'Shop' }))
  const { entries } = must(await call('audit.list', { limit: 200 }))
  const text = JSON.stringify(entries)
  expect(typed.size).toBeGreaterThan(20)
  expect([...typed].filter(it => text.includes(it) || text.includes(JSON.stringify(it).slice(1, -1)))).toEqual([])
  // And the lengths of secrets do not show either.
  expect(text).not.toMatch(/characters/)
})
