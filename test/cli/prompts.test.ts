import { describe, expect, it } from 'vitest'
import { makeCli, type TestCli } from '../support/cli'

const secret = 'planted-secret-5a0c'
const body = ['Port', 'Token', 'Mode', 'Safe']
  .map(name => `echo "${name} is $(get_octopusvariable ${name})"`)
  .join('\n')

/** The release 0.0.1 of Shop, which asks for Port, Token, Mode and Safe; only the first two must be answered. */
async function makeShop(): Promise<TestCli> {
  const cli = await makeCli()
  await cli.json(['environment', 'create', 'Test'])
  await cli.json(['project', 'create', 'Shop'])
  await cli.json(['process', 'add-script', '--project', 'Shop', '--name', 'Tell', '--body', body])
  const set = (...words: readonly string[]) => ['variables', 'set', ...words, '--project', 'Shop']
  await cli.json(set('Port', '80', '--prompt-label', 'Which port', '--prompt-description', 'Above 1024', '--required'))
  await cli.json(set('Token', '--sensitive', '--prompt-label', '', '--required'), { stdin: 'stored-secret-1' })
  await cli.json(set('Mode', 'fast', '--option', 'fast=As fast as it goes', '--option', 'slow=With care'))
  await cli.json(set('Safe', 'False', '--control', 'checkbox'))
  await cli.json(['release', 'create', '--project', 'Shop'])
  return cli
}

const deploy = ['deploy', '--project', 'Shop', '--release', '0.0.1', '--to', 'Test']
const files = { token: `${secret}\n` }

describe('a deployment that asks', () => {
  it('takes answers from flags, by name or label, and those to secrets from files', async () => {
    const cli = await makeShop()
    const flags = ['--variable', 'which PORT=8080', '--variable-file', 'token=token']
    const more = ['--variable', 'Mode=with care', '--variable', 'Safe=true']
    const { code, out, err } = await cli.run([...deploy, ...flags, ...more], { files })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Port is 8080\n')
    expect(out).toContain('Token is ••••••\n')
    expect(out).toContain('Mode is slow\n')
    expect(out).toContain('Safe is True\n')
    expect(out).not.toContain(secret)
  })

  it('asks at the terminal for what must be answered, and offers what is stored', async () => {
    const cli = await makeShop()
    const answers = { 'Which port [80]: ': '', 'Token: ': secret }
    const { code, out, err } = await cli.run(deploy, { answers })
    expect({ code, err }).toEqual({ code: 0, err: 'Above 1024\n' })
    expect(out).toContain('Port is 80\n')
    expect(out).toContain('Token is ••••••\n')
    expect(out).toContain('Mode is fast\n')
  })

  it('names what is missing with its flags where nobody can be asked, and runs nothing', async () => {
    const cli = await makeShop()
    const { code, err } = await cli.run(deploy)
    expect(code).toBe(1)
    expect(err).toContain('  Which port: --variable "Port=VALUE"\n')
    expect(err).toContain('  Token: --variable-file "Token=FILE"\n')
    expect(err).not.toContain('Mode')
    expect(await cli.json(['deployment', 'list'])).toEqual([])
  })

  it('says in its plan what it asks', async () => {
    const cli = await makeShop()
    const { code, out } = await cli.run([...deploy, '--plan'])
    expect(code).toBe(0)
    expect(out).toContain('Asked when it is deployed:\n')
    expect(out).toContain('  Which port (required): --variable "Port=VALUE"\n')
    expect(out).toContain('  Mode: --variable "Mode=VALUE"\n')
  })

  it.each([
    [['--variable', `Token=${secret}`], 2, '--variable-file "Token=FILE"'],
    [['--variable', 'Port'], 2, '--variable takes “Name=Value”'],
    [['--variable', 'Port=1', '--variable', 'port=2'], 2, 'answered twice'],
    [['--variable-file', 'Port=-', '--variable-file', 'Token=-'], 2, 'Only one --variable-file'],
    [['--variable', 'Prot=1'], 1, 'It asks for “Mode”, “Safe”, “Token” and “Port”.'],
    [['--variable', 'Port=1', '--variable-file', 'Token=nowhere'], 1, 'The file nowhere cannot be read.'],
    [['--variable', 'Port= ', '--variable-file', 'Token=token'], 1, '“Which port” must be answered.'],
    [['--variable', 'Mode=odd', '--variable', 'Port=1', '--variable-file', 'Token=token'], 1, 'not one of its options'],
    [['--variable', 'Safe=x', '--variable', 'Port=1', '--variable-file', 'Token=token'], 1, 'True or False']
  ])('refuses %j', async (words, expected, said) => {
    const cli = await makeShop()
    const { code, err } = await cli.run([...deploy, ...words], { files, stdin: '8080' })
    expect([code, err]).toEqual([expected, expect.stringContaining(said)])
    expect(err).not.toContain(secret)
    expect(await cli.json(['deployment', 'list'])).toEqual([])
  })

  it('takes accounts by name, and tells variables apart that are asked for alike', async () => {
    const cli = await makeShop()
    const set = (...words: readonly string[]) => ['variables', 'set', ...words, '--project', 'Shop', '--required']
    for (const name of ['First', 'Second'])
      await cli.json(['account', 'create', name, '--username', name.toLowerCase(), '--agent'])
    await cli.json(set('Login', '--account', 'First', '--prompt-label', 'Who'))
    await cli.json(set('Backup', '--account', 'First', '--prompt-label', 'who'))
    const tell = ['--name', 'Who', '--body', 'echo "$(get_octopusvariable Login.Username)"']
    await cli.json(['process', 'add-script', '--project', 'Shop', ...tell])
    await cli.json(['release', 'create', '--project', 'Shop'])
    const latest = ['deploy', '--project', 'Shop', '--release', '0.0.2', '--to', 'Test']
    const known = ['--variable', 'Port=1', '--variable-file', 'Token=token', '--variable', 'Backup=first']
    const unclear = await cli.run([...latest, ...known, '--variable', 'Who=second'], { files })
    expect([unclear.code, unclear.err]).toEqual([
      2,
      expect.stringContaining('Several variables are asked for as “Who”')
    ])
    const nobody = await cli.run([...latest, ...known, '--variable', 'Login=third'], { files })
    expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('There is no account “third”')])
    const { code, out } = await cli.run([...latest, ...known, '--variable', 'Login=second'], { files })
    expect([code, out]).toEqual([0, expect.stringContaining(' second\n')])
  })
})
