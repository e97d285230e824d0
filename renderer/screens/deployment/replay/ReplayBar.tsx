import { ActionIcon, Button } from '@mantine/core'
import type { ReplayMark } from '@shared/replay/marks'
import type { Timeline } from '@shared/replay/timeline'
import { useMemo } from 'react'
import { Icon } from '../../../components/Icon'
import { stopwatch } from '../../../components/log/time'
import { formatMoment } from '../../../lib/time'
import classes from './ReplayBar.module.css'
import { type Player, type Speed, speeds } from './use-player'

export interface ReplayBarProps {
  readonly timeline: Timeline
  readonly player: Player
  /** The moment that is shown, in milliseconds since 1970 UTC. */
  readonly moment: number
  readonly onClose: () => void
}

/** The ribbon of a replay: where it is on its track, and what moves it. */
export function ReplayBar({ timeline, player, moment, onClose }: ReplayBarProps) {
  const { axis } = timeline
  const { position, isPlaying, toggle, seek } = player
  const marks = useMemo(() => timeline.marks.filter(mark => mark.kind !== 'step'), [timeline])
  const go = (by: 1 | -1) => {
    const next = markBeside(timeline.marks, moment => axis.positionOf(moment), position, by)
    if (next !== null) seek(next)
  }
  return (
    <section className={classes.ribbon} aria-label="Replay">
      <span className={classes.word}>Replay</span>
      <Button
        size="compact-sm"
        leftSection={<Icon name={isPlaying ? 'pause' : 'play'} size={12} />}
        onClick={toggle}
        title={`${isPlaying ? 'Pause' : 'Play'} (Space)`}
      >
        {isPlaying ? 'Pause' : 'Play'}
      </Button>
      <ActionIcon size={24} aria-label="To the mark before" onClick={() => go(-1)}>
        <Icon name="chevron-left" size={13} />
      </ActionIcon>
      <ActionIcon size={24} aria-label="To the next mark" onClick={() => go(1)}>
        <Icon name="chevron-right" size={13} />
      </ActionIcon>
      <Speeds speed={player.speed} onSpeed={player.setSpeed} />
      <div className={classes.track}>
        <input
          type="range"
          className={classes.slider}
          aria-label="Moment of the deployment"
          aria-valuetext={`${stopwatch(moment - timeline.start)} after it was queued`}
          min={0}
          max={Math.max(1, axis.length)}
          // By mouse to every moment of even the shortest deployment; the screen itself has the arrow keys.
          step={1}
          value={position}
          onChange={event => seek(Number(event.currentTarget.value))}
        />
        <div className={classes.marks} aria-hidden>
          {axis.silences.map(({ from, to, ms }) => (
            <i
              key={`silence ${from}`}
              data-kind="silence"
              title={`${stopwatch(ms)} in which nothing happened`}
              style={{ left: share(from, axis.length), width: share(to - from, axis.length) }}
            />
          ))}
          {marks.map((mark, index) => (
            <i
              key={index}
              data-kind={mark.kind}
              title={mark.label}
              style={{ left: share(axis.positionOf(mark.at), axis.length) }}
            />
          ))}
        </div>
      </div>
      <span className={classes.clock} title={formatMoment(moment)}>
        {stopwatch(moment - timeline.start)} of {stopwatch(timeline.end - timeline.start)}
      </span>
      <Button size="compact-sm" variant="default" onClick={onClose}>
        End replay
      </Button>
    </section>
  )
}

function Speeds({ speed, onSpeed }: { readonly speed: Speed; readonly onSpeed: (speed: Speed) => void }) {
  return (
    <fieldset className={classes.speeds} aria-label="Speed">
      {speeds.map(item => (
        <button key={item} type="button" aria-pressed={item === speed} onClick={() => onSpeed(item)}>
          {item}×
        </button>
      ))}
    </fieldset>
  )
}

const share = (position: number, length: number): string => `${length > 0 ? (position / length) * 100 : 0}%`

/** Place of the mark after or before a place on the track; null when there is none. */
export function markBeside(
  marks: readonly ReplayMark[],
  positionOf: (moment: number) => number,
  position: number,
  by: 1 | -1
): number | null {
  const places = marks.map(mark => positionOf(mark.at))
  // A mark that was just gone to is not gone to again.
  const found = by > 0 ? places.find(place => place > position + 1) : places.findLast(place => place < position - 1)
  return found ?? null
}
