import { MultiSelect, SegmentedControl } from '@mantine/core'
import type { EnvironmentId } from '@shared/ids'
import { useId } from 'react'
import type { ActionForm } from './form-host'
import classes from './forms.module.css'

type Mode = 'all' | 'only' | 'except'

/** In which environments it takes part. */
export function EnvironmentFields({ action, settings, issueOf, around, onChange }: ActionForm) {
  const id = useId()
  const { environments, excludedEnvironments } = settings
  const mode: Mode = environments ? 'only' : excludedEnvironments ? 'except' : 'all'
  const chosen = environments ?? excludedEnvironments ?? []
  const set = (next: Mode, ids: readonly EnvironmentId[]) =>
    onChange({
      environments: next === 'only' ? [...ids] : undefined,
      excludedEnvironments: next === 'except' ? [...ids] : undefined
    })
  const change = (next: Mode) => {
    const kept = next === 'only' ? action.kept.environments : action.kept.excludedEnvironments
    set(next, chosen.length > 0 ? chosen : (kept ?? []))
  }
  const known = new Set<string>(around.environments.map(environment => environment.id))
  return (
    <div className={classes.fields}>
      <div className={classes.row}>
        <span id={id} className={classes.label}>
          Environments
        </span>
        <SegmentedControl
          aria-labelledby={id}
          data={[
            { value: 'all', label: 'All' },
            { value: 'only', label: 'Only these' },
            { value: 'except', label: 'All but these' }
          ]}
          value={mode}
          onChange={next => change(next as Mode)}
        />
      </div>
      {mode !== 'all' && (
        <MultiSelect
          aria-label={mode === 'only' ? 'Only in these environments' : 'Not in these environments'}
          placeholder={chosen.length === 0 ? 'Choose environments' : ''}
          searchable
          nothingFoundMessage="No environment has that name"
          data={[
            ...around.environments.map(({ id: value, name }) => ({ value: value as string, label: name })),
            ...chosen
              .filter(one => !known.has(one))
              .map(value => ({ value: value as string, label: 'A deleted environment' }))
          ]}
          value={[...chosen]}
          error={issueOf(mode === 'only' ? 'environments' : 'excludedEnvironments')}
          onChange={ids => set(mode, ids as EnvironmentId[])}
        />
      )}
    </div>
  )
}
