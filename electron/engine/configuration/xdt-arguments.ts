/** The failure of one transform; the others still run. Never leaves this folder. */
export class XdtProblem extends Error {}

/** `Name` or `Name(argument, …)`, as transforms and locators are written. */
export interface XdtCall {
  readonly name: string
  /** What is between the parentheses; null when there is nothing. */
  readonly argument: string | null
}

/** Reads the value of a transform or locator attribute. */
export function readCall(text: string): XdtCall {
  const [, name, argument] = /^\s*(\w+)\s*(?:\(([\s\S]*)\))?\s*$/.exec(text) ?? []
  if (name === undefined) {
    throw new XdtProblem(`'${text}' is not a name, or a name with arguments in parentheses.`)
  }
  return { name, argument: argument === undefined || argument === '' ? null : argument }
}

/** The arguments one by one. A comma inside of parentheses parts nothing. */
export function splitArguments(argument: string): readonly string[] {
  const parts: string[] = []
  let open = 0
  let from = 0
  for (let at = 0; at < argument.length; at++) {
    const character = argument[at]
    if (character === '(') open += 1
    else if (character === ')') open -= 1
    else if (character === ',' && open === 0) {
      parts.push(argument.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, argument.slice(from)].map(part => part.trim())
}
