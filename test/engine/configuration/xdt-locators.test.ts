import { describe, expect, it } from 'vitest'
import { applyTransform } from '../../../electron/engine/configuration/xdt'
import { applied, berta, lines, source, sourceWith, xdt } from './xdt-ships'

describe('a locator', () => {
  const removed = (locator: string) =>
    applied(`<ships><ship name="Berta" size="20" xdt:Transform="Remove" xdt:Locator="${locator}"/></ships>`)
  const withoutBerta = sourceWith([`    ${berta}\n`, ''])

  it.each([
    ['Match(name)'],
    ['Match(name, size)'],
    [' Match ( name ) '],
    ["Condition(@name='Berta')"],
    ["Condition(starts-with(@name, 'Ber') and @size &gt; 10)"],
    ['Condition(2)'],
    ["XPath(/configuration/ships/ship[@size='20'])"],
    ["XPath(//ship[@name='Berta'])"]
  ])('finds an element by %s', locator => expect(removed(locator)).toEqual({ text: withoutBerta, told: [] }))

  it('with a relative path starts at its own element', () =>
    expect(applied("<ships xdt:Transform='Remove' xdt:Locator='XPath(ship[2])'/>")).toEqual({
      text: withoutBerta,
      told: []
    }))

  it('counts for everything inside of its element', () =>
    expect(
      applyTransform(
        lines('<a>', '  <b id="1"><c/></b>', '  <b id="2"><c/></b>', '</a>'),
        `<a ${xdt}><b id="2" xdt:Locator="Match(id)"><c d="e" xdt:Transform="SetAttributes"/></b></a>`
      ).text
    ).toBe(lines('<a>', '  <b id="1"><c/></b>', '  <b id="2"><c d="e"/></b>', '</a>')))

  it('that matches nothing is a warning that names the outermost path without elements', () => {
    expect(applied('<ships><ship name="Zoe" xdt:Transform="Remove" xdt:Locator="Match(name)"/></ships>')).toEqual({
      text: source,
      told: ["warning: No element in the source document matches '/configuration/ships/ship[@name='Zoe']'."]
    })
    expect(applied('<docks><dock><x xdt:Transform="Remove"/></dock></docks>').told).toEqual([
      "warning: No element in the source document matches '/configuration/docks'."
    ])
  })

  it.each([
    ['Match(color)', "'Match' names 'color', which is no attribute of the element."],
    ['Match', "'Match' needs an argument."],
    ['Guess(name)', "'Guess' is not a locator."],
    ['Match(', "'Match(' is not a name, or a name with arguments in parentheses."],
    ['Condition(@)', "'ship[@]' cannot be evaluated as an XPath expression."]
  ])('that makes no sense is an error: %s', (locator, message) => {
    const { text, told } = removed(locator)
    expect(text).toBe(source)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^error: /)
    expect(told[0]).toContain(message)
  })

  it('reads values with quotes', () =>
    expect(
      applyTransform(
        '<a><b c="it\'s"/></a>',
        `<a ${xdt}><b c="it's" xdt:Transform="Remove" xdt:Locator="Match(c)"/></a>`
      ).text
    ).toBe('<a></a>'))

  it('knows elements by their namespace, not by their prefix', () => {
    const to = '<a xmlns="urn:a"><p:b xmlns:p="urn:b"/></a>'
    expect(applyTransform(to, `<x:a ${xdt} xmlns:x="urn:a"><b xmlns="urn:b" xdt:Transform="Remove"/></x:a>`).text).toBe(
      '<a xmlns="urn:a"></a>'
    )
    expect(applyTransform(to, `<a ${xdt}><b xdt:Transform="Remove"/></a>`).text).toBe(to)
  })

  it('has the prefixes of the transform, and one for its default namespace', () => {
    const to = '<a xmlns="urn:a"><b><c/></b><b/></a>'
    const remove = (condition: string) =>
      applyTransform(
        to,
        `<a ${xdt} xmlns="urn:a" xmlns:x="urn:a"><b xdt:Transform="Remove" xdt:Locator="Condition(${condition})"/></a>`
      ).text
    expect(remove('x:c')).toBe('<a xmlns="urn:a"><b/></a>')
    expect(remove('_defaultNamespace:c')).toBe('<a xmlns="urn:a"><b/></a>')
  })
})
