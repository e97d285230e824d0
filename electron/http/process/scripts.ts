import type { ActionOf } from '@shared/model/action'
import { refuse } from '../request'
import { type Codec, members, type ReadAction, type WrittenAction } from './codec'
import { configurationFeatures, configurationIn, configurationProperties, features } from './configuration'
import { featureProperty, featuresIn } from './features'
import { languageIn, languageWords } from './languages'

const own = 'Octopus.Action.Script.'

/** Octopus' one kind for scripts, which are written in the process or lie in a package. */
export const scriptType = 'Octopus.Script'

const written = (
  { syntax, parameters }: Pick<ActionOf<'script'>, 'syntax' | 'parameters'>,
  source: 'Inline' | 'Package'
) => ({
  [`${own}ScriptSource`]: source,
  [`${own}Syntax`]: languageWords[syntax],
  [`${own}ScriptParameters`]: parameters
})

export const scripts: Codec<'script'> & { writePackaged(action: ActionOf<'package-script'>): WrittenAction } = {
  write: action => ({
    type: scriptType,
    properties: { ...written(action, 'Inline'), [`${own}ScriptBody`]: action.body },
    references: action.packages
  }),
  writePackaged: action => ({
    type: scriptType,
    properties: {
      ...written(action, 'Package'),
      [`${own}ScriptFileName`]: action.file,
      ...configurationProperties(action),
      ...featureProperty(configurationFeatures(action))
    },
    own: action.package,
    references: action.packages
  }),
  read: given => {
    const source = (given.properties.take(`${own}ScriptSource`) ?? 'Inline').toLowerCase()
    if (source === 'inline') return inline(given)
    if (source === 'package') return packaged(given)
    return refuse(
      `${given.path}.Properties.${own}ScriptSource`,
      `Slipway takes no scripts from “${source}”.`,
      'Say Inline or Package.'
    )
  }
}

const common = ({ properties, packages, path }: ReadAction) => ({
  syntax: languageIn(properties.take(`${own}Syntax`), `${path}.Properties.${own}Syntax`),
  parameters: properties.take(`${own}ScriptParameters`),
  packages: packages.references
})

function inline(given: ReadAction) {
  featuresIn(given.properties, [], given.path)
  return members({ type: 'script', ...common(given), body: given.properties.takeWords(`${own}ScriptBody`) ?? '' })
}

function packaged(given: ReadAction) {
  const isOn = featuresIn(given.properties, Object.values(features), given.path)
  return members({
    type: 'package-script',
    ...common(given),
    package: given.packages.own,
    file: given.properties.take(`${own}ScriptFileName`) ?? '',
    ...configurationIn(given.properties, isOn)
  })
}
