/** What is to be done in the files of a folder; patterns may hold references. */
export interface WantedFeatures {
  readonly substituteIn?: readonly string[] | undefined
  readonly structuredIn?: readonly string[] | undefined
  readonly dotNetVariables?: boolean | undefined
  readonly transforms?: boolean | undefined
  readonly additionalTransforms?: string | undefined
}

/** Whether anything is to be done at all. */
export const wantsAny = (wanted: WantedFeatures): boolean =>
  (wanted.substituteIn ?? []).length > 0 ||
  (wanted.structuredIn ?? []).length > 0 ||
  wanted.dotNetVariables === true ||
  wantsTransforms(wanted)

const wantsTransforms = ({ transforms, additionalTransforms }: WantedFeatures): boolean =>
  transforms === true || (additionalTransforms ?? '').trim() !== ''

/** The variables by which the features are switched on. */
export function featureSwitches(wanted: WantedFeatures): Readonly<Record<string, string>> {
  const { substituteIn = [], structuredIn = [], dotNetVariables = false, transforms = false } = wanted
  const features = [
    ...(substituteIn.length > 0 ? ['Octopus.Features.SubstituteInFiles'] : []),
    ...(wantsTransforms(wanted) ? ['Octopus.Features.ConfigurationTransforms'] : []),
    ...(dotNetVariables ? ['Octopus.Features.ConfigurationVariables'] : []),
    ...(structuredIn.length > 0 ? ['Octopus.Features.JsonConfigurationVariables'] : [])
  ]
  return {
    'Octopus.Action.EnabledFeatures': features.join(','),
    'Octopus.Action.SubstituteInFiles.TargetFiles': substituteIn.join('\n'),
    [`${ofPackage}.AutomaticallyRunConfigurationTransformationFiles`]: flag(transforms),
    [`${ofPackage}.AdditionalXmlConfigurationTransforms`]: wanted.additionalTransforms ?? '',
    [`${ofPackage}.AutomaticallyUpdateAppSettingsAndConnectionStrings`]: flag(dotNetVariables),
    [`${ofPackage}.JsonConfigurationVariablesTargets`]: structuredIn.join('\n')
  }
}

const ofPackage = 'Octopus.Action.Package'
const flag = (isOn: boolean): string => (isOn ? 'True' : 'False')
