import { ConfigurationError } from './errors'
import { FeatureFailure, type FeatureRun, type FileTree, type FoundFile, labelOf } from './feature-run'
import type { MessageLevel } from './messages'
import { decodeText, encodeXmlText } from './text-encoding'
import { applyTransform, type XdtMessage } from './xdt'
import { planTransforms, type TransformPair } from './xdt-pairs'

const prefix = 'Octopus.Action.Package'

/** Applies XML Document Transforms: those that the step names, then those of the release, the environment, the tenant. */
export async function transformConfigFiles(run: FeatureRun): Promise<void> {
  const explicit = run.text(`${prefix}.AdditionalXmlConfigurationTransforms`) ?? ''
  const automatic = run.flag(`${prefix}.AutomaticallyRunConfigurationTransformationFiles`)
  const environment = run.text('Octopus.Environment.Name')
  const tenant = run.text('Octopus.Deployment.Tenant.Name')
  for (const tree of run.trees) {
    const plan = planTransforms({ files: await tree.list(), explicit, automatic, environment, tenant })
    for (const pair of plan.pairs) await transformFile(run, tree, pair)
    for (const line of plan.unmatched) {
      run.say('info', `The transform '${line}' was not applied in ${tree.name}, since no files fit it.`)
    }
  }
}

async function transformFile(run: FeatureRun, tree: FileTree, { transform, source }: TransformPair): Promise<void> {
  const instructions = await readTransform(run, tree, transform)
  if (instructions === null) {
    run.say('info', `The transform '${transform}' was not applied to '${source}', since it is not there.`)
    return
  }
  const file: FoundFile = { tree, path: source, label: labelOf(run, tree, source) }
  const by = labelOf(run, tree, transform)
  run.transforms.add(by)
  if (run.secretFiles.has(by)) run.secretFiles.add(file.label)
  run.say('info', `Transforming '${file.label}' using '${transform}'.`, file.label)
  const before = await tree.read(source)
  const { text, encoding } = decodeText(before, { isXml: true })
  const result = tryTransform(text, decodeText(instructions, { isXml: true }).text)
  tellAll(run, file, result.messages)
  const { bytes, warnings } = encodeXmlText(result.text, encoding)
  for (const warning of warnings) run.say('warning', warning, file.label)
  await run.write(file, before, bytes)
}

/** A transform by its place in the tree, or by an absolute path, which may lie anywhere. */
const readTransform = async (run: FeatureRun, tree: FileTree, path: string): Promise<Uint8Array | null> =>
  /^(?:[\\/]|[a-z]:)/i.test(path) ? run.files.readAbsolute(path) : tree.read(path)

function tryTransform(
  source: string,
  transform: string
): { readonly text: string; readonly messages: readonly XdtMessage[] } {
  try {
    return applyTransform(source, transform)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return { text: source, messages: [{ level: 'error', message: error.message }] }
  }
}

/** Says what a transform told, at the level that the step wants it to have. Errors end the work when all is said. */
function tellAll(run: FeatureRun, file: FoundFile, messages: readonly XdtMessage[]): void {
  const isLenient = run.flag(`${prefix}.IgnoreConfigTransformationErrors`)
  const isStrict = run.flag(`${prefix}.TreatConfigTransformationWarningsAsErrors`, true)
  const isSilent = run.flag(`${prefix}.SuppressConfigTransformationLogging`)
  const lenient: Readonly<Record<XdtMessage['level'], MessageLevel>> = {
    verbose: 'verbose',
    warning: 'info',
    error: 'warning'
  }
  const problems: string[] = []
  for (const { level, message } of messages) {
    if (isLenient) {
      if (level !== 'verbose' || !isSilent) run.say(lenient[level], message, file.label)
    } else if (level === 'error' || (level === 'warning' && isStrict)) {
      problems.push(message)
      run.say('error', message, file.label)
    } else if (level !== 'verbose' || !isSilent) run.say(level, message, file.label)
  }
  if (problems.length > 0) {
    throw new FeatureFailure(`Transforming '${file.label}' failed: ${problems.join(' ')}`, file.label)
  }
}
