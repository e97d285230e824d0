import { Textarea } from '@mantine/core'
import type { Output } from '@shared/api'
import { Icon } from '../../components/Icon'
import { Markdown } from '../../components/Markdown'
import type { Latest } from '../../stores/use-latest'
import classes from './NewRelease.module.css'

interface NotesFieldProps {
  readonly value: string
  readonly error: unknown
  readonly onChange: (value: string) => void
  /** What the notes come to; null where nothing in them is replaced. */
  readonly preview: Latest<Output<'release.preview'>> | null
}

/** Notes in Markdown, with how people will read them. */
export function NotesField({ value, error, onChange, preview }: NotesFieldProps) {
  const evaluated = preview?.load.state === 'ready' ? preview.load.value : null
  const shown = evaluated?.notes ?? value
  return (
    <div className={classes.notes}>
      <Textarea
        label="Release notes"
        description="In Markdown. #{…} is replaced when the release is created."
        placeholder="What changed, for the people who deploy it"
        autosize
        minRows={4}
        maxRows={14}
        value={value}
        error={typeof error === 'string' ? error : null}
        onChange={event => onChange(event.currentTarget.value)}
      />
      {value.trim() !== '' && (
        <section className={classes.preview} aria-label="The notes as they will read">
          <p className={classes.previewLabel}>As they will read</p>
          <Markdown text={shown} />
          {(evaluated?.problems ?? []).map(problem => (
            <p key={problem} className={classes.warning}>
              <Icon name="warning" size={13} label="Warning" />
              <span>{problem}</span>
            </p>
          ))}
        </section>
      )}
    </div>
  )
}
