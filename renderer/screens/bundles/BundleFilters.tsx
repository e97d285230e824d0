import { Select } from '@mantine/core'
import { bundleStates, bundleStateWords } from '@shared/bundle/state'
import type { BundleListing } from '@shared/bundle-calls'
import type { BundleFilter } from './bundle-filter'
import classes from './bundles.module.css'

interface BundleFiltersProps {
  readonly filter: BundleFilter
  readonly targets: BundleListing['targets']
  readonly onChange: (filter: BundleFilter) => void
}

const states = bundleStates.map(state => ({ value: state, label: bundleStateWords[state] }))

/** Narrows the list, from its first page on. */
export function BundleFilters({ filter, targets, onChange }: BundleFiltersProps) {
  return (
    <>
      <Select
        className={classes.filter ?? ''}
        aria-label="State"
        placeholder="All states"
        clearable
        data={states}
        value={filter.state}
        onChange={chosen =>
          onChange({ ...filter, page: 0, state: bundleStates.find(state => state === chosen) ?? null })
        }
      />
      <Select
        className={classes.filter ?? ''}
        aria-label="Target"
        placeholder="All targets"
        clearable
        searchable
        data={targets.map(({ id, name }) => ({ value: id, label: name }))}
        value={filter.targetId}
        onChange={chosen =>
          onChange({ ...filter, page: 0, targetId: targets.find(({ id }) => id === chosen)?.id ?? null })
        }
      />
    </>
  )
}
