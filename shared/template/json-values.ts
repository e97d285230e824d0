import { distinctMembers, type JsonNode, parseLenientJson } from '../lenient-json'
import { assertNever } from '../result'
import type { BindingNode } from './binding'
import { formatDouble, parseInt32 } from './double'

/** Whether a text can be an object or array at all; comments may come first. */
export const looksLikeJson = (text: string): boolean => /^[\s\u0085]*[[{/]/.test(text)

/** An object or array inside a variable's value; null when the text is something else. */
export function readJson(text: string): JsonContainer | null {
  const reading = parseLenientJson(text)
  if (!reading.ok) return null
  const { value } = reading
  if (value.kind === 'object')
    return { kind: 'object', members: new Map(value.members.map(({ name, value: member }) => [name, member])) }
  return value.kind === 'array' ? value : null
}

/** What can be looked into. Of members with one name the last one counts, at the place of the first. */
export type JsonContainer =
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonNode> }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }

/** The text below a name or an index; empty for what is not there, null where the name cannot be an index. As Octostache. */
export function textInside(container: JsonContainer, property: string): string | null {
  if (container.kind === 'object') return textOf(container.members.get(property))
  const index = parseInt32(property)
  return index === null || index < 0 ? null : textOf(container.items[index])
}

/** What `each` goes through: the elements of an array, the entries of an object. */
export function itemsOf(container: JsonContainer, leafOf: (text: string) => BindingNode): readonly BindingNode[] {
  if (container.kind === 'array') return container.items.map(item => leafOf(textOf(item)))
  return Array.from(container.members, ([name, value]) => ({
    ...leafOf(name),
    named: new Map([
      ['key', leafOf(name)],
      ['value', leafOf(textOf(value))]
    ])
  }))
}

function textOf(node: JsonNode | undefined): string {
  if (node === undefined || node.kind === 'null') return ''
  switch (node.kind) {
    case 'string':
      return node.text
    case 'boolean':
      return node.value ? 'True' : 'False'
    case 'number':
      return numberText(node.raw, formatDouble)
    case 'object':
    case 'array':
      return minified(node)
    default:
      return assertNever(node)
  }
}

function minified(node: JsonNode): string {
  switch (node.kind) {
    case 'null':
      return 'null'
    case 'string':
      return quoted(node.text)
    case 'boolean':
      return String(node.value)
    case 'number':
      return numberText(node.raw, value => withPoint(formatDouble(value)))
    case 'array':
      return `[${node.items.map(minified).join(',')}]`
    case 'object':
      return `{${distinctMembers(node.members).map(memberText).join(',')}}`
    default:
      return assertNever(node)
  }
}

const memberText = ({ name, value }: { readonly name: string; readonly value: JsonNode }): string =>
  `${quoted(name)}:${minified(value)}`

const withPoint = (text: string): string => (/^-?\d+$/.test(text) ? `${text}.0` : text)

/** Whole numbers stay as they are, whatever their size; others are doubles. */
function numberText(raw: string, format: (value: number) => string): string {
  if (/^-?(?:0|[1-9]\d*)$/.test(raw)) return raw === '-0' ? '0' : raw
  if (/^-0\d+$/.test(raw)) return String(BigInt(raw.slice(1)) * -1n)
  if (/^0[xX]/.test(raw)) return String(BigInt(raw))
  if (/^0[0-7]+$/.test(raw)) return String(BigInt(`0o${raw}`))
  return format(Number(raw))
}

/** As Newtonsoft escapes a text. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\u0085\u2028\u2029]|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g, sign =>
    sign.length === 1 ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}` : sign
  )
