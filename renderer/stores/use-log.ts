import type { DeploymentId } from '@shared/ids'
import { useEffect, useMemo } from 'react'
import { api } from '../api'
import { afterKeys } from '../lib/keys-of-window'
import { LogBook } from './log-book'
import type { LogGrowth } from './log-lines'
import { LogOutline } from './log-outline'
import { LogSearching } from './log-search'
import { onFrame, onLogNews } from './use-deployment'

/** A deployment's log: its lines through filters, what can be folded in them, and what is searched for. */
export interface WatchedLog {
  readonly book: LogBook
  readonly outline: LogOutline
  readonly search: LogSearching
}

const later = (run: () => void, ms: number): (() => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

const openLog = (id: DeploymentId): WatchedLog => ({
  book: new LogBook({ readPage: input => api.call('log.page', input), onFrame }, id),
  outline: new LogOutline({ readOutline: input => api.call('log.outline', input), later }, id),
  search: new LogSearching({ search: input => api.call('log.search', input), later }, id)
})

/** The log of a watched deployment, followed while the calling component is shown. */
export function useLog(id: DeploymentId): WatchedLog {
  const log = useMemo(() => openLog(id), [id])
  useEffect(() => {
    const grow = (growth: LogGrowth) => {
      // First what is counted, so that lines are never more than are known of.
      log.outline.apply(growth)
      log.book.apply(growth)
      log.search.grow()
    }
    // In the order in which they came; what is drawn for a key is spared what came meanwhile as well.
    const held: LogGrowth[] = []
    const growAll = () => {
      for (const growth of held.splice(0)) grow(growth)
    }
    let giveUp: () => void = () => undefined
    const stop = onLogNews(id, news => {
      if (news.kind === 'grown') {
        held.push(news.growth)
        if (held.length === 1) giveUp = afterKeys(growAll)
        return
      }
      growAll()
      void log.outline.load()
      log.book.reload()
      log.search.grow()
    })
    void log.outline.load()
    return () => {
      stop()
      giveUp()
      log.outline.stop()
      log.search.stop()
    }
  }, [id, log])
  return log
}
