import { bindVariables } from '@shared/template/index'
import { expect, onTestFinished, test, vi } from 'vitest'

const items = Array.from({ length: 20_000 }, (_, i) => `item-${i}`)

/** Evaluates while it adds up how many characters of long texts are searched; tells which texts are made of secrets. */
function searchedBy(template: string, values: Readonly<Record<string, string>>) {
  let searched = 0
  const made = new Set<string>()
  const bound = bindVariables(Object.entries(values), {
    isSensitive: name => name === 'Pw',
    onMade: texts => {
      for (const text of texts.keys()) made.add(text)
    }
  })
  const { indexOf } = String.prototype
  const counted = function (this: string, sought: string, from = 0): number {
    const at = indexOf.call(this, sought, from)
    if (this.length > 1000) searched += (at < 0 ? this.length : at) - from + 1
    return at
  }
  const spies = [
    vi.spyOn(String.prototype, 'indexOf').mockImplementation(counted),
    vi.spyOn(String.prototype, 'includes').mockImplementation(function (this: string, sought, from) {
      return counted.call(this, String(sought), from) >= 0
    })
  ]
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  const { text } = bound.evaluate(template)
  for (const spy of spies) spy.mockRestore()
  return { text, made, searched }
}

test.each([
  ['commas', items.join(','), items],
  ['JSON', JSON.stringify(items), items]
])('a long list with %s is gone through without searching it for each item', (_, list, expected) => {
  const { text, made, searched } = searchedBy('#{each x in List}#{x};#{/each}', { List: list, Pw: 'hunter2' })
  expect([text, made.size]).toEqual([expected.map(item => `${item};`).join(''), 0])
  expect(searched).toBeLessThan(4 * list.length)
})

test('so is one with a secret in it, of which the secret’s part alone is masked', () => {
  const list = `${items.join(',')},x-#{Pw},${items.join(',')}`
  const { made, searched } = searchedBy('#{each x in List}#{x};#{/each}', { List: list, Pw: 'hunter2' })
  expect([...made]).toEqual(['x-hunter2'])
  expect(searched).toBeLessThan(8 * list.length)
})

test('where thousands of parts stand nowhere in clear, the search ends, and what it did not reach counts as secret', () => {
  const plain = items.map(item => `plain-${item}`).join(',')
  const secret = items.map(item => `secret-${item}`).join(',')
  const { made, searched } = searchedBy('#{each x in List}#{x};#{/each}', { List: `${plain},#{Pw}`, Pw: secret })
  expect(items.every(item => made.has(`secret-${item}`) && !made.has(`plain-${item}`))).toBe(true)
  expect(searched).toBeLessThan(200_000_000)
})
