import { scoreWord, search } from '@shared/search/search'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const item = (label: string, keywords = '') => ({ label, keywords })

test('an empty query finds everything in its own order', () => {
  const items = [item('b'), item('a')]
  expect(search('  ', items)).toEqual(items)
})

test('a beginning beats the beginning of a later word, and that beats a place inside a word', () => {
  const labels = ['Showboat', 'Harbour Books', 'Books', 'Book'].map(label => item(label))
  expect(search('bo', labels).map(({ label }) => label)).toEqual(['Books', 'Book', 'Harbour Books', 'Showboat'])
})

test('every word of the query must be found, in any order', () => {
  const items = [item('Harbour Books: variables'), item('Harbour Books: process'), item('Hello World: variables')]
  expect(search('vari harb', items)).toEqual([items[0]])
})

test('keywords find a thing, but its own name comes first', () => {
  const items = [item('Deploy a release…', 'start'), item('Start page')]
  expect(search('start', items).map(({ label }) => label)).toEqual(['Start page', 'Deploy a release…'])
})

test('initials find a name, and scattered letters do not', () => {
  const items = [item('Harbour Books'), item('Hello World: variables')]
  expect(search('hb', items)).toEqual([items[0]])
  expect(search('harb', items)).toEqual([items[0]])
})

test('what a text contains is always found, whatever its letters', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, word, after) => {
      const text = before + word + after
      // Lower-casing may change the length of a few letters; a text that contains the word must still be found.
      return !text.toLowerCase().includes(word.toLowerCase()) || scoreWord(word, text) > 0
    })
  )
})

test('searching invents nothing and repeats nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.uniqueArray(fc.string()), (query, labels) => {
      const found = search(
        query,
        labels.map(label => item(label))
      )
      return new Set(found).size === found.length && found.every(({ label }) => labels.includes(label))
    })
  )
})
