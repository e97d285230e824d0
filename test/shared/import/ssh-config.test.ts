import { planSshConfig } from '@shared/import/plan-ssh-config'
import { aliasesIn, parseSshConfig, settingsFor } from '@shared/import/ssh-config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const text = `
# Everybody
User deploy
Host web-* !web-9
  IdentityFile "~/.ssh/web key"   # quoted
  ForwardAgent yes
Host web-1 web-9
  HostName=%h.example
  Port 2200
Host *
  User nobody
  ServerAliveInterval 30
Match exec "touch /tmp/pwned"
  User root
Match all
  Port 22
Include more/*
`

describe('an OpenSSH configuration', () => {
  it('names its single hosts', () => {
    expect(aliasesIn(parseSshConfig(text))).toEqual(['web-1', 'web-9'])
  })

  it('says of a host what stands first in the sections that fit', () => {
    const config = parseSshConfig(text)
    expect(settingsFor(config, 'web-1')).toEqual({
      host: 'web-1.example',
      port: 2200,
      user: 'deploy',
      identityFile: '~/.ssh/web key',
      proxyJump: null,
      notCarried: ['ForwardAgent', 'ServerAliveInterval']
    })
    expect(settingsFor(config, 'web-9').identityFile).toBeNull()
    expect(settingsFor(config, 'other')).toMatchObject({ host: 'other', port: 22 })
  })

  it('is not carried out, and what was left is told', () => {
    expect(parseSshConfig(text).notes).toEqual([
      { line: 13, message: 'The section “Match exec touch /tmp/pwned” is not carried over.' },
      { line: 17, message: '“Include more/*” is not followed. Import that file as well.' }
    ])
    expect(parseSshConfig('Port\n= 3').notes.map(({ line }) => line)).toEqual([1, 2])
  })

  it('is read without a fault, whatever it holds', () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom('Host', 'Match', 'ProxyJump', '*', '"', '=', '#', 'a,b', 'none', '__proto__')
    )
    const lines = fc.array(fc.array(words, { maxLength: 5 }).map(parts => parts.join(' ')))
    fc.assert(
      fc.property(lines, content => {
        const around = { user: 'ada', targets: [] }
        const { targets } = planSshConfig(content.join('\n'), around)
        expect(
          new Set(targets.filter(({ outcome }) => outcome === 'new').map(({ name }) => name.toLowerCase().trim())).size
        ).toBe(targets.filter(({ outcome }) => outcome === 'new').length)
      })
    )
  })
})

describe('the plan of an import', () => {
  const plan = (config: string, targets: Parameters<typeof planSshConfig>[1]['targets'] = []) =>
    planSshConfig(config, { user: 'ada', targets }).targets

  it('leads through jump hosts: by name, in turn, and as they are written', () => {
    const config = `
Host outer
  HostName 192.0.2.1
  User gate
Host inner
  ProxyJump outer
  IdentityFile ~/.ssh/inner
Host db
  ProxyJump inner,root@[2001:db8::1]:2222
`
    expect(plan(config).at(-1)).toMatchObject({
      alias: 'db',
      outcome: 'new',
      hops: [
        { host: '192.0.2.1', port: 22, user: 'gate', identityFile: null },
        { host: 'inner', port: 22, user: 'ada', identityFile: '~/.ssh/inner' },
        { host: '2001:db8::1', port: 2222, user: 'root', identityFile: null }
      ]
    })
  })

  it.each([
    ['Host a\n ProxyJump b\nHost b\n ProxyJump a', 'circle'],
    ['Host a\n ProxyCommand nc %h %p', 'ProxyCommand'],
    ['Host a\n ProxyJump b\nHost b\n ProxyCommand nc %h %p', 'ProxyCommand'],
    ['Host a\n ProxyJump x:y:z@', 'cannot be read'],
    ['Host a\n Port 99999', 'cannot be used'],
    ['Host a\n User %u', 'cannot be used'],
    ['Host _', 'cannot be used'],
    ['Host a\n HostName %h;reboot', 'cannot be used'],
    [`Host a\n ProxyJump ${Array.from({ length: 9 }, (_, index) => `h${index}`).join(',')}`, '8 jump hosts']
  ])('says why it cannot take %j', (config, words) => {
    expect(plan(config)[0]).toMatchObject({ outcome: 'unsupported', reason: expect.stringContaining(words) })
  })

  it('finds again what is there, and gives another name where one is taken', () => {
    const there = [
      { name: 'Shop', host: 'SHOP.example', port: 22, user: 'ada' },
      { name: 'WEB', host: 'elsewhere', port: 22, user: 'ada' }
    ]
    const found = plan('Host shop\n HostName shop.example\nHost web\n HostName web.example', there)
    expect(found.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['Shop', 'exists'],
      ['web 2', 'new']
    ])
  })
})
