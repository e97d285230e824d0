import { type BindOptions, type Bound, bindVariables, TemplateError } from '@shared/template'
import { replaceInConfigFiles } from './feature-config-variables'
import {
  type ConfigurationFiles,
  type ConfigurationReport,
  FeatureFailure,
  type FeatureRun,
  type FileTree,
  type FinalValues
} from './feature-run'
import { replaceStructuredVariables } from './feature-structured'
import { substituteInFiles } from './feature-substitution'
import { transformConfigFiles } from './feature-transforms'
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
  { id: 'Octopus.Features.ConfigurationTransforms', apply: transformConfigFiles },
  { id: 'Octopus.Features.ConfigurationVariables', apply: replaceInConfigFiles },
  { id: 'Octopus.Features.JsonConfigurationVariables', apply: replaceStructuredVariables }
]

/**
 * Configures the files of a package as the step's enabled features ask for. Stops at the first failure; what was
 * written until then stays.
 * @param watch who is told of what is made of secrets, in values and in files
 */
export async function configureFolder(
  files: ConfigurationFiles,
  variables: RunVariables,
  watch: BindOptions = {}
): Promise<ConfigurationReport> {
  const messages: ConfigurationMessage[] = []
  const changed = new Set<string>()
  const secretFiles = new Set<string>()
  const report = (failure: string | null): ConfigurationReport => ({
    messages,
    changed: [...changed],
    secret: [...changed].filter(label => secretFiles.has(label)),
    failure
  })
  const say: FeatureRun['say'] = (level, message, file) =>
    messages.push(file === undefined ? { level, message } : { level, message, file })
  try {
    const run = await startRun(files, [...variables], { say, changed, secretFiles, watch })
    const enabled = new Set(listOf(run.text('Octopus.Action.EnabledFeatures')))
    for (const { id, apply } of features) if (enabled.has(id.toLowerCase())) await apply(run)
    return report(null)
  } catch (error) {
    if (!(error instanceof FeatureFailure || error instanceof TemplateError)) throw error
    say('error', error.message, (error instanceof FeatureFailure ? error.file : null) ?? undefined)
    return report(error.message)
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
  raw: readonly (readonly [name: string, value: string | null])[],
  {
    changed,
    watch,
    ...shared
  }: Pick<FeatureRun, 'say' | 'secretFiles'> & { readonly changed: Set<string>; readonly watch: BindOptions }
): Promise<FeatureRun> {
  const variables = bindVariables(raw, watch)
  const { isSensitive = () => false } = watch
  const text = (name: string) => variables.get(name).text
  let values: FinalValues | null = null
  return {
    files,
    trees: await openTrees(files, text('Octopus.Action.AdditionalPaths')),
    variables,
    text,
    flag: (name, usual = false) => {
      const word = text(name)?.trim().toLowerCase()
      return word === 'true' || (word !== 'false' && usual)
    },
    values: () => {
      values ??= finalValues(raw, variables, isSensitive)
      return values
    },
    transforms: new Set(),
    isSensitive,
    ...shared,
    write: async (file, before, after) => {
      if (isSame(before, after)) return
      await file.tree.write(file.path, after)
      changed.add(file.label)
    }
  }
}

function finalValues(
  raw: readonly (readonly [name: string, value: string | null])[],
  variables: Bound,
  isSensitive: FeatureRun['isSensitive']
): FinalValues {
  const broken = new Map<string, string>()
  const secret = new Set<string>()
  const all = raw.map(([name, value]) => {
    const onRead = (read: string) => {
      if (isSensitive(read)) secret.add(name)
    }
    try {
      return [name, variables.get(name, { onRead }).text] as const
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      broken.set(name, error.message)
      return [name, value] as const
    }
  })
  return { all, broken, secret }
}

async function openTrees(files: ConfigurationFiles, paths: string | null): Promise<readonly FileTree[]> {
  const additional = await Promise.all(partsOf(paths).map(path => files.openAdditional(path)))
  return [files, ...additional.filter(tree => tree !== null)]
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at])
