import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fingerprintWords } from '@shared/bundle/words'
import { afterEach, describe, expect, it } from 'vitest'
import { writeBundle } from '../../../electron/transports/offline/write-bundle'
import { bash, bundleOf, clear, farEnd, password, secretPassword, signer } from '../../support/bundles'

let end: Awaited<ReturnType<typeof farEnd>> | null = null
afterEach(async () => {
  await end?.remove()
  end = null
})

const key = 'k3y-of-the-database'
const lines = '-----BEGIN KEY-----\nMIIbanana42\nMIIcherry43\n-----END KEY-----\n'
const output = 'set-at-the-far-end'
const variables = [
  { name: 'Key', value: key, isSensitive: true },
  { name: 'Pem', value: lines, isSensitive: true },
  { name: 'Url', value: `postgres://shop:${key}@db`, isSensitive: false }
]
const script = `echo "$(get_octopusvariable Key) $(get_octopusvariable Url) ${key}"; get_octopusvariable Pem
get_octopusvariable Key | base64; set_octopusvariable Made ${output} -sensitive; echo "made ${output}" >&2
echo is-here; until [ -e ~/go ]; do sleep 0.05; done; fail_step "not with $(get_octopusvariable Key)"`

/** What must be nowhere: the secrets, parts of them, and what they are encrypted by. */
const telling = (seed: string) => [
  key,
  'banana42',
  'cherry43',
  Buffer.from(key).toString('base64').slice(0, 20),
  output,
  password,
  seed
]
const found = (text: string, secrets: readonly string[]) => secrets.filter(secret => text.includes(secret))

/** Arguments and environments of everything that runs on this machine, but for this process and its parents. */
async function everyProcess(home: string): Promise<string> {
  const texts = (await readdir('/proc'))
    .filter(name => /^\d+$/.test(name))
    .map(async id => {
      const read = (name: string) => readFile(`/proc/${id}/${name}`, 'latin1').catch(() => '')
      const environment = await read('environ')
      return environment.includes(`HOME=${home}`) ? (await read('cmdline')) + environment : ''
    })
  return (await Promise.all(texts)).join('\n')
}
/** Writes down with which arguments and in which environment openssl is called: it lives too short to be looked at. */
async function watchOpenssl({ home, own }: Awaited<ReturnType<typeof farEnd>>): Promise<void> {
  await mkdir(join(home, 'bin'))
  const script = '#!/bin/sh\n{ echo "$*"; env; } >>"$HOME/seen"\nexec /usr/bin/openssl "$@"\n'
  await writeFile(join(home, 'bin/openssl'), script, { mode: 0o755 })
  own()
}
async function everyFile(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter(item => item.isFile()).map(item => readFile(join(item.parentPath, item.name), 'latin1'))
  return (await Promise.all(files)).join('\n')
}

describe('secrets of a bundle', () => {
  it('are in clear in no file, no process, no log and no receipt', async () => {
    const parameters = clear(`--key ${key}`)
    const content = bundleOf([bash(1, 'Secretive', script, { variables, parameters })])
    end = await farEnd({ content, password: secretPassword })
    const secrets = telling(end.written.seed.reveal())
    expect(found(await everyFile(end.bundle), secrets)).toEqual([])
    await watchOpenssl(end)

    const runner = end.start(['--yes'])
    const over = runner.ended(`${password}\n`)
    await runner.until('is-here')
    const processes = await everyProcess(end.home)
    expect(processes).toContain('runner/run.sh')
    expect(found(processes, secrets)).toEqual([])
    await writeFile(join(end.home, 'go'), '')
    const { code, text } = await over
    expect(code).toBe(1)
    // What came on the other stream stands anywhere between them.
    const shown = text.slice(text.indexOf('\n1. ')).split('\n')
    expect(shown.filter(line => /^ {4}••••••/.test(line))).toEqual([
      '    •••••• postgres://shop:••••••@db ••••••',
      '    ••••••',
      '    ••••••',
      '    ••••••',
      '    ••••••',
      '    ••••••'
    ])
    expect(shown).toEqual(expect.arrayContaining(['1. Secretive', '  ! made ••••••']))
    expect(await readFile(join(end.home, 'seen'), 'utf8')).toContain('enc -d -aes-256-cbc')
    expect(found(text + (await everyFile(end.home)), secrets)).toEqual([])
  })

  it('and keys are passed on to no program under a name that the environment happens to have', async () => {
    const names = ['seed', 'receipt_key', 'output_key', 'hmac_key', 'hmac_inner', 'script_body', 'REPLY']
    const make = `set_octopusvariable Made ${output} -sensitive`
    const content = bundleOf([bash(1, 'Make', make, { variables }), bash(2, 'Look', 'env >~/environment')])
    end = await farEnd({ content, password: secretPassword })
    const { code } = await end.run(undefined, `${password}\n`, `env ${names.join('=a ')}=a sh`)
    expect(code).toBe(0)
    const environment = await readFile(join(end.home, 'environment'), 'utf8')
    expect(environment).toContain('HOME=')
    expect(environment.split('\n').filter(line => names.some(name => line.startsWith(`${name}=`)))).toEqual([])
  })

  it('that actions pass on are masked in what later ones write, also when the runner was started again', async () => {
    const token = 'tok"en/2024*[a]'
    const many = 'first-of-many\nsecond-of-many\n'
    const make = [
      `set_octopusvariable Long '${key}-and-more' -sensitive`,
      `set_octopusvariable Token '${token}' -sensitive`,
      `set_octopusvariable Many $'${many.replaceAll('\n', '\\n')}' -sensitive`
    ].join('\n')
    const of = (name: string) => `$(get_octopusvariable "Octopus.Action[Make].Output.${name}")`
    const use = [
      `echo "long ${of('Long')}"; echo "token ${of('Token')}"`,
      `printf 'coded %s\\n' "$(printf '%s' "${of('Many')}" | base64 -w0)"; printf 'quoted %q\\n' "${of('Token')}"`,
      `set_octopusvariable Copy "<${of('Token')}>"; [ -e ~/go ]`
    ].join('\n')
    const content = bundleOf([bash(1, 'Make', make, { variables }), bash(2, 'Use', use)])
    end = await farEnd({ content, password: secretPassword })
    const secrets = [key, token, '-and-more', 'of-many', Buffer.from(many).toString('base64').slice(0, 12)]
    const said = ['    long ••••••', '    token ••••••', '    coded ••••••', '    quoted ••••••']
    for (const code of [1, 0]) {
      const ran = await end.run(undefined, `${password}\n`)
      expect(ran.code).toBe(code)
      expect(ran.text.split('\n').filter(line => /^ {4}(long|token|coded|quoted)/.test(line))).toEqual(said)
      expect(found(ran.text + (await everyFile(end.home)), secrets)).toEqual([])
      await writeFile(join(end.home, 'go'), '')
    }
  })

  it('may have been made into an ordinary word, which is no secret in a name', async () => {
    const made = ['web-1']
    const content = bundleOf([bash(1, 'Deploy web-1', 'echo to web-1', { variables, made })])
    end = await farEnd({ content, password: secretPassword })
    expect((await readdir(join(end.bundle, 'actions/01-deploy-web-1'))).sort()).toEqual(['action.json', 'action.sh'])
    const { text } = await end.run(undefined, `${password}\n`)
    expect(text).toContain('\n1. Deploy web-1\n    to ••••••\n')
  })

  it('need a password, and stay out of what has to be readable', async () => {
    const order = {
      signer,
      to: { kind: 'folder', path: '/nonexistent/bundle' },
      packageAt: () => Promise.reject()
    } as const
    end = await farEnd({ content: bundleOf([bash(1, 'Plain', 'true')]) })
    const to = { ...order.to, path: join(end.base, 'other') }
    const of = (name: string, secret: typeof secretPassword | null) =>
      writeBundle({
        ...order,
        to,
        content: bundleOf([bash(1, name, 'true', { variables })]),
        password: secret,
        iterations: 1
      })
    expect(await of('Plain', null)).toMatchObject({ ok: false, failure: { kind: 'bundle-invalid' } })
    expect(await of(`With ${key}`, secretPassword)).toMatchObject({ ok: false, failure: { kind: 'bundle-invalid' } })
    expect((await readdir(end.base)).sort()).toEqual(['bundle', 'home'])
  })
})

describe('a fingerprint in words', () => {
  it('has eight words of five letters, and every bit counts', () => {
    expect(fingerprintWords('7f000001'.repeat(4))).toBe('lusab babad lusab babad lusab babad lusab babad')
    expect(fingerprintWords(`ffff${'0'.repeat(28)}`)).toBe('zuzuz babab babab babab babab babab babab babab')
  })
})
