import { describe, expect, it } from 'vitest'
import { anchorOf, bookOf, type HelpBook } from '../../../renderer/help/book'
import { aboutDocument, book } from '../../../renderer/help/documents'
import { linkPath } from '../../../renderer/help/links'
import { helpTopics } from '../../../renderer/help/topics'

const anchorsOf = (shown: HelpBook, id: string): readonly string[] =>
  shown.find(document => document.id === id)?.sections.map(({ anchor }) => anchor) ?? []

describe('a document of the help', () => {
  const [guide] = bookOf({
    guide: [
      '# The guide: all of it',
      '',
      '- [Keys](#keys)',
      '1. [Locks](#locks)',
      '',
      'It begins here.',
      '',
      '## Keys',
      '```sh',
      '# no heading',
      '```',
      '### Of `ssh`',
      'Many.',
      '## Locks'
    ].join('\n')
  })

  it('is cut at its headings, and its own contents are left out', () => {
    expect(guide).toEqual({
      id: 'guide',
      title: 'The guide',
      sections: [
        { anchor: '', title: 'The guide', level: 1, within: null, body: 'It begins here.' },
        { anchor: 'keys', title: 'Keys', level: 2, within: null, body: '```sh\n# no heading\n```' },
        { anchor: 'of-ssh', title: 'Of ssh', level: 3, within: 'Keys', body: 'Many.' },
        { anchor: 'locks', title: 'Locks', level: 2, within: null, body: '' }
      ]
    })
  })

  it('is a glossary where every word has a section of its own', () => {
    const glossary = bookOf({ glossary: '# Glossary\n\n| Word | Means |\n|---|---|\n| **Tenant tag** | `Set/Tag`. |' })
    expect(glossary[0]?.sections.at(-1)).toEqual({
      anchor: 'tenant-tag',
      title: 'Tenant tag',
      level: 4,
      within: null,
      body: '`Set/Tag`.'
    })
  })

  it('has anchors as other places that show Markdown make them', () => {
    expect(['Why is it this value?', 'The demo, in half a minute', "A project's releases"].map(anchorOf)).toEqual([
      'why-is-it-this-value',
      'the-demo-in-half-a-minute',
      'a-projects-releases'
    ])
  })
})

describe('the help that comes with the app', () => {
  it('has every document with a title and a text', () => {
    expect(book.map(({ id, title }) => [id, title])).toEqual([
      ['user-guide', 'User guide'],
      ['walkthroughs', 'Three walkthroughs'],
      ['glossary', 'Glossary'],
      ['variables', 'Variables'],
      ['releases', 'Releases'],
      ['lifecycles', 'Lifecycles'],
      ['packages', 'Packages'],
      ['offline', 'Offline bundles'],
      ['approvals', 'Freezes and approvals'],
      ['automation', 'What happens by itself'],
      ['tenants', 'Tenants'],
      ['security', 'Security'],
      ['http-api', 'The HTTP API']
    ])
    expect(book.filter(({ sections }) => sections.every(({ body }) => body === ''))).toEqual([])
  })

  it('says of every document what it is about', () => {
    const abouts = book.map(({ id }) => aboutDocument(id))
    expect(abouts.filter(about => !/^[A-Z].*\.$/.test(about))).toEqual([])
  })

  it('names every section by an anchor that no other of its document has', () => {
    const doubled = book.flatMap(({ id }) =>
      anchorsOf(book, id).filter((anchor, index, all) => all.indexOf(anchor) !== index)
    )
    expect(doubled).toEqual([])
  })

  it('has every section that screens lead to', () => {
    const missing = Object.values(helpTopics).filter(topic => {
      const [id = '', anchor = ''] = topic.split('#')
      return anchor === '' || !anchorsOf(book, id).includes(anchor)
    })
    expect(missing).toEqual([])
  })

  it('has every place that its documents refer to in each other', () => {
    const links = book.flatMap(({ id, sections }) =>
      sections.flatMap(({ body }) => [...body.matchAll(/\]\(([^)\s]*)\)/g)].map(([, href = '']) => ({ id, href })))
    )
    const inside = links.flatMap(({ id, href }) => {
      const path = linkPath(book, id, href)
      return path === null ? [] : [{ href, path }]
    })
    expect(inside.length).toBeGreaterThan(20)
    // An anchor that is not there is left out of the address.
    expect(inside.filter(({ href, path }) => href.includes('#') && !path.includes('#'))).toEqual([])
  })
})

describe('a link in a document', () => {
  it('stays in the help where it can, and leads nowhere else', () => {
    const paths = [
      'glossary.md',
      'user-guide.md#the-vault',
      '#phases',
      'decisions',
      '../README.md#a',
      'https://x.y'
    ].map(href => linkPath(book, 'lifecycles', href))
    expect(paths).toEqual(['/help/glossary', '/help/user-guide#the-vault', '/help/lifecycles#phases', null, null, null])
  })
})
