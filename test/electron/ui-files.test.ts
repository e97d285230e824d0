import { sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, fileFor, mediaType, servedPage } from '../../electron/ui-files'

const root = `${sep}app${sep}renderer`

describe('addresses of the page', () => {
  it.each([
    ['app://ui/', 'index.html'],
    ['app://ui/index.html', 'index.html'],
    ['app://ui/assets/index-1a2b.js', 'assets/index-1a2b.js'],
    ['app://ui/deployments/deployment-0a1b2c3d4e?tab=log#L3', 'index.html'],
    ['app://ui/projects', 'index.html'],
    ['app://ui/packages/of/Shop.Web', 'index.html'],
    ['app://ui/packages/of/Shop.js', 'index.html'],
    ['app://ui/packages/of/%40acme%2fshop.js', 'index.html'],
    ['app://ui/%2e%2e/%2e%2e/passwd.txt', 'passwd.txt']
  ])('%s stands for %s', (address, file) => {
    expect(fileFor(root, address)).toBe(`${root}${sep}${file.replaceAll('/', sep)}`)
  })

  it.each([
    ['app://other/index.html'],
    ['file:///etc/passwd'],
    ['https://ui/index.html'],
    ['app://ui/..%2f..%2fetc/passwd.txt'],
    ['app://ui/a%5c..%5c..%5cb.txt'],
    ['app://ui/a%00.js'],
    ['app://ui/%E0%A4%A.js'],
    ['nonsense']
  ])('%s stands for nothing', address => {
    expect(fileFor(root, address)).toBeNull()
  })

  it('never lead out of the folder', () => {
    const parts = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '/', '\\', 'etc', 'a.js', '%00', '%25')),
      { maxLength: 8 }
    )
    fc.assert(
      fc.property(parts, words => {
        const file = fileFor(root, `app://ui/${words.join('/')}`)
        if (file !== null) expect(file.startsWith(`${root}${sep}`) && !file.split(sep).includes('..')).toBe(true)
      })
    )
  })
})

describe('the page as it is served', () => {
  it('carries the nonce where scripts look for it, and names its files from the root', () => {
    const html = '<html><head><script type="module" src="./assets/a.js"></script></head><body></body></html>'
    expect(servedPage(html, 'N0nce')).toBe(
      '<html><head>\n    <meta property="csp-nonce" nonce="N0nce" content="N0nce" /><script type="module" src="/assets/a.js"></script></head><body></body></html>'
    )
  })

  it('has types for its files', () => {
    expect(['a.HTML', 'b.js', 'c.css', 'd.unknown'].map(mediaType)).toEqual([
      'text/html; charset=utf-8',
      'text/javascript; charset=utf-8',
      'text/css; charset=utf-8',
      'application/octet-stream'
    ])
  })

  it('may load its own files, run its own scripts, and nothing else', () => {
    const policy = contentSecurityPolicy('N0nce')
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(policy.split('; ').slice(0, 3)).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'nonce-N0nce'"
    ])
  })
})
