import { Select } from '@mantine/core'
import type { ActionId, ChannelId, EnvironmentId, RunbookId, TargetId, TenantId } from '@shared/ids'
import { actionName, allActions } from '@shared/model/process'
import { type Explanation, explainInSlices, type PreviewedVariable, previewAll } from '@shared/variables/explain'
import { nameKey } from '@shared/variables/rows'
import { deploymentProcess } from '@shared/variables/scope-words'
import { memo, useCallback, useMemo, useRef, useState } from 'react'
import { ExplanationView } from '../../../components/explain/ExplanationView'
import { VariableList } from '../../../components/explain/VariableList'
import { inOrder } from '../../../components/explain/variable-rows'
import type { RowKey } from '../draft/draft-row'
import { isKnownLater, type PreviewPlace, previewWorld, stepsAt } from '../draft/preview-world'
import type { EditorModel } from '../editor-model'
import { useIdle } from '../use-idle'
import { Panel } from './Panel'
import classes from './Panel.module.css'

interface PreviewPanelProps {
  readonly model: EditorModel
  readonly onClose: () => void
  readonly onShowRow: (key: RowKey) => void
}

const nobody: ReadonlySet<string> = new Set()
const nothing: readonly PreviewedVariable[] = []

// Both are large, and most keys in the table change nothing about them.
const Explained = memo(ExplanationView)
const Values = memo(VariableList)

/** Every name with the value that it would have in one place, from what is typed and not saved yet. */
export function PreviewPanel({ model, onClose, onShowRow }: PreviewPanelProps) {
  const { owner, around, draft } = model
  const { state } = draft
  const [place, setPlace] = useState<PreviewPlace>(() => firstPlace(model))
  const world = useCallback(() => previewWorld(owner, state.draft, around, place), [owner, state.draft, around, place])
  const preview = useIdle(
    useCallback(
      function* () {
        yield
        const { world: all, context } = world()
        return inOrder(previewAll(all, context, isKnownLater))
      },
      [world]
    ),
    nothing
  )
  const name = model.rows.find(({ key }) => key === state.cursor?.key)?.row.name.trim() ?? ''
  const explanation = useIdle<Explanation | null>(
    useCallback(
      function* () {
        yield
        if (name === '') return null
        const { world: all, context, others } = world()
        return yield* explainInSlices(name, all, context, others, isKnownLater)
      },
      [world, name]
    ),
    null
  )
  const list = useRef<HTMLDivElement>(null)
  const rows = useRef(model.rows)
  rows.current = model.rows
  const open = useCallback(
    (wanted: string) => {
      const row = rows.current.find(line => nameKey(line.row.name.trim()) === nameKey(wanted))
      if (row !== undefined) onShowRow(row.key)
    },
    [onShowRow]
  )
  return (
    <Panel title="Preview" onClose={onClose}>
      <PlaceFields around={around} owner={owner} place={place} onChange={setPlace} />
      {explanation.value !== null && (
        <div className={classes.explanation} data-stale={explanation.isOld || undefined}>
          <Explained explanation={explanation.value} labels={around.labels} />
        </div>
      )}
      <div className={classes.values}>
        {preview.value.length === 0 && !preview.isOld ? (
          <p className={classes.nothing}>No variable has a value here.</p>
        ) : (
          <Values label="Values here" variables={preview.value} asked={nobody} element={list} onOpen={open} />
        )}
      </div>
    </Panel>
  )
}

function firstPlace({ around }: EditorModel): PreviewPlace {
  const [environment] = around.environments
  const target = around.targets.find(item => environment !== undefined && item.environmentIds.includes(environment.id))
  return { environmentId: environment?.id ?? null, targetId: target?.id ?? null, actionId: null, runbookId: null }
}

interface PlaceFieldsProps extends Pick<EditorModel, 'around' | 'owner'> {
  readonly place: PreviewPlace
  readonly onChange: (place: PreviewPlace) => void
}

const none = ''

const PlaceFields = memo(function PlaceFields({ around, owner, place, onChange }: PlaceFieldsProps) {
  const { environments, targets, runbooks, channels, tenants } = around
  const here = useMemo(
    () => targets.filter(target => place.environmentId === null || target.environmentIds.includes(place.environmentId)),
    [targets, place.environmentId]
  )
  return (
    <div className={classes.place}>
      <Select
        label="Environment"
        data={[
          { value: none, label: 'None' },
          ...environments.map(({ id, name }) => ({ value: id as string, label: name }))
        ]}
        value={place.environmentId ?? none}
        onChange={value => {
          const environmentId = (value || null) as EnvironmentId | null
          const target = targets.find(item => environmentId !== null && item.environmentIds.includes(environmentId))
          onChange({ ...place, environmentId, targetId: target?.id ?? null })
        }}
      />
      <Select
        label="Target"
        data={[{ value: none, label: 'None' }, ...here.map(({ id, name }) => ({ value: id as string, label: name }))]}
        value={place.targetId ?? none}
        onChange={value => onChange({ ...place, targetId: (value || null) as TargetId | null })}
      />
      {runbooks.length > 0 && (
        <Select
          label="Process"
          data={[
            { value: none, label: deploymentProcess },
            ...runbooks.map(({ id, name }) => ({ value: id as string, label: name }))
          ]}
          value={place.runbookId ?? none}
          onChange={value => onChange({ ...place, runbookId: (value || null) as RunbookId | null, actionId: null })}
        />
      )}
      {channels.length > 1 && place.runbookId === null && (
        <Select
          label="Channel"
          data={channels.map(({ id, name }) => ({ value: id as string, label: name }))}
          value={place.channelId ?? channels[0]?.id ?? null}
          onChange={value => onChange({ ...place, channelId: value as ChannelId | null })}
        />
      )}
      {tenants.length > 0 && (
        <Select
          label="Tenant"
          searchable
          data={[
            { value: none, label: 'None' },
            ...tenants.map(({ id, name }) => ({ value: id as string, label: name }))
          ]}
          value={place.tenantId ?? none}
          onChange={value => onChange({ ...place, tenantId: (value || null) as TenantId | null })}
        />
      )}
      {owner.kind === 'project' && (
        <Select
          label="Step"
          data={[
            { value: none, label: 'Any' },
            ...allActions(stepsAt(around, place)).map(({ step, action }) => ({
              value: action.id as string,
              label: actionName(step, action)
            }))
          ]}
          value={place.actionId ?? none}
          onChange={value => onChange({ ...place, actionId: (value || null) as ActionId | null })}
        />
      )}
    </div>
  )
})
