import { Button, Textarea } from '@mantine/core'
import type { Input } from '@shared/api'
import type { Failure } from '@shared/failure'
import { Card } from '../../components/Card'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { useCall } from '../../stores/use-call'
import classes from './imports.module.css'

interface SourceCardProps {
  /** Which of OpenSSH's files it is. */
  readonly kind: Input<'import.chooseFile'>['kind']
  readonly placeholder: string
  readonly text: string
  readonly onText: (text: string) => void
  /** Gets the content of the file that the person chose. */
  readonly onChosen: (text: string) => void
  readonly onPreview: () => void
  readonly isBusy: boolean
  /** Why the last preview failed. */
  readonly failure: Failure | null
}

/** Where an import begins: a file of the person's own, or its text. */
export function SourceCard({ kind, placeholder, text, onText, onChosen, onPreview, isBusy, failure }: SourceCardProps) {
  const chooseFile = useCall('import.chooseFile')
  const choose = async () => {
    const chosen = await chooseFile.run({ kind })
    if (chosen.ok && chosen.value !== null) onChosen(chosen.value.text)
  }
  const shown = chooseFile.failure ?? failure
  return (
    <Card>
      <Textarea
        label={`Content of ${kind}`}
        placeholder={placeholder}
        value={text}
        onChange={event => onText(event.currentTarget.value)}
        spellCheck={false}
        minRows={4}
        maxRows={10}
        autosize
        classNames={{ input: classes.text ?? '' }}
      />
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<Icon name="folder" size={14} />}
          loading={chooseFile.isBusy}
          onClick={() => void choose()}
        >
          Choose file…
        </Button>
        <Button disabled={text.trim() === ''} loading={isBusy} onClick={onPreview}>
          Preview
        </Button>
      </div>
      {shown && <FailureAlert failure={shown} />}
    </Card>
  )
}
