import type { ActionOf } from '@shared/model/action'
import { wordIfTrue } from '../wire'
import { members, type OwnMembers, onlyTrue, unlessEmpty } from './codec'
import type { Properties } from './properties'

type Configuration = Pick<
  ActionOf<'deploy-package'>,
  'substituteIn' | 'structuredIn' | 'dotNetVariables' | 'transforms' | 'additionalTransforms'
>

const names = {
  substitute: 'Octopus.Action.SubstituteInFiles.TargetFiles',
  structured: 'Octopus.Action.Package.JsonConfigurationVariablesTargets',
  dotNet: 'Octopus.Action.Package.AutomaticallyUpdateAppSettingsAndConnectionStrings',
  transforms: 'Octopus.Action.Package.AutomaticallyRunConfigurationTransformationFiles',
  further: 'Octopus.Action.Package.AdditionalXmlConfigurationTransforms'
} as const

/** Octopus does nothing of what follows unless its feature is switched on. */
export const features = {
  substitute: 'Octopus.Features.SubstituteInFiles',
  structured: 'Octopus.Features.JsonConfigurationVariables',
  dotNet: 'Octopus.Features.ConfigurationVariables',
  transforms: 'Octopus.Features.ConfigurationTransforms'
} as const

export const configurationFeatures = (action: Configuration): readonly string[] => [
  ...(action.substituteIn === undefined ? [] : [features.substitute]),
  ...(action.structuredIn === undefined ? [] : [features.structured]),
  ...(action.dotNetVariables === true ? [features.dotNet] : []),
  ...(action.transforms === true || action.additionalTransforms !== undefined ? [features.transforms] : [])
]

export const configurationProperties = (action: Configuration): Readonly<Record<string, string | undefined>> => ({
  [names.substitute]: action.substituteIn?.join('\n'),
  [names.structured]: action.structuredIn?.join('\n'),
  [names.dotNet]: wordIfTrue(action.dotNetVariables),
  [names.transforms]: wordIfTrue(action.transforms),
  [names.further]: action.additionalTransforms
})

/** @param isOn whether a feature is switched on */
export const configurationIn = (properties: Properties, isOn: (feature: string) => boolean): OwnMembers =>
  members({
    substituteIn: isOn(features.substitute) ? unlessEmpty(properties.takeLines(names.substitute)) : undefined,
    structuredIn: isOn(features.structured) ? unlessEmpty(properties.takeLines(names.structured)) : undefined,
    dotNetVariables: isOn(features.dotNet) ? onlyTrue(properties.takeFlag(names.dotNet)) : undefined,
    transforms: isOn(features.transforms) ? onlyTrue(properties.takeFlag(names.transforms)) : undefined,
    additionalTransforms: isOn(features.transforms) ? properties.take(names.further) : undefined
  })
