import { evaluate } from '@shared/template'
import {
  type ConfigurationFiles,
  type ConfigurationReport,
  FeatureFailure,
  type FeatureRun,
  type FileTree,
  labelOf
} from './feature-run'
import { replaceStructuredVariables } from './feature-structured'
import { substituteInFiles } from './feature-substitution'
import type { ConfigurationMessage } from './messages'

/** Names and raw values: each value is a template in the others. */
export type RunVariables = Iterable<readonly [name: string, value: string | null]>

interface Feature {
  readonly id: string
  readonly apply: (run: FeatureRun) => Promise<void>
}

/** The features in the order in which they work on the files. */
const features: readonly Feature[] = [
  { id: 'Octopus.Features.SubstituteInFiles', apply: substituteInFiles },
  { id: 'Octopus.Features.JsonConfigurationVariables', apply: replaceStructuredVariables }
]

/**
 * Configures the files of a package as the step's enabled features ask for. Stops at the first failure; what was
 * written until then stays.
 */
export async function configureFolder(
  files: ConfigurationFiles,
  variables: RunVariables
): Promise<ConfigurationReport> {
  const messages: ConfigurationMessage[] = []
  const changed = new Set<string>()
  const run = await startRun(files, [...variables], messages, changed)
  const enabled = new Set(listOf(run.text('Octopus.Action.EnabledFeatures')))
  try {
    for (const { id, apply } of features) if (enabled.has(id.toLowerCase())) await apply(run)
    return { messages, changed: [...changed], failure: null }
  } catch (error) {
    if (!(error instanceof FeatureFailure)) throw error
    run.say('error', error.message, error.file ?? undefined)
    return { messages, changed: [...changed], failure: error.message }
  }
}

/** The parts of a list with commas, in lower case. */
const listOf = (text: string | null): readonly string[] => partsOf(text).map(part => part.toLowerCase())

const partsOf = (text: string | null): readonly string[] =>
  (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')

async function startRun(
  files: ConfigurationFiles,
  variables: readonly (readonly [name: string, value: string | null])[],
  messages: ConfigurationMessage[],
  changed: Set<string>
): Promise<FeatureRun> {
  const raw = new Map(variables.map(([name, value]) => [name.toLowerCase(), value]))
  const evaluateValue = (value: string | null) => (value === null ? null : evaluate(value, variables).text)
  const text = (name: string) => evaluateValue(raw.get(name.toLowerCase()) ?? null)
  let values: readonly (readonly [string, string | null])[] | null = null
  const run: FeatureRun = {
    files,
    trees: await openTrees(files, text('Octopus.Action.AdditionalPaths')),
    evaluate: template => evaluate(template, variables, { haltOnError: false }),
    text,
    flag: (name, usual = false) => {
      const word = text(name)?.trim().toLowerCase()
      return word === 'true' || (word !== 'false' && usual)
    },
    values: () => (values ??= variables.map(([name, value]) => [name, evaluateValue(value)] as const)),
    say: (level, message, file) => messages.push(file === undefined ? { level, message } : { level, message, file }),
    write: async (file, before, after) => {
      if (isSame(before, after)) return
      await file.tree.write(file.path, after)
      changed.add(labelOf(run, file.tree, file.path))
    }
  }
  return run
}

async function openTrees(files: ConfigurationFiles, paths: string | null): Promise<readonly FileTree[]> {
  const additional = await Promise.all(partsOf(paths).map(path => files.openAdditional(path)))
  return [files, ...additional.filter(tree => tree !== null)]
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at])
