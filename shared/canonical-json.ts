/**
 * JSON with sorted keys and no white space, so that equal content has equal bytes and therefore an equal hash.
 * Follows RFC 8785 for what we store: objects, arrays, strings, booleans, null and finite numbers.
 * Members that are `undefined` are left out, as JSON.stringify does.
 * @throws on values JSON cannot hold (functions, NaN, bigint, instances of classes such as Date, Map and Secret),
 * because a hash over them would lie.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('Canonical JSON cannot hold NaN or Infinity')
    return JSON.stringify(value)
  }
  // Array.from, because map leaves holes as they are.
  if (Array.isArray(value)) return `[${Array.from(value, item => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value === 'object' && isPlain(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  throw new Error(`Canonical JSON cannot hold a ${typeof value}`)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
