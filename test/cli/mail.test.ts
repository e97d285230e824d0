import { expect, it, onTestFinished } from 'vitest'
import { makeCli } from '../support/cli'
import { startSmtp } from '../support/smtp'

it('the mail server is set up, shown, tested by a real mail, and removed', async () => {
  const login = { user: 'ada', password: 's3cret-of-ada' }
  const smtp = await startSmtp({ login })
  onTestFinished(smtp.close)
  const cli = await makeCli()
  expect((await cli.run(['mail', 'show'])).out).toContain('No mail server is set up.')
  expect((await cli.run(['mail', 'set', '--host', '127.0.0.1'])).code).toBe(2)
  const at = ['--host', '127.0.0.1', '--from', 'Slipway <slipway@example.com>', '--security', 'none']
  const wrong = { files: { 'p.txt': 'wrong\n' } }
  expect(await cli.run(['mail', 'set', ...at, '--user', 'ada', '--password-file', 'p.txt'], wrong)).toMatchObject({
    code: 0,
    out: 'Mails are sent by 127.0.0.1:25.\n'
  })
  await cli.run(['mail', 'set', '--port', String(smtp.port)])
  const refused = await cli.run(['mail', 'test', 'grace@example.com'])
  expect(refused.code).toBe(1)
  expect(refused.out).toMatch(
    /^Connection {2}ok .*\nSession {5}ok .*\nLog-in {6}FAILED .*\nDelivery {4}skipped .*\nCorrect user/
  )
  expect(refused.out).toContain('refused the log-in of ada: 535 5.7.8 No such user, or not with ••••••.')

  await cli.run(['mail', 'set', '--password-file', '-'], { stdin: login.password })
  const sent = await cli.run(['mail', 'test', 'grace@example.com'])
  expect(sent).toMatchObject({ code: 0, out: expect.stringContaining('The server took the test mail.') })
  expect(smtp.mails).toMatchObject([{ to: ['grace@example.com'], user: 'ada' }])
  const shown = await cli.run(['mail', 'show'])
  expect(shown.out.split('\n')).toEqual([
    `Server    127.0.0.1:${smtp.port}, not encrypted`,
    'From      Slipway <slipway@example.com>',
    'User      ada, password stored',
    'Time-out  30 s',
    'CA file   none',
    ''
  ])
  expect((await cli.run(['mail', 'remove'])).out).toBe('No mails are sent from now on.\n')
  expect((await cli.run(['mail', 'test', 'grace@example.com'])).err).toContain('No mail server is set up')
})
