import { Button, Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import { canonicalJson } from '@shared/canonical-json'
import type { ProjectId } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import { Link } from 'wouter'
import { api } from '../../api'
import { Icon } from '../../components/Icon'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import type { SaveForm } from '../../forms/use-save-form'
import { useCatalog, useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { LifecycleField } from '../lifecycles/LifecycleField'
import { TagsField } from '../tenants/TagsField'
import {
  type ChannelValues,
  channelFields,
  channelInputOf,
  channelValuesOf,
  keysOf,
  newRule,
  type RuleValues,
  slotChoices
} from './channel-form'
import classes from './channels.module.css'
import { RuleFields } from './RuleFields'

interface ChannelDrawerProps {
  readonly projectId: ProjectId
  /** As it is stored at the moment; null makes a new one. */
  readonly channel: Channel | null
  readonly onClose: () => void
}

const keyOf = (values: ChannelValues): string => canonicalJson(channelInputOf(values))

/** Adds a channel, or changes one. */
export function ChannelDrawer({ projectId, channel, onClose }: ChannelDrawerProps) {
  const save = useRecordForm<ChannelValues, Channel>({
    stored: channelValuesOf(channel),
    keyOf,
    what: channel === null ? 'The new channel' : `The channel ${channel.name}`,
    fields: channelFields,
    prefix: 'value',
    send: values => {
      const value = channelInputOf(values)
      return channel === null
        ? api.call('channel.create', { projectId, value })
        : api.call('channel.update', { id: channel.id, value })
    }
  })
  const leave = async () => {
    onClose()
    await useCatalog.getState().refresh('channel')
  }
  const { form } = save
  return (
    <FormFrame
      shape="drawer"
      size={680}
      title={channel === null ? 'Add channel' : `Edit ${channel.name}`}
      submitLabel={channel === null ? 'Add channel' : 'Save'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput label="Name" placeholder="Hotfix" data-autofocus {...form.getInputProps('name')} />
      <Textarea
        label="Description"
        placeholder="Which releases belong here"
        autosize
        minRows={2}
        maxRows={6}
        {...form.getInputProps('description')}
      />
      <LifecycleOfChannel projectId={projectId} form={form} />
      <Rules projectId={projectId} form={form} />
      <TagsInput
        label="Custom fields that a release must have"
        placeholder={form.values.requiredFields.length === 0 ? 'Ticket' : ''}
        description="Press Enter after each. Whoever creates a release here is asked for them."
        maxTags={10}
        acceptValueOnBlur
        {...form.getInputProps('requiredFields')}
        value={[...form.values.requiredFields]}
      />
      <TenantsOfChannel projectId={projectId} form={form} />
      <Switch
        label="The default channel of the project"
        description={
          channel?.isDefault === true
            ? 'Make another channel the default one to change that.'
            : 'New releases go there unless somebody chooses another one.'
        }
        disabled={channel?.isDefault === true}
        {...form.getInputProps('isDefault', { type: 'checkbox' })}
      />
    </FormFrame>
  )
}

interface PartProps {
  readonly projectId: ProjectId
  readonly form: SaveForm<ChannelValues, Channel>['form']
}

function LifecycleOfChannel({ projectId, form }: PartProps) {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const ofProject = projects.find(({ id }) => id === projectId)?.releases?.lifecycleId ?? null
  return (
    <LifecycleField
      value={form.values.lifecycleId}
      fallback={{ id: ofProject, words: 'As the project has it' }}
      error={form.errors.lifecycleId}
      onChange={id => form.setFieldValue('lifecycleId', id)}
    />
  )
}

/** For whom its releases are; asked for where the project takes tenants. */
function TenantsOfChannel({ projectId, form }: PartProps) {
  const project = valueOr(useRead('project.list', {}).load, []).find(({ id }) => id === projectId)
  const { tenantTags } = form.values
  if (project?.releases?.tenancy === undefined && tenantTags.length === 0) return null
  return (
    <TagsField
      label="Only for tenants with these tags"
      description="None: for all tenants. Tags of one set are alternatives; a tenant needs one of each set."
      value={tenantTags}
      error={form.errors.tenantTags}
      onChange={tags => form.setFieldValue('tenantTags', tags)}
    />
  )
}

/** Which versions of packages its releases may have. */
function Rules({ projectId, form }: PartProps) {
  const process = useRead('process.get', { projectId })
  const feeds = valueOr(useRead('feed.list', {}).load, [])
  const { rules } = form.values
  const steps = valueOr(process.load, null)?.steps ?? []
  const choices = slotChoices(steps, feeds, rules)
  const hasPackages = choices.length > 0
  const change = (key: string, changes: Partial<RuleValues>) => {
    const index = rules.findIndex(rule => rule.key === key)
    form.setFieldValue(
      'rules',
      rules.map(rule => (rule.key === key ? { ...rule, ...changes } : rule))
    )
    for (const field of Object.keys(changes)) form.clearFieldError(`rules.${index}.${field}`)
  }
  return (
    <section className={classes.rules} aria-labelledby="channel-rules">
      <h3 id="channel-rules" className={classes.heading}>
        Rules
      </h3>
      <p className={classes.quiet}>
        Which versions of packages its releases may have. They are looked at when a release is created, and not when it
        is deployed.
      </p>
      {rules.map((rule, index) => (
        <RuleFields
          key={rule.key}
          rule={rule}
          number={index + 1}
          choices={choices}
          taken={new Set(rules.filter(({ key }) => key !== rule.key).flatMap(keysOf))}
          errors={{
            slots: textOf(form.errors[`rules.${index}.slots`]),
            range: textOf(form.errors[`rules.${index}.range`]),
            tag: textOf(form.errors[`rules.${index}.tag`])
          }}
          onChange={changes => change(rule.key, changes)}
          onRemove={() => {
            form.setFieldValue(
              'rules',
              rules.filter(({ key }) => key !== rule.key)
            )
            for (const path of Object.keys(form.errors)) if (path.startsWith('rules.')) form.clearFieldError(path)
          }}
        />
      ))}
      {process.load.state === 'ready' && !hasPackages ? (
        <p className={classes.quiet}>
          The <Link href={`/projects/${projectId}/process`}>process</Link> has no package whose version is chosen for a
          release, so there is nothing to make a rule about.
        </p>
      ) : (
        <Button
          className={classes.add ?? ''}
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="plus" size={13} />}
          onClick={() => form.setFieldValue('rules', [...rules, newRule(rules, choices)])}
        >
          Add rule
        </Button>
      )}
    </section>
  )
}

const textOf = (error: unknown): string | null => (typeof error === 'string' ? error : null)
