import { Button, NumberInput, Select, Switch } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { canonicalJson } from '@shared/canonical-json'
import type { Step } from '@shared/model/process'
import type { Project } from '@shared/model/project'
import type { FormEvent } from 'react'
import { Card } from '../../../components/Card'
import { ConflictCard } from '../../../components/ConflictCard'
import { FailureAlert } from '../../../components/FailureAlert'
import { Icon } from '../../../components/Icon'
import { Markdown } from '../../../components/Markdown'
import { PageHeader } from '../../../components/PageHeader'
import { Screen } from '../../../components/Screen'
import { Section } from '../../../components/Section'
import { TemplateField } from '../../../components/template-field/TemplateField'
import formClasses from '../../../forms/form.module.css'
import { useFollowStored } from '../../../forms/use-follow-stored'
import type { SaveForm } from '../../../forms/use-save-form'
import { useSaveKey } from '../../../lib/use-save-key'
import { useCatalog } from '../../../stores/catalog'
import { type Latest, useLatest } from '../../../stores/use-latest'
import { LifecycleField } from '../../lifecycles/LifecycleField'
import { ProjectTabs } from '../ProjectTabs'
import classes from './settings.module.css'
import { type SettingsValues, settingsValuesOf, versioningOf } from './settings-form'
import { useSettingsForm } from './use-settings-form'
import { NameHelp, Preview, VersioningFields } from './VersioningFields'
import { noteNames } from './version-names'

interface SettingsEditorProps {
  readonly project: Project
  readonly steps: readonly Step[]
  /** Variables that have a value already when a release is made. */
  readonly variables: readonly string[]
}

/** The settings of a project, saved together. */
export function SettingsEditor({ project, steps, variables }: SettingsEditorProps) {
  const save = useSettingsForm(project)
  const { form } = save
  const stored = settingsValuesOf(project)
  const { isDirty, isConflict, isSaving, show, save: saveAll } = useFollowStored(save, stored, canonicalJson)
  const submit = async () => {
    const saved = await saveAll({
      valuesOf: settingsValuesOf,
      afterwards: () => useCatalog.getState().refresh('project')
    })
    if (saved !== null) notifications.show({ message: 'The settings are saved.' })
  }
  const discard = () => show(stored)
  // Whose changes are dropped is never decided by a key.
  const maySave = isDirty && !isConflict
  const canSave = maySave && !isSaving
  useSaveKey(() => void submit(), maySave, isSaving)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (canSave) void submit()
  }
  return (
    <Screen width="narrow">
      <Head
        project={project}
        save={save}
        isDirty={isDirty}
        canSave={canSave}
        onDiscard={discard}
        onSave={() => void submit()}
      />
      <div className={classes.notes}>
        {isConflict && (
          <ConflictCard what="The settings" isBusy={save.isBusy} onReload={discard} onKeepMine={() => void submit()} />
        )}
        {save.failure && <FailureAlert failure={save.failure} />}
      </div>
      <form noValidate onSubmit={onSubmit}>
        {project.releases?.isDisabled === true && (
          <p className={classes.disabled}>
            <Icon name="pause" size={14} /> The project is disabled: no releases are made and nothing is deployed.
          </p>
        )}
        <WayOfReleases form={form} />
        <NewReleases project={project} steps={steps} variables={variables} form={form} />
        <Deploying form={form} />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Screen>
  )
}

interface HeadProps {
  readonly project: Project
  readonly save: SaveForm<SettingsValues, unknown>
  readonly isDirty: boolean
  readonly canSave: boolean
  readonly onDiscard: () => void
  readonly onSave: () => void
}

function Head({ project, save, isDirty, canSave, onDiscard, onSave }: HeadProps) {
  return (
    <PageHeader
      title="Settings"
      crumbs={[
        { label: 'Projects', href: '/projects' },
        { label: project.name, href: `/projects/${project.id}` }
      ]}
      badge={isDirty && <span className={classes.dirty}>Unsaved changes</span>}
      actions={
        <>
          {isDirty && (
            <Button variant="subtle" color="gray" onClick={onDiscard}>
              Discard
            </Button>
          )}
          <Button onClick={onSave} disabled={!canSave} loading={save.isBusy} title="Save (Ctrl+S)">
            Save
          </Button>
        </>
      }
    >
      <ProjectTabs projectId={project.id} current="settings" />
    </PageHeader>
  )
}

type Form = SaveForm<SettingsValues, unknown>['form']

/** Where releases may go, and how many of them are kept. */
function WayOfReleases({ form }: { readonly form: Form }) {
  return (
    <Section title="The way of its releases" description="Channels may have a lifecycle of their own.">
      <Card>
        <div className={formClasses.fields}>
          <LifecycleField
            value={form.values.lifecycleId}
            fallback={{ id: null, words: 'The default lifecycle' }}
            error={form.errors.lifecycleId}
            onChange={id => form.setFieldValue('lifecycleId', id)}
          />
          <Switch
            label="Each channel keeps its own releases"
            description="When old releases are let go, each channel has its newest ones, its own release in each environment and its way back. Otherwise all channels count together."
            {...form.getInputProps('hasDiscreteChannels', { type: 'checkbox' })}
          />
          <Switch
            label="Older deployments stay in the queue"
            description="Otherwise a newer one to the same place supersedes those that have not begun, where both are to do everything."
            {...form.getInputProps('keepsQueued', { type: 'checkbox' })}
          />
        </div>
      </Card>
    </Section>
  )
}

interface NewReleasesProps extends SettingsEditorProps {
  readonly form: Form
}

/** What a new release begins with. */
function NewReleases({ project, steps, variables, form }: NewReleasesProps) {
  const { notesTemplate } = form.values
  const versioning = versioningOf(form.values)
  const preview = useLatest(
    'release.preview',
    versioning === null
      ? null
      : {
          projectId: project.id,
          versioning: versioning ?? null,
          ...(notesTemplate.trim() === '' ? {} : { notes: notesTemplate })
        }
  )
  return (
    <Section title="New releases">
      <Card>
        <div className={formClasses.fields}>
          <VersioningFields projectId={project.id} form={form} steps={steps} variables={variables} preview={preview} />
          <TemplateField
            label="Release notes begin with"
            description="In Markdown. #{…} is replaced when the release is created."
            placeholder={'Build #{BuildNumber}'}
            rows={4}
            value={notesTemplate}
            variables={[...noteNames.map(({ name }) => name), ...variables]}
            error={form.errors.notesTemplate}
            onChange={value => form.setFieldValue('notesTemplate', value)}
          />
          <NameHelp names={noteNames} title="Names for the notes" />
          {notesTemplate.trim() !== '' && <NotesPreview preview={preview} />}
        </div>
      </Card>
    </Section>
  )
}

function NotesPreview({ preview: { load, isBehind } }: { readonly preview: Latest<{ readonly notes: string }> }) {
  if (load.state !== 'ready') return null
  return (
    <Preview label="As they would read now" isBehind={isBehind}>
      <Markdown text={load.value.notes} />
    </Preview>
  )
}

const tenancyWords: Readonly<Record<SettingsValues['tenancy'], string>> = {
  none: 'A release is deployed once to each environment.',
  allowed: 'A release is deployed to an environment for each tenant separately, or once for nobody in particular.',
  required: 'A release is deployed to an environment for each tenant separately, and never without one.'
}

/** Whether releases are deployed for tenants. */
const TenancyField = ({ form }: { readonly form: Form }) => (
  <Select
    label="Tenants"
    description={tenancyWords[form.values.tenancy]}
    data={[
      { value: 'none', label: 'Takes none' },
      { value: 'allowed', label: 'With or without a tenant' },
      { value: 'required', label: 'Always for a tenant' }
    ]}
    allowDeselect={false}
    maw={340}
    {...form.getInputProps('tenancy')}
  />
)

/** What has to be before it is deployed, and what happens when it fails. */
function Deploying({ form }: { readonly form: Form }) {
  const { needsApproval, approvals, hours, isDisabled } = form.values
  return (
    <Section title="Deployments">
      <Card>
        <div className={formClasses.fields}>
          <Switch
            label="Deployments have to be approved"
            description="By people whose keys are known here, with signed files. Environments may ask for more."
            {...form.getInputProps('needsApproval', { type: 'checkbox' })}
          />
          {needsApproval && (
            <div className={`${formClasses.row} ${classes.indented}`}>
              <NumberInput
                label="How many people"
                description="Besides the one who deploys"
                w={200}
                min={1}
                max={10}
                allowDecimal={false}
                value={approvals === 0 ? '' : approvals}
                error={form.errors['approval.count']}
                onChange={value => {
                  form.setFieldValue('approvals', Number(value) || 0)
                  form.clearFieldError('approval.count')
                }}
              />
              <NumberInput
                label="Counts for how many hours"
                description="Empty: while the plan is the same"
                w={240}
                min={1}
                allowDecimal={false}
                value={hours}
                error={form.errors['approval.hours']}
                onChange={value => {
                  form.setFieldValue('hours', value === '' ? '' : Number(value) || 0)
                  form.clearFieldError('approval.hours')
                }}
              />
            </div>
          )}
          <TenancyField form={form} />
          <Select
            label="When a step fails"
            description="Guided failure stops at a failure and asks whether to retry, ignore or fail."
            data={[
              { value: 'environment', label: 'As the environment says' },
              { value: 'on', label: 'Ask what to do' },
              { value: 'off', label: 'Fail' }
            ]}
            allowDeselect={false}
            maw={340}
            {...form.getInputProps('guided')}
          />
          <Switch
            label="The project is disabled"
            description="No releases are made and nothing is deployed, also not by itself. What was deployed stays."
            checked={isDisabled}
            onChange={event => form.setFieldValue('isDisabled', event.currentTarget.checked)}
          />
        </div>
      </Card>
    </Section>
  )
}
