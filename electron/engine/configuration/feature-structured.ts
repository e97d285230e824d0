import { replaceVariablesInFile } from './dispatch'
import { FeatureFailure, type FeatureRun, findTargets, noteSecrets, refuseBroken } from './feature-run'

/** Puts variables into the structures of the target files. */
export async function replaceStructuredVariables(run: FeatureRun): Promise<void> {
  const isJsonOnly = run.flag('Octopus.Action.StructuredConfigurationFallbackFlag')
  const onMissing = (pattern: string, isFolder: boolean) => {
    const message = isFolder
      ? `Skipping structured variable replacement on '${pattern}' because it is a directory.`
      : `No files were found that match the replacement target pattern '${pattern}'`
    run.say('warning', message)
  }
  const targets = await findTargets(run, 'Octopus.Action.Package.JsonConfigurationVariablesTargets', onMissing)
  const values = run.values()
  for (const file of targets) {
    run.say('verbose', `Replacing structured variables in '${file.label}'.`, file.label)
    const before = await file.tree.read(file.path)
    const outcome = replaceVariablesInFile({ path: file.path, bytes: before }, values.all, { isJsonOnly })
    for (const { level, message } of outcome.messages) run.say(level, message, file.label)
    if (!outcome.ok) {
      const message = `Structured variable replacement failed on file '${file.label}'. ${outcome.error.message}`
      throw new FeatureFailure(message, file.label)
    }
    refuseBroken(values, outcome.hits, file.label)
    noteSecrets(run, values, outcome.hits, file.label)
    await run.write(file, before, outcome.bytes)
  }
}
