import { Button, Loader, Modal } from '@mantine/core'
import type { Failure } from '@shared/failure'
import { bytesWords } from '@shared/plan/words'
import type { Result } from '@shared/result'
import { plainText } from '@shared/task-log/ansi'
import { useEffect, useState } from 'react'
import { useReturnFocus } from '../../lib/use-return-focus'
import { FailureAlert } from '../FailureAlert'
import { Icon } from '../Icon'
import { copyText } from './copy-text'
import classes from './LineViewer.module.css'

export interface LineViewerProps {
  readonly lineNumber: number
  readonly read: (lineNumber: number) => Promise<Result<{ readonly text: string }>>
  readonly onClose: () => void
}

type State =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'read'; readonly text: string }

/** Characters drawn as one block; browsers lay out one endless line far more slowly than many short ones. */
const pieceLength = 4000

const piecesOf = (text: string): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / pieceLength) }, (_, index) =>
    text.slice(index * pieceLength, (index + 1) * pieceLength)
  )

/** The whole of a line that the log shows only the beginning of. */
export function LineViewer({ lineNumber, read, onClose }: LineViewerProps) {
  useReturnFocus()
  const [state, setState] = useState<State>({ kind: 'reading' })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt reads again
  useEffect(() => {
    let isCurrent = true
    void read(lineNumber).then(result => {
      if (!isCurrent) return
      setState(
        result.ok ? { kind: 'read', text: plainText(result.value.text) } : { kind: 'failed', failure: result.failure }
      )
    })
    return () => {
      isCurrent = false
    }
  }, [lineNumber, read, attempt])
  return (
    <Modal opened onClose={onClose} title={`Line ${lineNumber.toLocaleString()}`} size="min(960px, 90vw)" centered>
      {state.kind === 'reading' && <Loader size="sm" />}
      {state.kind === 'failed' && (
        <FailureAlert failure={state.failure} onRetry={() => setAttempt(number => number + 1)} />
      )}
      {state.kind === 'read' && (
        <>
          <div className={classes.bar}>
            <span>{bytesWords(state.text.length)}, wrapped to fit; copying gives it as one line.</span>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<Icon name="copy" size={13} />}
              onClick={() => copyText(state.text)}
            >
              Copy
            </Button>
          </div>
          <div className={classes.text}>
            {piecesOf(state.text).map((piece, index) => (
              <div key={index} className={classes.piece}>
                {piece}
              </div>
            ))}
          </div>
        </>
      )}
    </Modal>
  )
}
