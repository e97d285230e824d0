import type { ApprovalAnswerView, ApprovalRequestView } from '@shared/approval-calls'
import type { Failure } from '@shared/failure'
import { useState } from 'react'
import { api } from '../../api'

/** A file that was opened, as far as it could be read. */
export type OpenedFile =
  | { readonly kind: 'request'; readonly text: string; readonly view: ApprovalRequestView }
  | { readonly kind: 'answer'; readonly text: string; readonly view: ApprovalAnswerView }

export interface ApprovalFile {
  readonly opened: OpenedFile | null
  /** Why the last one could not be read. */
  readonly failure: Failure | null
  readonly open: (file: File | undefined) => Promise<void>
  readonly close: () => void
}

/** Reads files of either kind: what asks for an approval, and what answers. */
export function useApprovalFile(): ApprovalFile {
  const [opened, setOpened] = useState<OpenedFile | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const open = async (file: File | undefined): Promise<void> => {
    if (!file) return
    const text = await file.text()
    setFailure(null)
    const request = await api.call('approval.read', { text })
    if (request.ok) return setOpened({ kind: 'request', text, view: request.value })
    const isAnswer = request.failure.detail?.reason === 'other-kind'
    const answer = isAnswer ? await api.call('approval.readAnswer', { text }) : request
    if (answer.ok) return setOpened({ kind: 'answer', text, view: answer.value })
    setOpened(null)
    setFailure(answer.failure)
  }
  return {
    opened,
    failure,
    open,
    close: () => {
      setOpened(null)
      setFailure(null)
    }
  }
}
