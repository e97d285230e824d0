import { DndContext } from '@dnd-kit/core'
import { Button, Textarea, TextInput } from '@mantine/core'
import type { LifecycleListing } from '@shared/lifecycle-calls'
import type { Environment } from '@shared/model/environment'
import { inheritedRetention, retentionWords } from '@shared/model/lifecycle-words'
import { type FormEvent, useState } from 'react'
import { Card } from '../../components/Card'
import { ConflictCard } from '../../components/ConflictCard'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { PageHeader } from '../../components/PageHeader'
import { PhaseLine } from '../../components/phases/PhaseLine'
import { stagesOf } from '../../components/phases/phase-stages'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import formClasses from '../../forms/form.module.css'
import { useSaveKey } from '../../lib/use-save-key'
import { navigate } from '../../navigation/history'
import { DeleteLifecycle } from './DeleteLifecycle'
import { type PhaseDraft, phasesOfToday } from './lifecycle-draft'
import classes from './lifecycles.module.css'
import { PhaseCard, type PhaseCardProps } from './PhaseCard'
import { RetentionField } from './RetentionField'
import { type LifecycleEditing, useLifecycleEditor } from './use-lifecycle-editor'
import { usePhaseDrag } from './use-phase-drag'
import { useSetDefault } from './use-set-default'

interface LifecycleEditorProps {
  /** Null for a new one. */
  readonly lifecycle: LifecycleListing | null
  readonly environments: readonly Environment[]
}

/** A lifecycle with all of its phases, saved together. */
export function LifecycleEditor({ lifecycle, environments }: LifecycleEditorProps) {
  const editor = useLifecycleEditor(lifecycle)
  const { save, isDirty } = editor
  const [isDeleting, setDeleting] = useState(false)
  // Whose changes are dropped is never decided by a key.
  const maySave = isDirty && !editor.isConflict
  const canSave = maySave && !editor.isSaving
  useSaveKey(() => void editor.submit(), maySave, editor.isSaving)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (canSave) void editor.submit()
  }
  return (
    <Screen>
      <Head lifecycle={lifecycle} editor={editor} onDelete={() => setDeleting(true)} />
      <div className={classes.notes}>
        {editor.isConflict && (
          <ConflictCard
            what="The phases"
            isBusy={save.isBusy}
            onReload={editor.discard}
            onKeepMine={() => void editor.submit()}
          />
        )}
        {save.failure && <FailureAlert failure={save.failure} />}
      </div>
      <form noValidate onSubmit={onSubmit}>
        <Picture editor={editor} environments={environments} />
        <Section title="Lifecycle">
          <Card>
            <GeneralFields editor={editor} />
          </Card>
        </Section>
        <Phases editor={editor} environments={environments} />
        {/* Enter in a field saves. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
      {lifecycle !== null && <UsedBy lifecycle={lifecycle} />}
      <p className="visually-hidden" role="status" aria-live="polite">
        {editor.said}
      </p>
      {isDeleting && lifecycle !== null && (
        <DeleteLifecycle
          lifecycle={lifecycle}
          onClose={() => setDeleting(false)}
          onDeleted={() => navigate('/library/lifecycles', { replace: true })}
        />
      )}
    </Screen>
  )
}

interface HeadProps {
  readonly lifecycle: LifecycleListing | null
  readonly editor: LifecycleEditing
  readonly onDelete: () => void
}

function Head({ lifecycle, editor, onDelete }: HeadProps) {
  const { save, isDirty, isConflict, isSaving, discard, submit } = editor
  const setDefault = useSetDefault()
  return (
    <PageHeader
      title={lifecycle?.name ?? 'New lifecycle'}
      help="lifecycles"
      crumbs={[
        { label: 'Library', href: '/library' },
        { label: 'Lifecycles', href: '/library/lifecycles' }
      ]}
      badge={
        <span className={classes.badges}>
          {lifecycle?.isDefault === true && <span className={classes.badge}>Default</span>}
          {isDirty && (
            <span className={classes.badge} data-tone="dirty">
              Unsaved changes
            </span>
          )}
        </span>
      }
      actions={
        <>
          {lifecycle !== null && (
            <RowMenu
              label="Actions for this lifecycle"
              items={[
                ...(lifecycle.isDefault
                  ? []
                  : [
                      {
                        label: 'Make the default',
                        icon: 'check' as const,
                        onSelect: () => void setDefault(lifecycle)
                      }
                    ]),
                { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: onDelete }
              ]}
            />
          )}
          {isDirty && (
            <Button variant="subtle" color="gray" onClick={discard}>
              Discard
            </Button>
          )}
          <Button
            onClick={() => void submit()}
            disabled={!isDirty || isConflict || isSaving}
            loading={save.isBusy}
            title="Save (Ctrl+S)"
          >
            Save
          </Button>
        </>
      }
    />
  )
}

/** What the lifecycle means with what is typed, at the top: it is what all fields below are about. */
function Picture({
  editor,
  environments
}: {
  readonly editor: LifecycleEditing
  readonly environments: readonly Environment[]
}) {
  const { phases, name } = editor.save.form.values
  return (
    <Section title="The way of a release">
      <div className={classes.picture}>
        <PhaseLine label={`Phases of ${name || 'the lifecycle'}`} stages={stagesOf(phases, environments)} />
        {phases.length === 0 && (
          <p className={classes.quiet}>
            It has no phases of its own, so each environment is one, in the order of the Environments screen, as it is
            at the moment. An environment that is added or moved changes the way at once.
          </p>
        )}
      </div>
    </Section>
  )
}

function GeneralFields({ editor }: { readonly editor: LifecycleEditing }) {
  const { form } = editor.save
  return (
    <div className={formClasses.fields}>
      <div className={classes.general}>
        <TextInput label="Name" placeholder="Hotfix" {...form.getInputProps('name')} />
        <RetentionField
          label="Keeps"
          description="Phases may say otherwise. What an environment has now, and the release before it, always stay. Old releases are only removed while Slipway or its agent runs."
          value={form.values.retention}
          error={form.errors.retention}
          onChange={retention => form.setFieldValue('retention', retention ?? { keep: 'forever' })}
        />
      </div>
      <Textarea
        label="Description"
        placeholder="Which releases go this way, and why"
        autosize
        minRows={1}
        maxRows={6}
        {...form.getInputProps('description')}
      />
    </div>
  )
}

function Phases({
  editor,
  environments
}: {
  readonly editor: LifecycleEditing
  readonly environments: readonly Environment[]
}) {
  const { form } = editor.save
  const { phases, retention } = form.values
  const drag = usePhaseDrag(
    phases.map(({ key }) => key),
    editor.moveTo
  )
  const kept = phases.map(({ name, retention: own }) => ({ name, ...(own === null ? {} : { retention: own }) }))
  return (
    <Section title="Phases" description="In this order. A phase opens when those before it are complete.">
      <DndContext {...drag.context}>
        <ol className={classes.phases} aria-label="Phases">
          {phases.map((phase, index) => (
            <PhaseCard
              key={phase.key}
              phase={phase}
              index={index}
              count={phases.length}
              environments={environments}
              taken={takenBeside(phases, phase)}
              inherited={inheritedWords(inheritedRetention(kept, index, retention))}
              errors={errorsOf(form.errors, index)}
              isHeld={drag.held === phase.key}
              mark={drag.landing?.key === phase.key ? drag.landing.edge : null}
              onChange={changes => editor.change(phase.key, changes)}
              onMove={by => editor.moveTo(phase.key, index + by)}
              onRemove={() => editor.remove(phase.key)}
            />
          ))}
        </ol>
      </DndContext>
      <div className={classes.buttons}>
        <Button variant="default" leftSection={<Icon name="plus" size={14} />} onClick={editor.add}>
          Add phase
        </Button>
        {phases.length === 0 && environments.length > 0 && (
          <Button variant="default" onClick={() => editor.setPhases(phasesOfToday(environments))}>
            Start from the environments of today
          </Button>
        )}
      </div>
    </Section>
  )
}

const takenBeside = (phases: readonly PhaseDraft[], phase: PhaseDraft) =>
  new Set(phases.filter(({ key }) => key !== phase.key).flatMap(({ environments }) => environments.map(({ id }) => id)))

/** `As Test says: the newest 3 releases`. */
const inheritedWords = ({ retention, from }: ReturnType<typeof inheritedRetention>): string =>
  `As ${from === null ? 'the lifecycle' : from.trim() || 'the phase before'} says: ${retentionWords(retention)}`

function errorsOf(errors: Readonly<Record<string, unknown>>, index: number): PhaseCardProps['errors'] {
  const of = (field: string) => {
    const error = errors[`phases.${index}.${field}`]
    return typeof error === 'string' ? error : null
  }
  return { name: of('name'), environments: of('environments'), minimum: of('minimum'), retention: of('retention') }
}

function UsedBy({ lifecycle: { usedBy, isDefault } }: { readonly lifecycle: LifecycleListing }) {
  return (
    <Section title="Used by">
      <Card>
        {usedBy.length === 0 ? (
          <p className={classes.quiet}>
            {isDefault ? 'Projects and channels that name no lifecycle; there are none yet.' : 'Nothing uses it yet.'}
          </p>
        ) : (
          <ul className={classes.users}>
            {usedBy.map(user => (
              <li key={user}>{user}</li>
            ))}
          </ul>
        )}
      </Card>
    </Section>
  )
}
