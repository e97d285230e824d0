import { render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { MarkdownText } from '../../../renderer/components/MarkdownText'

const html = (text: string) => {
  const { container, unmount } = render(<MarkdownText text={text} />)
  const found = container.firstElementChild?.innerHTML
  unmount()
  return found
}

describe('Markdown in the window', () => {
  it('becomes paragraphs, lists, emphasis and code', () => {
    expect(html('Look at **the shop**\n\n1. `up`\n2. *fast*')).toBe(
      '<p>Look at <strong>the shop</strong></p><ol><li><code>up</code></li><li><em>fast</em></li></ol>'
    )
  })

  it('shows HTML as the text that it is, and no address that does harm', () => {
    const shown = html('<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](https://shop.example)')
    expect(shown).not.toMatch(/<img|<a |href/)
    expect(shown).toContain('&lt;img src=x onerror=alert(1)&gt; [a](javascript:alert(1))')
    expect(shown).toContain('title="https://shop.example">b</span>')
  })
})
