import { describe, expect, it } from 'vitest'
import { bookOf } from '../../../renderer/help/book'
import { book } from '../../../renderer/help/documents'
import { plainBlocks } from '../../../renderer/help/plain'
import { searchHelp } from '../../../renderer/help/search-help'

const small = bookOf({
  guide: [
    '# The guide',
    'Slipway deploys. It keeps **secrets** in a vault.',
    '## The vault',
    'What is in it is encrypted. A passphrase opens it, or a keychain.',
    '### Locking',
    '- Lock it by hand.',
    '- `slipway vault lock` does the same.',
    '## Hosts',
    'A host is reached by SSH.'
  ].join('\n'),
  glossary: '# Glossary\n\n| Word | Means |\n|---|---|\n| **Vault** | Where secrets are. |'
})

const found = (query: string) => searchHelp(small, query).map(({ path }) => path)
const text = (query: string) => searchHelp(small, query)[0]?.excerpt

describe('a search in the help', () => {
  it('finds headings and words of the glossary before texts', () => {
    expect(found('vault')).toEqual([
      '/help/glossary#vault',
      '/help/guide#the-vault',
      '/help/guide',
      '/help/guide#locking'
    ])
  })

  it('wants every word in the same section', () => {
    expect([found('passphrase keychain'), found('passphrase ssh')]).toEqual([['/help/guide#the-vault'], []])
  })

  it('finds nothing without a query', () => {
    expect(found('  ')).toEqual([])
  })

  it('finds in the singular what was looked for in the plural', () => {
    expect(found('keychains')).toEqual(['/help/guide#the-vault'])
  })

  it('shows the sentence that has the words, and marks them', () => {
    expect(text('passphrase')).toEqual([
      { text: 'A ', isHit: false },
      { text: 'passphrase', isHit: true },
      { text: ' opens it, or a keychain.', isHit: false }
    ])
  })

  it('marks a short word only where a word begins', () => {
    const marks = searchHelp(bookOf({ guide: '# Guide\nIt waits for its citizens, if it is written.' }), 'it')[0]
      ?.excerpt
    expect(marks?.filter(({ isHit }) => isHit).map(piece => piece.text)).toEqual(['It', 'it', 'it'])
  })

  it('says where a hit stands', () => {
    const [hit] = searchHelp(small, 'locking')
    expect([hit?.title, hit?.where]).toEqual(['Locking', ['The guide', 'The vault']])
  })

  it('cuts a long sentence around the word', () => {
    const long = bookOf({ guide: `# Long\n${'some word '.repeat(60)}needle ${'and more '.repeat(60)}` })
    const shown =
      searchHelp(long, 'needle')[0]
        ?.excerpt.map(piece => piece.text)
        .join('') ?? ''
    expect([shown.length < 260, shown.startsWith('…'), shown.endsWith('…'), shown.includes('needle')]).toEqual([
      true,
      true,
      true,
      true
    ])
  })

  it.each([
    ['vault', '/help/glossary#vault'],
    ['guided failure', '/help/glossary#guided-failure'],
    ['jump hosts', '/help/user-guide#jump-hosts'],
    ['retention', '/help/glossary#retention'],
    ['receipt', '/help/offline#the-receipt'],
    ['cron', '/help/automation#triggers']
  ])('finds the place for “%s” in the documents among the first', (query, path) => {
    expect(
      searchHelp(book, query)
        .slice(0, 5)
        .map(hit => hit.path)
    ).toContain(path)
  })
})

describe('Markdown without its marks', () => {
  it('reads like the text that is shown', () => {
    expect(
      plainBlocks(
        'A **bold** and *slanted* [link](x.md#y), `a*b*c`,\nin one paragraph.\n\n![picture](a.png)\n\n1. first\n2. second\n\n| A | B |\n|---|---|\n| `a|b` | c |\n\n```sh\nls *.md\n```'
      )
    ).toEqual(['A bold and slanted link, a*b*c, in one paragraph.', 'first', 'second', 'A · B', 'a · b · c', 'ls *.md'])
  })
})
