import { ActionIcon, Button, Select, Switch } from '@mantine/core'
import type { NginxSite } from '@shared/model/package-action'
import type { ReactNode } from 'react'
import { Icon } from '../../../components/Icon'
import { TemplateField } from '../../../components/template-field/TemplateField'
import { newSite } from '../draft/kinds'
import type { SettingsOf } from '../draft/nodes'
import { Fold } from './Fold'
import { NumberField } from './fields'
import { type ActionForm, hasIssue } from './form-host'
import classes from './forms.module.css'
import type { Folds } from './use-folds'

type Form = ActionForm<SettingsOf<'deploy-package'>>
interface SiteForm extends Form {
  readonly site: NginxSite
  readonly onSite: (site: NginxSite) => void
}
type Binding = NginxSite['bindings'][number]
type Location = NginxSite['locations'][number]

function nginxSummary(site: NginxSite | undefined): string {
  if (site === undefined) return 'None'
  const ports = site.bindings.map(({ port }) => (Number.isNaN(port) ? '?' : port)).join(', ')
  return `${site.hostName ?? 'Every name'} on port ${ports}`
}

/** A site of NGINX that serves the package, or goes before it. */
export function NginxFold({ form, folds }: { readonly form: Form; readonly folds: Folds }) {
  const { action, settings, issueOf, onChange } = form
  const site = settings.nginx
  const siteForm = site === undefined ? null : { ...form, site, onSite: (nginx: NginxSite) => onChange({ nginx }) }
  return (
    <Fold
      title="NGINX"
      summary={nginxSummary(site)}
      isOpen={folds.isOpen('nginx')}
      onToggle={() => folds.toggle('nginx')}
      hasIssue={hasIssue(issueOf, 'nginx')}
    >
      <Switch
        label="Set up a site of NGINX"
        description="Writes its configuration, checks it with nginx -t and reloads. Needs sudo without a password for cp, mv, rm and nginx."
        checked={site !== undefined}
        onChange={event =>
          onChange({ nginx: event.currentTarget.checked ? (action.kept.nginx ?? newSite()) : undefined })
        }
      />
      {siteForm !== null && (
        <>
          <Names {...siteForm} />
          <Bindings {...siteForm} />
          <Locations {...siteForm} />
        </>
      )}
    </Fold>
  )
}

/** The record without what is empty text. */
function withText<T extends object, K extends keyof T>(record: T, key: K, text: string): T {
  const { [key]: _before, ...rest } = record
  return (text === '' ? rest : { ...rest, [key]: text }) as T
}

function Names({ site, onSite, around, issueOf }: SiteForm) {
  return (
    <div className={classes.half}>
      <TemplateField
        label="Names that it answers to"
        description="Empty: every name."
        placeholder="shop.example www.shop.example"
        isMono
        variables={around.variables}
        value={site.hostName ?? ''}
        error={issueOf('nginx.hostName')}
        onChange={text => onSite(withText(site, 'hostName', text))}
      />
      <TemplateField
        label="Name of its file"
        description="Empty: package and environment."
        isMono
        variables={around.variables}
        value={site.configName ?? ''}
        error={issueOf('nginx.configName')}
        onChange={text => onSite(withText(site, 'configName', text))}
      />
    </div>
  )
}

interface ListProps {
  readonly label: string
  readonly noun: string
  readonly hint?: string
  readonly error: string | null
  readonly onAdd: () => void
  readonly children: ReactNode
}

const List = ({ label, noun, hint, error, onAdd, children }: ListProps) => (
  <fieldset className={classes.pairs}>
    <legend className={classes.label}>{label}</legend>
    {hint !== undefined && <p className={classes.hint}>{hint}</p>}
    {children}
    {error !== null && <p className={classes.error}>{error}</p>}
    <div>
      <Button size="compact-sm" variant="default" leftSection={<Icon name="plus" size={12} />} onClick={onAdd}>
        Add {noun}
      </Button>
    </div>
  </fieldset>
)

const replacedAt = <T,>(items: readonly T[], at: number, item: T): T[] =>
  items.map((other, index) => (index === at ? item : other))

function Bindings({ site, onSite, around, issueOf }: SiteForm) {
  const { bindings } = site
  const set = (next: Binding[]) => onSite({ ...site, bindings: next })
  return (
    <List
      label="Listens on"
      noun="binding"
      error={bindings.length === 0 ? issueOf('nginx.bindings') : null}
      onAdd={() => set([...bindings, { protocol: 'https', port: 443 }])}
    >
      {bindings.map((binding, index) => (
        // Bindings have no identity besides their place.
        <div key={index} className={classes.binding} data-certificate={binding.protocol === 'https' || undefined}>
          <Select
            label={`Protocol ${index + 1}`}
            allowDeselect={false}
            data={['http', 'https']}
            value={binding.protocol}
            onChange={protocol =>
              set(replacedAt(bindings, index, { ...binding, protocol: protocol as Binding['protocol'] }))
            }
          />
          <NumberField
            label={`Port ${index + 1}`}
            value={binding.port}
            error={issueOf(`nginx.bindings.${index}.port`)}
            onChange={port => set(replacedAt(bindings, index, { ...binding, port }))}
          />
          <TemplateField
            label={`Address ${index + 1}`}
            placeholder="All addresses"
            isMono
            variables={around.variables}
            value={binding.ip ?? ''}
            error={issueOf(`nginx.bindings.${index}.ip`)}
            onChange={text => set(replacedAt(bindings, index, withText(binding, 'ip', text)))}
          />
          {binding.protocol === 'https' && (
            <TemplateField
              label={`Certificate ${index + 1}`}
              placeholder="Variable of a certificate"
              variables={around.variables}
              value={binding.certificate ?? ''}
              error={issueOf(`nginx.bindings.${index}.certificate`)}
              onChange={text => set(replacedAt(bindings, index, withText(binding, 'certificate', text)))}
            />
          )}
          <ActionIcon
            className={classes.besideField ?? ''}
            aria-label={`Remove binding ${index + 1}`}
            onClick={() => set(bindings.filter((_, at) => at !== index))}
          >
            <Icon name="x" size={13} />
          </ActionIcon>
        </div>
      ))}
    </List>
  )
}

function Locations({ site, onSite, around, issueOf }: SiteForm) {
  const { locations } = site
  const set = (next: Location[]) => onSite({ ...site, locations: next })
  const isOfOne = locations.some((_, index) => issueOf(`nginx.locations.${index}`) !== null)
  return (
    <List
      label="Locations"
      hint="Lines such as proxy_pass http://localhost:5000; without any, files of the package are served."
      noun="location"
      error={isOfOne ? null : issueOf('nginx.locations')}
      onAdd={() => set([...locations, { path: '' }])}
    >
      {locations.map((location, index) => (
        // Locations have no identity besides their place.
        <div key={index} className={classes.pairLine}>
          <TemplateField
            label={null}
            aria-label={`Path of location ${index + 1}`}
            placeholder="/"
            isMono
            variables={around.variables}
            value={location.path}
            error={issueOf(`nginx.locations.${index}.path`)}
            onChange={path => set(replacedAt(locations, index, { ...location, path }))}
          />
          <TemplateField
            label={null}
            aria-label={`Directives of location ${index + 1}`}
            placeholder="Files of the package"
            rows={1}
            isMono
            variables={around.variables}
            value={location.directives ?? ''}
            error={issueOf(`nginx.locations.${index}.directives`)}
            onChange={text => set(replacedAt(locations, index, withText(location, 'directives', text)))}
          />
          <ActionIcon
            aria-label={`Remove location ${index + 1}`}
            onClick={() => set(locations.filter((_, at) => at !== index))}
          >
            <Icon name="x" size={13} />
          </ActionIcon>
        </div>
      ))}
    </List>
  )
}
