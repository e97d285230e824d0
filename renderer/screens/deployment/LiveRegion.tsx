import type { Deployment } from '@shared/deployment'
import { useEffect, useRef, useState } from 'react'
import { type Alert, failureSentences, progressSentence, questionSentences } from './announcements'

/** Progress is spoken this often at most, in milliseconds; failures and questions at once. */
const speakEvery = 5000

/** Tells people who listen how the deployment stands. Apart from the log, whose rows come and go with scrolling. */
export function LiveRegion({ deployment }: { readonly deployment: Deployment }) {
  const spoken = usePaced(progressSentence(deployment))
  const alert = useNewAlerts(deployment)
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </div>
      <div className="visually-hidden" role="alert" aria-live="assertive">
        {alert}
      </div>
    </>
  )
}

/** The sentence as it was at the last tick of a fixed clock, so that a steady stream of changes still speaks. */
function usePaced(sentence: string): string {
  const latest = useRef(sentence)
  latest.current = sentence
  const [spoken, setSpoken] = useState('')
  useEffect(() => {
    setSpoken(latest.current)
    const timer = setInterval(() => setSpoken(latest.current), speakEvery)
    return () => clearInterval(timer)
  }, [])
  return spoken
}

/** The newest failures and questions that came while the screen was open. */
function useNewAlerts(deployment: Deployment): string {
  const known = useRef<ReadonlySet<string> | null>(null)
  const [sentence, setSentence] = useState('')
  useEffect(() => {
    const alerts: readonly Alert[] = [...failureSentences(deployment), ...questionSentences(deployment)]
    const fresh = known.current ? alerts.filter(({ key }) => !known.current?.has(key)) : []
    known.current = new Set(alerts.map(({ key }) => key))
    if (fresh.length > 0) setSentence(fresh.map(item => item.sentence).join(' '))
  }, [deployment])
  return sentence
}
