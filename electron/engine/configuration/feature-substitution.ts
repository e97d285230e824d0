import { FeatureFailure, type FeatureRun, findTargets } from './feature-run'
import { substituteInFile } from './substitute'

const prefix = 'Octopus.Action.SubstituteInFiles'

/** Takes each of the target files for a template. */
export async function substituteInFiles(run: FeatureRun): Promise<void> {
  const hasWarning = run.flag(`${prefix}.EnableNoMatchWarning`, true)
  const isStrict = run.flag('OctopusShouldFailDeploymentOnSubstitutionFails')
  const outputEncoding = run.text(`${prefix}.OutputEncoding`)
  const onMissing = (pattern: string) => {
    const where = run.trees.map(({ name }) => name).join(', ')
    if (hasWarning)
      run.say('warning', `No files were found in ${where} that match the substitution target pattern '${pattern}'`)
  }
  for (const file of await findTargets(run, `${prefix}.TargetFiles`, onMissing)) {
    run.say('verbose', `Replacing tokens in '${file.label}'.`, file.label)
    const before = await file.tree.read(file.path)
    const onRead = (name: string) => {
      if (run.isSensitive(name)) run.secretFiles.add(file.label)
    }
    const outcome = substituteInFile(before, run.variables, { outputEncoding, onRead })
    if (!outcome.ok) throw new FeatureFailure(`Evaluating '${file.label}' failed: ${outcome.error}`, file.label)
    const { bytes, error, warnings } = outcome
    if (error !== null) {
      const message = `Parsing file '${file.label}' with Octostache returned the following error: ${error}`
      if (isStrict) throw new FeatureFailure(message, file.label)
      run.say('verbose', message, file.label)
    }
    for (const warning of warnings) run.say('warning', warning, file.label)
    await run.write(file, before, bytes)
  }
}
