import type { Failure } from '@shared/failure'
import type { ActionOf } from '@shared/model/action'
import { fail, ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { performEmail } from '../../../electron/engine/actions/email'
import type { Mail } from '../../../electron/engine/ports'
import { attempt } from '../../support/action-attempt'

const email = (more: Partial<ActionOf<'email'>> = {}): Omit<ActionOf<'email'>, 'id'> => ({
  type: 'email',
  to: '#{Team}',
  subject: 'Shop #{Version} is ready',
  body: 'Have a look.',
  ...more
})

const notNow: Failure = {
  kind: 'mail-failed',
  message: 'mail:25 does not take the mail now: 451 Later.',
  remedy: 'Wait.'
}
const never: Failure = { ...notNow, message: 'mail:25 refused the mail: 550 No.', detail: { again: 'useless' } }

/** A mail server that answers these, one after the other, and then takes everything. */
function server(...failures: readonly Failure[]) {
  const mails: Mail[] = []
  const send = async (mail: Mail) => {
    mails.push(mail)
    const failure = failures[mails.length - 1]
    return failure ? fail(failure) : ok(null)
  }
  return { send, mails }
}

describe('a mail', () => {
  it('goes to everybody once, with what variables stand for now, and the log says to whom', async () => {
    const { send, mails } = server()
    const action = email({
      cc: 'GRACE@example.com, "Lovelace, Ada" <ada@example.com>',
      bcc: 'Boss <boss@example.com>; ada@example.com',
      subject: 'Shop\r\nBcc: x@example.com',
      body: '#{Secret}',
      isHtml: true,
      priority: 'high'
    })
    const values = { Team: 'Grace Hopper <grace@example.com>;\n team@example.com,', Secret: 'do not log' }
    const { end, lines } = await attempt(performEmail, action, { mail: send, values })
    expect(end).toEqual({ kind: 'succeeded' })
    expect(mails).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        to: [
          { name: 'Grace Hopper', address: 'grace@example.com' },
          { name: '', address: 'team@example.com' }
        ],
        cc: [{ name: 'Lovelace, Ada', address: 'ada@example.com' }],
        bcc: [{ name: 'Boss', address: 'boss@example.com' }],
        subject: 'Shop Bcc: x@example.com',
        body: 'do not log',
        isHtml: true,
        priority: 'high'
      }
    ])
    expect(lines).toEqual([
      'info Sent “Shop Bcc: x@example.com” to 4 addresses: grace@example.com, team@example.com, ada@example.com (copy), boss@example.com (blind copy).'
    ])
  })

  it('is tried three times where that can help, with growing pauses, as the same mail', async () => {
    const { send, mails } = server(notNow, notNow)
    const { end, lines, sleeps } = await attempt(performEmail, email(), { mail: send, values: { Team: 'a@b' } })
    expect(end).toEqual({ kind: 'succeeded' })
    expect(sleeps).toEqual([5000, 20_000])
    expect(new Set(mails.map(({ id }) => id)).size).toBe(1)
    expect(lines).toEqual([
      'warning mail:25 does not take the mail now: 451 Later. Try 2 of 3 begins in 5 s.',
      'warning mail:25 does not take the mail now: 451 Later. Try 3 of 3 begins in 20 s.',
      'info Sent “Shop #{Version} is ready” to 1 address: a@b.'
    ])
  })

  it('fails after the third try, and after the first where another cannot help', async () => {
    const values = { Team: 'a@b' }
    const often = server(notNow, notNow, notNow)
    const given = await attempt(performEmail, email(), { mail: often.send, values })
    expect(given.end).toEqual({ kind: 'failed', end: null, failure: notNow })
    expect(often.mails).toHaveLength(3)
    const once = server(never)
    expect((await attempt(performEmail, email(), { mail: once.send, values })).end).toMatchObject({ failure: never })
    expect(once.mails).toHaveLength(1)
  })

  it('is given up when the deployment stops, during a try or a pause', async () => {
    const values = { Team: 'a@b' }
    const { send, mails } = server(notNow, notNow, notNow)
    const stopped = await attempt(performEmail, email(), { mail: send, values, onSleep: (_, stop) => stop.abort() })
    expect(stopped.end).toEqual({ kind: 'stopped' })
    expect(mails).toHaveLength(1)
  })
})

describe('a mail is refused before anything is sent', () => {
  it('with addresses that are none, by name', async () => {
    const action = email({ cc: 'good@example.com, #{Nobody}; two words', bcc: 'a@b@c' })
    const { end } = await attempt(performEmail, action, { values: { Team: 'x' } })
    expect(end).toEqual({
      kind: 'failed',
      end: null,
      failure: {
        kind: 'mail-failed',
        message:
          'What should be mail addresses is none: “To” holds “x”, “CC” holds “#{Nobody}” and “two words” and “BCC” holds “a@b@c”.',
        remedy: 'Correct them, or the variables that they come from. Commas or semicolons stand between addresses.'
      }
    })
  })

  it('with nobody to send it to', async () => {
    const { end } = await attempt(performEmail, email({ cc: 'a@b' }), { values: { Team: ' ; ' } })
    expect(end).toMatchObject({
      failure: {
        kind: 'mail-failed',
        message: 'There is nobody to send the mail to: “To” is empty once its variables are replaced.'
      }
    })
  })
})
