import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asciiJson, encodePowerShell, quotePowerShell, quotePython, quoteShell } from '../../electron/engine/quote'

const text = fc.string({ unit: 'binary', maxLength: 60 }).map(value => value.replaceAll(/[\0\ud800-\udfff]/g, ''))

describe('quoting for a shell', () => {
  it('makes one word of any text', () => {
    expect(quoteShell("it's $HOME")).toBe("'it'\\''s $HOME'")
    expect(quoteShell('')).toBe("''")
    expect(quoteShell('a\0b')).toBe("'ab'")
  })

  it.each(['bash', 'dash'])('gives %s back exactly what went in', shell => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), words => {
        const script = `printf '%s\\0' ${words.map(quoteShell).join(' ')}`
        expect(execFileSync(shell, ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(words)
      }),
      { numRuns: 25 }
    )
  })
})

describe('quoting for PowerShell', () => {
  it('doubles everything that PowerShell takes for a single quote', () => {
    expect(quotePowerShell("a'b‘c’d‚e‛f$x`n")).toBe("'a''b‘‘c’’d‚‚e‛‛f$x`n'")
  })

  it('leaves no quote that could end the literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", '’', '‘', 'a', '\n') }), value => {
        const inside = quotePowerShell(value).slice(1, -1)
        expect(inside.replaceAll(/(['‘’‚‛])\1/g, '$1')).toBe(value)
      })
    )
  })

  it('encodes commands as UTF-16LE in base64', () => {
    expect(encodePowerShell('exit')).toBe('ZQB4AGkAdAA=')
  })
})

describe('quoting for Python', () => {
  it('is plain ASCII that Python reads back', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), values => {
        const payload = asciiJson(values)
        const script = `import json,sys;sys.stdout.buffer.write(json.dumps(json.loads(${quotePython(payload)})).encode())`
        expect(payload).toMatch(/^[ -~]*$/)
        expect(JSON.parse(execFileSync('python3', ['-c', script], { encoding: 'utf8' }))).toEqual(values)
      }),
      { numRuns: 10 }
    )
  })
})
