import type { SudoInput } from '@shared/model/account'
import { afterEach, describe, expect, it } from 'vitest'
import { openBackend } from '../../support/backend'
import { startSshd } from '../../support/sshd'
import { allowSudo } from '../../support/system-user'
import { makeWorld, must } from '../../support/world'

const isRoot = process.getuid?.() === 0
let undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.reverse()) await step()
  undo = []
})

/** What the connection test says about sudo on a host with these rules. */
async function sudoStage(sudo: (password: string) => SudoInput, rule: string | null) {
  const sshd = await startSshd({ password: true })
  undo.push(() => sshd.stop())
  if (rule !== null) await allowSudo(sshd.username, `${sshd.username} ${rule}`)
  const backend = await openBackend()
  undo.push(() => backend.close())
  const world = await makeWorld(backend, { server: sshd, bodies: ['true'], sudo: sudo(sshd.password ?? '') })
  const { stages } = await must(backend, 'target.test', { id: world.targetId })
  const found = stages.find(item => item.stage === 'sudo')
  return { outcome: found?.outcome, detail: found?.detail, kind: found?.failure?.kind }
}

const stored = (password: string): SudoInput => ({ kind: 'password', password })
const none = (): SudoInput => ({ kind: 'no-password' })

describe.runIf(isRoot)('the connection test of an account that becomes other users', () => {
  it.each([
    ['no password is wanted', none, 'ALL=(ALL) NOPASSWD: ALL', 'works without a password'],
    ['the password works', stored, 'ALL=(ALL) ALL', 'works with the password'],
    [
      'a password is stored for nothing',
      stored,
      'ALL=(ALL) NOPASSWD: ALL',
      'works without a password (NOPASSWD); the stored one is not needed'
    ]
  ])('says that %s', async (_, sudo, rule, detail) => {
    expect(await sudoStage(sudo, rule)).toEqual({ outcome: 'ok', detail, kind: undefined })
  })

  it.each([
    ['a password is wanted and none is stored', none, 'ALL=(ALL) ALL', 'sudo wants a password'],
    ['the password is wrong', () => stored('mistaken'), 'ALL=(ALL) ALL', 'the password for sudo is wrong'],
    ['nothing is allowed', stored, null, 'do not allow it']
  ])('says that %s', async (_, sudo, rule, words) => {
    expect(await sudoStage(sudo, rule)).toEqual({
      outcome: 'failed',
      detail: expect.stringContaining(words),
      kind: 'sudo-failed'
    })
  })

  it('warns where the rules are for other users than root', async () => {
    expect(await sudoStage(stored, 'ALL=(daemon) ALL')).toMatchObject({ outcome: 'warning', kind: 'sudo-failed' })
  })
})
