/** One address of a mail, with the name that stands before it; empty without one. */
export interface MailAddress {
  readonly name: string
  /** Such as `ada@example.com`. */
  readonly address: string
}

/** What a list of addresses holds: those that are some, and the words that are none. */
export interface AddressList {
  readonly addresses: readonly MailAddress[]
  readonly bad: readonly string[]
}

const longestLocalPart = 64
const longestAddress = 254

const atoms = /^[^\s@<>()[\],;:"\\]+(\.[^\s@<>()[\],;:"\\]+)*$/
const domain = /^[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u
const literal = /^\[[0-9A-Za-z.:]+\]$/

/** Whether a text is one bare address. Hosts without a dot are fine: many mail servers are inside of a network. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  const [local, host] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)]
  const isRight = !local.startsWith('.') && !local.endsWith('.') && !local.includes('..')
  return (
    at > 0 &&
    text.length <= longestAddress &&
    local.length <= longestLocalPart &&
    isRight &&
    atoms.test(local) &&
    (domain.test(host) || literal.test(host))
  )
}

/** Reads `ada@example.com`, `Ada <ada@example.com>` or `"Lovelace, Ada" <ada@example.com>`; null for anything else. */
export function parseAddress(text: string): MailAddress | null {
  const trimmed = text.trim()
  if (!trimmed.endsWith('>')) return isAddress(trimmed) ? { name: '', address: trimmed } : null
  const open = trimmed.lastIndexOf('<')
  const address = trimmed.slice(open + 1, -1).trim()
  if (open < 0 || !isAddress(address)) return null
  return { name: nameOf(trimmed.slice(0, open).trim()), address }
}

const nameOf = (text: string): string => {
  const inside = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)
  const name = inside ? (inside[1] ?? '').replaceAll(/\\(.)/gs, '$1') : text
  return name.replaceAll(/\s+/g, ' ')
}

/** Reads addresses that commas, semicolons or line breaks stand between; those inside of quotes are part of a name. */
export function parseAddresses(text: string): AddressList {
  const addresses: MailAddress[] = []
  const bad: string[] = []
  for (const part of partsOf(text)) {
    if (part.trim() === '') continue
    const address = parseAddress(part)
    if (address === null) bad.push(part.trim())
    else addresses.push(address)
  }
  return { addresses, bad }
}

function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at)
    if (isQuoted && sign === '\\') {
      part += sign + text.charAt(++at)
      continue
    }
    if (sign === '"') isQuoted = !isQuoted
    if (!isQuoted && /[,;\r\n]/.test(sign)) {
      parts.push(part)
      part = ''
    } else part += sign
  }
  return [...parts, part]
}

/** Each address once, whatever the case; the first list that has it keeps it. */
export function withoutRepeats(...lists: readonly (readonly MailAddress[])[]): readonly (readonly MailAddress[])[] {
  const seen = new Set<string>()
  return lists.map(list =>
    list.filter(({ address }) => {
      const key = address.toLowerCase()
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
  )
}

/** As it is typed and shown: `Ada <ada@example.com>`. */
export const addressText = ({ name, address }: MailAddress): string =>
  name === '' ? address : `${/[",;<>@]/.test(name) ? quoted(name) : name} <${address}>`

const quoted = (name: string): string => `"${name.replaceAll(/["\\]/g, '\\$&')}"`
