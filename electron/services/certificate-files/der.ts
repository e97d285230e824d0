import forge from 'node-forge'

/** A value of ASN.1, as files of keys and certificates are made of. */
export type Node = forge.asn1.Asn1

const { Class, Type } = forge.asn1

/** The one value that `bytes` hold; null when they hold anything else. */
export function parseDer(bytes: Buffer): Node | null {
  try {
    return forge.asn1.fromDer(bytes.toString('latin1'), true)
  } catch {
    return null
  }
}

export const toDer = (node: Node): Buffer => Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1')

/** The values inside of one; none where it is not made of others. */
export const inside = (node: Node | undefined): readonly Node[] => (node && Array.isArray(node.value) ? node.value : [])

/** The bytes of an octet string, also of one in pieces, as Java and Windows write them; null for anything else. */
export function octets(node: Node | undefined): Buffer | null {
  if (!node) return null
  if (typeof node.value === 'string') return Buffer.from(node.value, 'latin1')
  const parts = node.value.map(octets)
  return parts.every(part => part !== null) ? Buffer.concat(parts) : null
}

/** An object identifier in dots; empty for anything else. */
export function objectId(node: Node | undefined): string {
  if (node?.type !== Type.OID || node.tagClass !== Class.UNIVERSAL || typeof node.value !== 'string') return ''
  try {
    return forge.asn1.derToOid(forge.util.createBuffer(node.value))
  } catch {
    return ''
  }
}

/** A number that is not negative; infinite when it is too large to be meant, and null for anything else. */
export function count(node: Node | undefined): number | null {
  if (node?.type !== Type.INTEGER || typeof node.value !== 'string') return null
  const bytes = Buffer.from(node.value, 'latin1')
  if (bytes.length === 0 || (bytes[0] ?? 0) >= 0x80) return null
  return bytes.length > 5 ? Number.POSITIVE_INFINITY : bytes.readUIntBE(0, bytes.length)
}

export const isSequence = (node: Node | undefined): boolean =>
  node?.type === Type.SEQUENCE && node.tagClass === Class.UNIVERSAL

const made = (tagClass: forge.asn1.Class, type: forge.asn1.Type, value: string | Node[]): Node =>
  forge.asn1.create(tagClass, type, Array.isArray(value), value)

export const sequence = (...parts: Node[]): Node => made(Class.UNIVERSAL, Type.SEQUENCE, parts)
export const setOf = (...parts: Node[]): Node => made(Class.UNIVERSAL, Type.SET, parts)
export const octetString = (bytes: Buffer): Node => made(Class.UNIVERSAL, Type.OCTETSTRING, bytes.toString('latin1'))
export const oid = (dotted: string): Node => made(Class.UNIVERSAL, Type.OID, forge.asn1.oidToDer(dotted).getBytes())
export const integer = (value: number): Node =>
  made(Class.UNIVERSAL, Type.INTEGER, forge.asn1.integerToDer(value).getBytes())
export const nothing = (): Node => made(Class.UNIVERSAL, Type.NULL, '')
/** What stands under the tag [0]. */
export const tagged = (part: Node): Node => made(Class.CONTEXT_SPECIFIC, Type.NONE, [part])
