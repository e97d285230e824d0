import { Radio, Select, Stack } from '@mantine/core'
import type { Output } from '@shared/api'
import type { ProjectId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { FailureAlert } from '../../../components/FailureAlert'
import { Icon } from '../../../components/Icon'
import { TemplateField } from '../../../components/template-field/TemplateField'
import type { SaveForm } from '../../../forms/use-save-form'
import type { Latest } from '../../../stores/use-latest'
import classes from './settings.module.css'
import { donorChoices, type SettingsValues } from './settings-form'
import { type NamedValue, versionNames } from './version-names'

interface VersioningFieldsProps {
  readonly projectId: ProjectId
  readonly form: SaveForm<SettingsValues, unknown>['form']
  readonly steps: readonly Step[]
  /** Variables that have a value already when a release is made. */
  readonly variables: readonly string[]
  readonly preview: Latest<Output<'release.preview'>>
}

/** Where the version of a new release comes from, with what it would be now. */
export function VersioningFields({ projectId, form, steps, variables, preview }: VersioningFieldsProps) {
  const { versioning, template, donor } = form.values
  const donors = donorChoices(steps)
  const isGone = donor !== '' && !donors.some(({ value }) => value === donor)
  return (
    <>
      <Radio.Group
        label="The version of a new release"
        value={versioning}
        onChange={value => {
          if (value === 'count' || value === 'template' || value === 'package') form.setFieldValue('versioning', value)
        }}
      >
        <Stack gap={10} mt={8}>
          <Radio value="count" label="counts on from the newest release" description="1.4.2 is followed by 1.4.3." />
          <Radio
            value="template"
            label="is made by a template"
            description="Of numbers of earlier releases, the date and variables; or a mask, such as 1.2.i."
          />
          <Radio value="package" label="is that of a package" description="A release is called as what it deploys." />
        </Stack>
      </Radio.Group>
      {versioning === 'template' && (
        <div className={classes.indented}>
          <TemplateField
            label="Template"
            isMono
            isRequired
            value={template}
            variables={[...versionNames.map(({ name }) => name), ...variables]}
            error={form.errors['versioning.template']}
            onChange={value => {
              form.setFieldValue('template', value)
              form.clearFieldError('versioning.template')
            }}
          />
          <NameHelp names={versionNames} title="Names for the template" />
        </div>
      )}
      {versioning === 'package' && (
        <div className={classes.indented}>
          {donors.length === 0 && !isGone ? (
            <p className={classes.quiet}>
              The <Link href={`/projects/${projectId}/process`}>process</Link> has no package yet.
            </p>
          ) : (
            <Select
              label="Package"
              placeholder="Choose a package"
              maw={520}
              data={[
                ...donors.map(({ value, label }) => ({ value, label })),
                ...(isGone ? [{ value: donor, label: 'A package that is gone' }] : [])
              ]}
              allowDeselect={false}
              value={donor === '' ? null : donor}
              error={
                form.errors.versioning ??
                (isGone ? 'The process does not have it any more. Choose another one.' : undefined)
              }
              onChange={value => {
                form.setFieldValue('donor', value ?? '')
                form.clearFieldError('versioning')
              }}
            />
          )}
        </div>
      )}
      <NextVersion preview={preview} isAsked={versioning !== 'package' || donor !== ''} />
    </>
  )
}

/** What the next version would be with what is typed. */
function NextVersion({
  preview: { load, isBehind },
  isAsked
}: {
  readonly preview: VersioningFieldsProps['preview']
  readonly isAsked: boolean
}) {
  if (!isAsked) return <Preview label="The next release">Choose a package first.</Preview>
  if (load.state === 'loading') return <Preview label="The next release">…</Preview>
  if (load.state === 'failed') return <FailureAlert failure={load.failure} severity="warning" />
  const { version, why, problems } = load.value
  return (
    <Preview label="The next release" isBehind={isBehind}>
      {version !== null && <code className={classes.version}>{version}</code>}
      {why !== null && <span className={classes.quiet}>{why}</span>}
      {problems.map(problem => (
        <span key={problem} className={classes.problem}>
          <Icon name="warning" size={13} label="Warning" /> {problem}
        </span>
      ))}
    </Preview>
  )
}

interface PreviewProps {
  readonly label: string
  readonly isBehind?: boolean
  readonly children: ReactNode
}

/** A box with what something comes to. */
export function Preview({ label, isBehind = false, children }: PreviewProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an output element would be read as one line
    <div className={classes.preview} role="group" aria-label={label} data-behind={isBehind || undefined}>
      <p className={classes.previewLabel}>{label}</p>
      <div className={classes.previewBody} role="status" aria-live="polite">
        {children}
      </div>
    </div>
  )
}

/** The names that a template may have, folded. */
export function NameHelp({ names, title }: { readonly names: readonly NamedValue[]; readonly title: string }) {
  return (
    <details className={classes.help}>
      <summary>
        <Icon name="chevron-right" size={11} /> {title}
      </summary>
      <dl className={classes.names}>
        {names.map(({ name, means }) => (
          <div key={name}>
            <dt>
              <code>{`#{${name}}`}</code>
            </dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.quiet}>
        Also variables of the project that hold everywhere. After <code>{'#{'}</code> names are offered.
      </p>
    </details>
  )
}
