import { syncBuiltinESMExports } from 'node:module'
import { isIP } from 'node:net'
import { AirGapError } from './air-gap-error'
import type { Gate } from './gate'

// Whoever looks something up takes the function from these very objects.
const dns = process.getBuiltinModule('node:dns') as unknown as Functions
const promises = process.getBuiltinModule('node:dns/promises') as unknown as Functions

type AnyFunction = (this: unknown, ...words: unknown[]) => unknown
type Functions = Record<string, unknown>

/** Name look-ups in all their forms. An address that is one already asks nobody. */
export function patchLookUps({ open }: Gate): () => void {
  const undo: (() => void)[] = []
  const patch = (holder: Functions, makeGuarded: (original: AnyFunction) => AnyFunction) => {
    for (const name of Object.getOwnPropertyNames(holder)) {
      const original = holder[name]
      if (typeof original !== 'function' || !/^(lookup|resolve|reverse)/.test(name)) continue
      const guarded = makeGuarded(original as AnyFunction)
      // Among them is what tells `promisify` the names of the answers.
      Object.defineProperties(guarded, Object.getOwnPropertyDescriptors(original))
      holder[name] = guarded
      undo.push(() => {
        holder[name] = original
      })
    }
  }
  for (const holder of [dns, prototypeOf(dns)]) patch(holder, original => withCallback(open, original))
  for (const holder of [promises, prototypeOf(promises)]) patch(holder, original => withPromise(open, original))
  syncBuiltinESMExports()
  return () => {
    for (const each of undo) each()
    syncBuiltinESMExports()
  }
}

const prototypeOf = (module: Functions): Functions => (module.Resolver as { readonly prototype: Functions }).prototype

const isName = (name: unknown): name is string => typeof name === 'string' && name !== '' && isIP(name) === 0

function withCallback(open: Gate['open'], original: AnyFunction): AnyFunction {
  return function (name, ...rest) {
    const done = rest.at(-1)
    if (typeof done !== 'function' || !isName(name)) return original.call(this, name, ...rest)
    const opened = open({ kind: 'look-up', host: name, port: null })
    if (!opened) return void process.nextTick(done, new AirGapError(name))
    const answer = (error: unknown, ...found: unknown[]) => {
      opened.update({ state: error ? 'failed' : 'closed', address: addressIn(found[0]) })
      done(error, ...found)
    }
    return original.call(this, name, ...rest.slice(0, -1), answer)
  }
}

function withPromise(open: Gate['open'], original: AnyFunction): AnyFunction {
  return async function (name, ...rest) {
    if (!isName(name)) return original.call(this, name, ...rest)
    const opened = open({ kind: 'look-up', host: name, port: null })
    if (!opened) throw new AirGapError(name)
    try {
      const found = await original.call(this, name, ...rest)
      opened.update({ state: 'closed', address: addressIn(found) })
      return found
    } catch (error) {
      opened.update({ state: 'failed' })
      throw error
    }
  }
}

/** The first address of an answer, whatever its form; null when it holds none. */
function addressIn(found: unknown): string | null {
  const first: unknown = Array.isArray(found) ? found[0] : found
  const text = typeof first === 'object' && first !== null && 'address' in first ? first.address : first
  return typeof text === 'string' && isIP(text) !== 0 ? text : null
}
