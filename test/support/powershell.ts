import { createRequire } from 'node:module'
import { Language, type Node, Parser } from '@vscode/tree-sitter-wasm'

/** A function of a script, or the script itself, as far as reading shows it. Names of variables are in small letters. */
interface Scope {
  readonly name: string
  /** In their order, with whether they may be left out. */
  readonly parameters: readonly { readonly name: string; readonly isOptional: boolean }[]
  /** Parameters, and what is assigned without naming a scope. */
  readonly own: ReadonlySet<string>
  /** What is used and is not its own: PowerShell looks for it in whoever called, and in whoever called them. */
  readonly borrowed: ReadonlySet<string>
  readonly calls: readonly { readonly command: string; readonly values: number; readonly line: number }[]
}

/** A script as a parser of PowerShell sees it. */
export interface PowerShellScript {
  /** What is no PowerShell, by line. */
  readonly problems: readonly string[]
  readonly root: Node
  readonly functions: readonly Scope[]
  readonly program: Scope
}

const require = createRequire(import.meta.url)
const grammar = require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm')

/** A reader of PowerShell. */
export async function powerShellReader(): Promise<(source: string) => PowerShellScript> {
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(grammar))
  return source => {
    const tree = parser.parse(source)
    if (tree === null) throw new Error('The parser gave nothing.')
    const root = tree.rootNode
    const functions = found(root, 'function_statement')
    return {
      root,
      problems: all(root)
        .filter(node => node.isError || node.isMissing)
        .map(node => `line ${lineOf(node)}: ${node.text.slice(0, 60) || node.type}`),
      functions: functions.map(node => scopeOf(found(node, 'function_name')[0]?.text ?? '', node)),
      program: scopeOf('the script', root)
    }
  }
}

const lineOf = (node: Node): number => node.startPosition.row + 1

/** A node and everything below it that belongs to the same scope. */
function all(node: Node, isOwn: (child: Node) => boolean = () => true): readonly Node[] {
  return [node, ...node.children.flatMap(child => (child && isOwn(child) ? all(child, isOwn) : []))]
}

/** The nodes of a kind below another one. */
export const found = (node: Node, type: string): readonly Node[] =>
  node.descendantsOfType(type).filter(each => each !== null)

const isAssigned = (variable: Node): boolean => {
  for (let node = variable.parent; node; node = node.parent) {
    if (node.type === 'left_assignment_expression') return true
    if (node.type === 'foreach_statement') return node.namedChildren[0]?.equals(variable) ?? false
    if (!node.type.endsWith('_expression') || node.type === 'invokation_expression') return false
  }
  return false
}

function scopeOf(name: string, node: Node): Scope {
  const nodes = all(node, child => child.type !== 'function_statement')
  const parameters = nodes
    .filter(({ type }) => type === 'script_parameter')
    .map(parameter => ({
      name: nameOf(parameter.namedChildren.find(child => child?.type === 'variable')),
      isOptional: found(parameter, 'script_parameter_default').length > 0
    }))
  const variables = nodes.filter(({ type }) => type === 'variable')
  const assigned = variables.filter(isAssigned).map(nameOf)
  const own = new Set([...parameters.map(parameter => parameter.name), ...assigned.filter(each => !each.includes(':'))])
  const used = variables.map(nameOf).filter(each => !own.has(each) && !each.includes(':') && !ofPowerShell.has(each))
  return { name, parameters, own, borrowed: new Set(used), calls: nodes.flatMap(callOf) }
}

const nameOf = (variable: Node | null | undefined): string => (variable?.text ?? '').toLowerCase().replace(/^[$@]/, '')

function callOf(node: Node): Scope['calls'] {
  const command = node.childForFieldName('command_name')
  if (node.type !== 'command' || command?.type !== 'command_name') return []
  const elements = node.childForFieldName('command_elements')?.namedChildren ?? []
  const values = elements.filter(child => child?.type !== 'command_argument_sep' && child?.type !== 'redirection')
  return [{ command: command.text, values: values.length, line: lineOf(node) }]
}

/** Variables that are there by themselves. */
const ofPowerShell = new Set(
  'null true false _ args input matches pid home pshome psversiontable myinvocation executioncontext'.split(' ')
)
