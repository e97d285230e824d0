import { fitsPattern, isAbout, knownHostName, parseKnownHosts } from '@shared/import/known-hosts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIGXSBAwQ1Y0yHtK1bHq9bGZP3iX9yvZq3o8S1yFqf1h0'
const noHash = () => ''
const plain = (...patterns: string[]) => ({ kind: 'plain', patterns }) as const
const line = { line: 1, marker: 'none', algorithm: 'ssh-ed25519', key } as const

describe('a known_hosts file', () => {
  it('is read line by line, with markers, lists, ports and comments', () => {
    const text = [
      '# mine',
      '',
      `web-1,192.0.2.1 ssh-ed25519 ${key} ada@bench`,
      `\t[web-2]:2200  ssh-ed25519\t${key}`,
      `@revoked * ssh-ed25519 ${key}`,
      `@cert-authority *.example ssh-ed25519 ${key}\r`,
      `|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 ${key}`
    ].join('\n')
    expect(parseKnownHosts(text)).toEqual({
      bad: [],
      lines: [
        { ...line, line: 3, hosts: plain('web-1', '192.0.2.1') },
        { ...line, line: 4, hosts: plain('[web-2]:2200') },
        { ...line, line: 5, marker: 'revoked', hosts: plain('*') },
        { ...line, line: 6, marker: 'cert-authority', hosts: plain('*.example') },
        {
          ...line,
          line: 7,
          hosts: { kind: 'hashed', salt: 'F1E1KeoE/eEWhi10WpGv4OdiO6Y=', hash: '3988QV0VE8wmZL7suNrYQLITLCg=' }
        }
      ]
    })
  })

  it.each([
    ['web-1', 'consists of'],
    ['web-1 ssh-ed25519', 'consists of'],
    [`@other web-1 ssh-ed25519 ${key}`, '@other'],
    [`web-1 ssh-rsa ${key}`, 'no ssh-rsa key'],
    ['web-1 ssh-ed25519 AAAA!', 'damaged'],
    [`|1|xx ssh-ed25519 ${key}`, 'host names'],
    [`, ssh-ed25519 ${key}`, 'host names'],
    [`web-1 2048 35 1234567890`, 'damaged']
  ])('tells where it cannot read “%s”', (content, words) => {
    const { lines, bad } = parseKnownHosts(`\n${content}\n`)
    expect([lines, bad]).toEqual([[], [{ line: 2, message: expect.stringContaining(words) }]])
  })

  it('is never too odd: each line is read, reported or empty, whatever it holds', () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom('@revoked', '|1|', 'ssh-ed25519', key, 'web-1', '#', ',', '!', '*', '__proto__', '@constructor')
    )
    const lines = fc.array(fc.array(words, { maxLength: 5 }).map(parts => parts.join(' ').replace(/[\r\n]/g, '')))
    fc.assert(
      fc.property(lines, content => {
        const { lines, bad } = parseKnownHosts(content.join('\n'))
        const told = [...lines, ...bad].map(item => item.line).sort((a, b) => a - b)
        const expected = content.flatMap((text, index) =>
          text.trim() === '' || text.trim().startsWith('#') ? [] : [index + 1]
        )
        expect(told).toEqual(expected)
      })
    )
  })

  it('that was written comes back as it was', () => {
    const host = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/)
    fc.assert(
      fc.property(fc.array(host, { minLength: 1, maxLength: 4 }), fc.boolean(), (hosts, isRevoked) => {
        const text = `${isRevoked ? '@revoked ' : ''}${hosts.join(',')} ssh-ed25519 ${key}`
        expect(parseKnownHosts(text)).toEqual({
          bad: [],
          lines: [{ ...line, marker: isRevoked ? 'revoked' : 'none', hosts: plain(...hosts) }]
        })
      })
    )
  })
})

describe('a line is about a host', () => {
  const about = (host: string, port: number, ...patterns: string[]) =>
    isAbout({ ...line, hosts: plain(...patterns) }, knownHostName(host, port), noHash)

  it.each([
    ['Web-1', 22, ['web-1'], true],
    ['web-1', 2200, ['web-1'], false],
    ['web-1', 2200, ['[web-1]:2200'], true],
    ['web-1', 22, ['[web-1]:22'], false],
    ['web-1.example', 22, ['*.example'], true],
    ['web-1.example', 22, ['*.example', '!web-1.*'], false],
    ['web-2.example', 22, ['!web-1.*', '*.example'], true],
    ['web-1', 22, ['!web-2'], false],
    ['web-1', 22, ['web-?'], true],
    ['web-10', 22, ['web-?'], false],
    ['webx1', 22, ['web.1'], false]
  ])('%s port %i with %j: %s', (host, port, patterns, expected) => {
    expect(about(host, port, ...patterns)).toBe(expected)
  })

  it('by patterns as a regular expression would have it, in time', () => {
    const letters = fc.stringMatching(/^[ab*?]{0,10}$/)
    fc.assert(
      fc.property(letters, fc.stringMatching(/^[ab]{0,10}$/), (pattern, name) => {
        const same = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        expect(fitsPattern(pattern, name)).toBe(same.test(name))
      })
    )
    expect(fitsPattern('*a'.repeat(500), `${'a'.repeat(5_000)}b`)).toBe(false)
  })
})
