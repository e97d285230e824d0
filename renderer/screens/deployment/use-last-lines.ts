import type { DeploymentId, RunId } from '@shared/ids'
import type { LogLine } from '@shared/log'
import { useEffect, useState } from 'react'
import { api } from '../../api'

/** How many lines a failure card shows. */
const shown = 15
/** How far back lines on stderr are looked for. */
const searched = 200

export interface LastLines {
  readonly lines: readonly LogLine[]
  /** False when the run wrote nothing to stderr, and these are simply its last lines. */
  readonly isStderr: boolean
}

/** What is worth reading at the end of a run: its last lines on stderr, or else its last lines. */
export function lastLines(lines: readonly LogLine[]): LastLines {
  const errors = lines.filter(line => line.stream === 'stderr')
  const own = lines.filter(line => line.stream !== 'slipway')
  return errors.length > 0
    ? { lines: errors.slice(-shown), isStderr: true }
    : { lines: own.slice(-shown), isStderr: false }
}

/** The last lines of a run that is over. Empty until they are read, and for a run without output. */
export function useLastLines(deploymentId: DeploymentId, run: RunId | null): LastLines {
  const [state, setState] = useState<LastLines>({ lines: [], isStderr: false })
  useEffect(() => {
    if (run === null) return
    let isCurrent = true
    const input = { deploymentId, filter: { runs: [run], levels: null }, from: -searched, count: searched }
    void api.call('log.page', input).then(result => {
      if (isCurrent && result.ok) setState(lastLines(result.value.lines))
    })
    return () => {
      isCurrent = false
    }
  }, [deploymentId, run])
  return state
}
