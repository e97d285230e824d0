import { ActionIcon } from '@mantine/core'
import { Icon } from '../../../components/Icon'
import { TemplateField } from '../../../components/template-field/TemplateField'
import type { DraftAction } from '../draft/nodes'
import type { ActionForm } from './form-host'
import classes from './forms.module.css'

/** What an import brought that has no field of its own: variables of the action while it runs. */
export function PropertyFields({ settings, issueOf, around, onChange }: ActionForm) {
  const entries = Object.entries(settings.properties ?? {})
  const change = (left: readonly (readonly [string, string])[]) =>
    onChange({ properties: left.length === 0 ? undefined : Object.fromEntries(left) })
  return (
    <div className={classes.pairs}>
      {entries.map(([name, value]) => (
        <div key={name} className={classes.propertyLine}>
          <TemplateField
            label={name}
            value={value}
            variables={around.variables}
            error={issueOf(`properties.${name}`)}
            onChange={next => change(entries.map(entry => (entry[0] === name ? [name, next] : entry)))}
          />
          <ActionIcon aria-label={`Remove ${name}`} onClick={() => change(entries.filter(entry => entry[0] !== name))}>
            <Icon name="x" size={13} />
          </ActionIcon>
        </div>
      ))}
      <p className={classes.hint}>
        They came with the process from elsewhere. While the action runs they are variables.
      </p>
    </div>
  )
}

/** The same in a few words. */
export const propertiesSummary = ({ settings }: DraftAction): string => {
  const names = Object.keys(settings.properties ?? {})
  return names.length > 2 ? `${names.length} properties` : names.join(', ')
}
