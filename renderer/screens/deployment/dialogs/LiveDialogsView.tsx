import type { Deployment } from '@shared/deployment'
import type { LiveDialogs } from '../use-live-dialogs'
import { AnswerDialog } from './AnswerDialog'
import { CancelDialog } from './CancelDialog'
import { GiveUpDialog } from './GiveUpDialog'
import { ResumeDialog } from './ResumeDialog'
import { WidthDialog } from './WidthDialog'

export interface LiveDialogsViewProps {
  readonly deployment: Deployment
  readonly dialogs: LiveDialogs
  /** Who answers; null while that is not known. */
  readonly user: string | null
  readonly now: number
}

/** The dialog over the screen of a deployment, if any. */
export function LiveDialogsView({ deployment, dialogs: { dialog, close }, user, now }: LiveDialogsViewProps) {
  switch (dialog.kind) {
    case 'none':
      return null
    case 'cancel':
    case 'cancel-at-once':
      return <CancelDialog deployment={deployment} isAtOnce={dialog.kind === 'cancel-at-once'} onClose={close} />
    case 'answer':
      return (
        <AnswerDialog
          key={dialog.questions.join()}
          deployment={deployment}
          numbers={dialog.questions}
          choice={dialog.choice}
          user={user}
          now={now}
          onClose={close}
        />
      )
    case 'resume':
      return <ResumeDialog deployment={deployment} user={user} onClose={close} />
    case 'give-up':
      return <GiveUpDialog deployment={deployment} onClose={close} />
    case 'width':
      return <WidthDialog deployment={deployment} step={dialog.step} onClose={close} />
  }
}
