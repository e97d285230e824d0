import { TextInput } from '@mantine/core'
import type { Output } from '@shared/api'
import { listOf } from '@shared/plan/words'
import type { ReactNode } from 'react'
import { FormFooter } from '../../forms/FormFooter'
import form from '../../forms/form.module.css'
import { useFirstFocus } from '../../lib/use-first-focus'
import { navigate } from '../../navigation/history'
import type { Latest } from '../../stores/use-latest'
import { ChannelField, GoesAtOnce } from './ChannelField'
import { ChildReleases } from './ChildReleases'
import { CustomFields } from './CustomFields'
import classes from './NewRelease.module.css'
import { NotesField } from './NotesField'
import { PackageVersions } from './PackageVersions'
import { RuleViolations } from './RuleViolations'
import { type NewRelease, type NewReleaseOptions, useNewRelease } from './use-new-release'

interface ReleaseFormProps extends NewReleaseOptions {
  /** What will be frozen. */
  readonly children: ReactNode
}

/** The form of a new release. */
export function ReleaseForm({ children, ...options }: ReleaseFormProps) {
  const { project, channels } = options
  const release = useNewRelease(options)
  const { save, pick, packages } = release
  const { values, errors } = save.form
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void release.submit()
      }}
    >
      <div className={form.fields}>
        {pick !== null && (
          <ChannelField
            channels={channels}
            pick={pick}
            lifecycle={release.lifecycle}
            error={textOf(errors.channelId)}
            onChoose={release.choose}
          />
        )}
        <VersionField release={release} />
        <NotesField
          value={values.notes}
          error={errors.notes}
          onChange={notes => save.form.setFieldValue('notes', notes)}
          preview={release.preview}
        />
        <CustomFields
          rows={values.customFields}
          required={pick?.channel.requiredFields ?? []}
          errors={errors}
          onChange={rows => {
            save.form.setFieldValue('customFields', rows)
            for (const path of Object.keys(errors)) if (path.startsWith('customFields')) save.form.clearFieldError(path)
          }}
        />
        <ChildReleases actions={release.deploying} choice={release.children} errors={errors} />
        <PackageVersions projectId={project.id} choice={packages} errors={errors} />
        <RuleViolations
          violations={packages.violations}
          channel={pick?.channel.name ?? 'the channel'}
          isIgnored={release.isIgnoring}
          onIgnore={release.setIgnoring}
        />
        {children}
        <GoesAtOnce lifecycle={release.lifecycle} />
        <Refusals release={release} ties={options.ties} />
      </div>
      <FormFooter
        submitLabel="Create release"
        isBusy={save.isBusy}
        isBlocked={release.isBlocked}
        failure={save.failure}
        onCancel={() => navigate(`/projects/${project.id}`)}
      />
    </form>
  )
}

const textOf = (error: unknown): string | null => (typeof error === 'string' ? error : null)

/** The version, with where it comes from and what a mask comes to. */
function VersionField({ release: { save, suggestion, preview } }: { readonly release: NewRelease }) {
  const { values, getInputProps } = save.form
  const isSuggested = values.version === suggestion.version
  const why = suggestion.why ?? 'For the first release of the project.'
  const field = useFirstFocus<HTMLInputElement>()
  return (
    <div>
      <TextInput
        ref={field}
        label="Version"
        description={isSuggested ? why : `Suggested was ${suggestion.version || 'nothing'}. In 1.2.i, the i counts on.`}
        maw={340}
        spellCheck={false}
        {...getInputProps('version')}
      />
      {preview !== null && <FilledIn preview={preview} typed={values.version} />}
    </div>
  )
}

interface FilledInProps {
  readonly preview: Latest<Output<'release.preview'>>
  readonly typed: string
}

function FilledIn({ preview: { load, isBehind }, typed }: FilledInProps) {
  if (load.state !== 'ready' || isBehind) return null
  const { version } = load.value
  if (version === null || version === typed.trim()) return null
  return (
    <p className={classes.filledIn} role="status">
      It will be <code>{version}</code>.
    </p>
  )
}

/** What stands against the release, besides what is said beside fields. */
function Refusals({ release, ties }: { readonly release: NewRelease; readonly ties: number }) {
  const { packages, repeated, isBroken } = release
  const reasons = [
    ...(ties > 0
      ? [
          `${ties === 1 ? 'One variable' : `${ties} variables`} cannot be decided. Choose above which value to keep, then create the release.`
        ]
      : []),
    ...(packages.packages === null && packages.read.load.state === 'ready'
      ? ['Every package needs a version before the release can be created.']
      : []),
    ...(isBroken ? ['Choose versions that the rules allow, or take them all the same.'] : []),
    ...(repeated.length === 0 ? [] : [`There is more than one field called ${listOf(repeated)}.`])
  ]
  return reasons.map(reason => (
    <p key={reason} className={classes.refused}>
      {reason}
    </p>
  ))
}
