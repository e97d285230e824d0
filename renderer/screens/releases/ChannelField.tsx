import { Select } from '@mantine/core'
import type { ChannelListing } from '@shared/lifecycle-calls'
import type { Lifecycle } from '@shared/model/lifecycle'
import { listOf } from '@shared/plan/words'
import { Icon } from '../../components/Icon'
import { PhaseLine } from '../../components/phases/PhaseLine'
import { stagesOf } from '../../components/phases/phase-stages'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import type { ChannelPick } from './channel-choice'
import classes from './NewRelease.module.css'

interface ChannelFieldProps {
  readonly channels: readonly ChannelListing[]
  readonly pick: ChannelPick
  readonly lifecycle: Lifecycle | null
  readonly error: string | null
  readonly onChoose: (channel: ChannelListing) => void
}

/** Which channel a release is of, why it is that one, and where that leads. Not there where there is nothing to choose. */
export function ChannelField({ channels, pick, lifecycle, error, onChoose }: ChannelFieldProps) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  if (channels.length < 2) return null
  const { channel, why } = pick
  return (
    <div className={classes.channel}>
      <Select
        label="Channel"
        description={channel.description === '' ? why : `${why} ${channel.description}`}
        maw={340}
        data={channels.map(({ id, name, isDefault }) => ({
          value: id as string,
          label: isDefault ? `${name} (default)` : name
        }))}
        allowDeselect={false}
        value={channel.id}
        error={error}
        onChange={value => {
          const chosen = channels.find(({ id }) => id === value)
          if (chosen) onChoose(chosen)
        }}
      />
      {channel.troubles.length > 0 && (
        <p className={classes.warning}>
          <Icon name="warning" size={14} label="Warning" />
          <span>{channel.troubles.join(' ')}</span>
        </p>
      )}
      {lifecycle !== null && (
        <PhaseLine label={`Phases of ${lifecycle.name}`} stages={stagesOf(lifecycle.phases, environments)} />
      )}
    </div>
  )
}

/** Says where the release goes by itself as soon as it is there. */
export function GoesAtOnce({ lifecycle }: { readonly lifecycle: Lifecycle | null }) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const [first] = lifecycle === null || lifecycle.phases.length === 0 ? [] : stagesOf(lifecycle.phases, environments)
  const places = (first?.places ?? []).filter(({ isAutomatic }) => isAutomatic)
  if (places.length === 0 || first?.isOptional === true) return null
  return (
    <p className={classes.atOnce}>
      <Icon name="bolt" size={14} /> It is deployed to {listOf(places.map(({ name }) => name))} at once: the first phase
      does so by itself.
    </p>
  )
}
