import { replaceDotNetVariables } from './dotnet-variables'
import { ConfigurationError } from './errors'
import {
  FeatureFailure,
  type FeatureRun,
  type FinalValues,
  type FoundFile,
  labelOf,
  noteSecrets,
  refuseBroken
} from './feature-run'
import { decodeText, encodeXmlText } from './text-encoding'

/** Puts variables into the settings of every .NET configuration file that did not serve as a transform. */
export async function replaceInConfigFiles(run: FeatureRun): Promise<void> {
  if (!run.flag('Octopus.Action.Package.AutomaticallyUpdateAppSettingsAndConnectionStrings')) return
  const isLenient = run.flag('Octopus.Action.Package.IgnoreVariableReplacementErrors')
  const values = run.values()
  for (const tree of run.trees) {
    for (const path of await tree.list()) {
      const label = labelOf(run, tree, path)
      if (/\.config$/i.test(path) && !run.transforms.has(label)) {
        await replaceInConfigFile(run, { tree, path, label }, values, isLenient)
      }
    }
  }
}

async function replaceInConfigFile(
  run: FeatureRun,
  file: FoundFile,
  values: FinalValues,
  isLenient: boolean
): Promise<void> {
  const before = await file.tree.read(file.path)
  const { text, encoding } = decodeText(before, { isXml: true })
  try {
    const replaced = replaceDotNetVariables(text, values.all)
    refuseBroken(values, replaced.hits, file.label)
    noteSecrets(run, values, replaced.hits, file.label)
    if (!replaced.changed) return
    const { bytes, warnings } = encodeXmlText(replaced.text, encoding)
    for (const name of replaced.hits) run.say('verbose', `Setting '${name}' in '${file.label}'.`, file.label)
    for (const warning of warnings) run.say('warning', warning, file.label)
    await run.write(file, before, bytes)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const message = `Replacing variables in '${file.label}' failed. ${error.message}`
    if (!isLenient) throw new FeatureFailure(message, file.label)
    run.say('info', message, file.label)
  }
}
