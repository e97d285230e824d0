import type { Document, Element } from 'slimdom'
import { ConfigurationError, type ConfigurationVariables } from './errors'
import { printSource } from './xml-source'
import { hasForbiddenCharacter } from './xml-text'
import { readXml } from './xml-tree'

/** A .NET configuration file with its settings replaced. */
export interface DotNetReplacement {
  readonly text: string
  /** The names of the variables that a setting was found for, in the order that they were given in. */
  readonly hits: readonly string[]
  /** Whether a setting was found, even if it had the value already. */
  readonly changed: boolean
}

/**
 * Puts variables into the application settings, connection strings and typed settings that are called like them. All
 * the rest of the file stays as it was written. Throws a `ConfigurationError` when it is not well-formed.
 */
export function replaceDotNetVariables(text: string, variables: ConfigurationVariables): DotNetReplacement {
  const tree = readXml(text, 'keep')
  const settings = settingsOf(tree.document)
  const hits: string[] = []
  for (const [name, value] of variables) {
    const found = settings.get(name.toLowerCase()) ?? []
    if (found.length === 0) continue
    hits.push(name)
    for (const setting of found) setting.set(writable(name, value ?? ''))
  }
  return hits.length === 0 ? { text, hits, changed: false } : { text: printSource(tree), hits, changed: true }
}

interface Setting {
  readonly name: string
  readonly set: (value: string) => void
}

function settingsOf(document: Document): ReadonlyMap<string, readonly Setting[]> {
  const byName = new Map<string, Setting[]>()
  for (const setting of document.getElementsByTagName('*').flatMap(element => settingsIn(document, element))) {
    const name = setting.name.toLowerCase()
    byName.set(name, [...(byName.get(name) ?? []), setting])
  }
  return byName
}

/** What can be set in an element; mostly nothing. */
function settingsIn(document: Document, element: Element): readonly Setting[] {
  const parent = element.parentElement?.localName
  if (element.localName === 'add' && parent === 'appSettings') return attributeSetting(element, 'key', 'value')
  if (element.localName === 'add' && parent === 'connectionStrings') {
    return attributeSetting(element, 'name', 'connectionString')
  }
  return element.localName === 'setting' && isInside(element, 'applicationSettings')
    ? typedSetting(document, element)
    : []
}

function attributeSetting(element: Element, nameAttribute: string, valueAttribute: string): readonly Setting[] {
  const name = element.getAttribute(nameAttribute)
  return name === null ? [] : [{ name, set: value => element.setAttribute(valueAttribute, value) }]
}

function typedSetting(document: Document, element: Element): readonly Setting[] {
  const name = element.getAttribute('name')
  return name === null ? [] : [{ name, set: value => valueElement(document, element).replaceChildren(value) }]
}

function valueElement(document: Document, setting: Element): Element {
  const existing = setting.children.find(({ localName }) => localName === 'value')
  if (existing !== undefined) return existing
  const qualified = setting.prefix === null ? 'value' : `${setting.prefix}:value`
  return setting.appendChild(document.createElementNS(setting.namespaceURI, qualified))
}

function isInside(element: Element, localName: string): boolean {
  for (let at = element.parentElement; at !== null; at = at.parentElement) if (at.localName === localName) return true
  return false
}

function writable(name: string, value: string): string {
  if (!hasForbiddenCharacter(value)) return value
  throw new ConfigurationError('unparsable', 'xml', `The value of '${name}' has characters that XML cannot hold.`)
}
