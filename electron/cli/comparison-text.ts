import {
  type ActionDifference,
  type FieldDifference,
  isNothing,
  type PackageDifference,
  type ReleaseComparison,
  type StepDifference,
  type TextDifference,
  type VariableDifference,
  type VariableText
} from '@shared/comparison/comparison'

const signs = { added: '+', removed: '-', changed: '~', same: ' ' } as const

/** How many same lines around a difference are printed. */
const around = 3

/** What differs between two releases as text for a terminal. */
export function describeComparison(comparison: ReleaseComparison): string {
  const { before, after, environment, steps, variables, packages, notes } = comparison
  const values = environment === null ? 'Variables, as they are written:' : `Values in ${environment.name}:`
  const told = notes.filter(item => item.notes.trim() !== '')
  return [
    `${before?.version ?? 'nothing'} → ${after.version}${environment === null ? '' : ` in ${environment.name}`}`,
    ...(isNothing(comparison) ? ['Nothing differs.'] : []),
    ...(steps.length === 0 ? [] : ['Steps:', ...steps.flatMap(stepLines)]),
    ...(variables.length === 0 ? [] : [values, ...variables.flatMap(variableLines)]),
    ...(packages.length === 0 ? [] : ['Packages:', ...packages.flatMap(packageLines)]),
    ...(told.length === 0 ? [] : ['Notes:', ...told.flatMap(item => [`  ${item.version}`, ...indented(item.notes, 4)])])
  ].join('\n')
}

const indented = (text: string, by: number): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map(line => `${' '.repeat(by)}${line}`)

function stepLines(step: StepDifference): readonly string[] {
  const moved = step.isMoved ? ` (was step ${step.before}, is step ${step.after})` : ''
  const [only] = step.actions
  const isOne = step.actions.length === 1 && only !== undefined && only.name === step.name
  return [
    `  ${signs[step.kind]} ${step.name}${moved}`,
    ...fieldLines(step.fields, 6),
    ...(isOne ? bodyLines(only, 6) : step.actions.flatMap(actionLines))
  ]
}

const actionLines = (action: ActionDifference): readonly string[] => [
  `      ${signs[action.kind]} ${action.name}`,
  ...bodyLines(action, 10)
]

const bodyLines = ({ fields, texts }: ActionDifference, by: number): readonly string[] => [
  ...fieldLines(fields, by),
  ...texts.flatMap(text => textLines(text, by))
]

const fieldLines = (fields: readonly FieldDifference[], by: number): readonly string[] =>
  fields.map(({ field, before, after }) => `${' '.repeat(by)}${field}: ${change(before, after)}`)

function change(before: string | null, after: string | null): string {
  if (before === null) return after ?? ''
  return `${before} → ${after ?? 'not set any more'}`
}

/** With a few same lines around what differs. */
function textLines({ field, lines }: TextDifference, by: number): readonly string[] {
  const marks = lines.flatMap(({ kind }, index) => (kind === 'same' ? [] : [index]))
  const near = (index: number) => marks.some(mark => Math.abs(mark - index) <= around)
  const shown: string[] = []
  let isCut = false
  for (const [index, { kind, text }] of lines.entries()) {
    if (!near(index)) {
      isCut = true
      continue
    }
    if (isCut) shown.push('@@')
    isCut = false
    shown.push(`${signs[kind]}${text}`)
  }
  const space = ' '.repeat(by)
  return [`${space}${field}:`, ...shown.map(line => `${space}  ${line}`)]
}

function variableLines(variable: VariableDifference): readonly string[] {
  const { name, kind, before, after, scope, fields } = variable
  const where = scope === '' ? '' : ` (${scope})`
  if (before?.kind === 'secret' && after?.kind === 'secret')
    return [`  ${signs[kind]} ${name}${where}: another secret`, ...fieldLines(fields, 6)]
  const value = change(before && shown(before), after && shown(after))
  const isSame = before !== null && after !== null && shown(before) === shown(after)
  return [`  ${signs[kind]} ${name}${where}${isSame ? '' : `: ${value}`}`, ...fieldLines(fields, 6)]
}

const shown = (value: VariableText): string => {
  if (value.kind === 'secret') return 'a secret'
  return value.kind === 'tied' ? 'several values with equal right' : value.text
}

function packageLines({ place, packageId, kind, before, after, files }: PackageDifference): readonly string[] {
  const sign = kind === 'same-version-other-content' ? signs.changed : signs[kind]
  const what =
    kind === 'same-version-other-content' ? `${after} (the same version, other content)` : change(before, after)
  return [
    `  ${sign} ${packageId} of “${place}”: ${what}`,
    ...(files ?? []).map(({ path, kind: of }) => `      ${signs[of]} ${path}`)
  ]
}
