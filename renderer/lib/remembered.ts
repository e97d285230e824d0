/**
 * The same function, which makes something of each value once and remembers it for as long as the value is in use. Only for
 * values that never change, and for results that depend on nothing else.
 */
export function remembered<Value extends object, Made>(make: (value: Value) => Made): (value: Value) => Made {
  const known = new WeakMap<Value, { readonly made: Made }>()
  return value => {
    const found = known.get(value) ?? { made: make(value) }
    known.set(value, found)
    return found.made
  }
}
