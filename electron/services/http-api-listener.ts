import type { HttpApiStatus } from '@shared/api-key-calls'
import type { Failure } from '@shared/failure'
import { type HttpApiPlace, httpApiAddress } from '@shared/model/http-api'
import { isLoopback, type NetworkPolicy } from '@shared/network'
import type { Result } from '@shared/result'
import type { ServedPlaces } from './ports'

/** Whose key it is; null where it lets nobody in. `isAgain`: for a request that was let in before. */
export type Authenticate = (key: string, isAgain?: boolean) => Promise<{ readonly name: string } | null>

/** Something that takes requests. */
export interface Listening {
  close(): Promise<void>
}

/** Takes requests of those whom `authenticate` lets in; fails as a value where the place is taken. */
export type Listen = (at: HttpApiPlace, authenticate: Authenticate) => Promise<Result<Listening>>

interface Parts {
  readonly listen: Listen
  readonly authenticate: Authenticate
  readonly network: Pick<ServedPlaces, 'serve'>
  readonly now: () => number
  /** Told of each change, once until somebody looks. */
  readonly changed: () => void
}

type State =
  | { readonly state: 'off' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'listening'; readonly at: HttpApiPlace; readonly end: () => Promise<void> }

const nobody = { requests: 0, refused: 0, lastRequestAt: null } as const

/** The one place that is listened at, and who came there. Its calls follow each other. */
export function createListener({ listen, authenticate, network, now, changed }: Parts) {
  let state: State = { state: 'off' }
  let counted: Pick<HttpApiStatus, 'requests' | 'refused' | 'lastRequestAt'> = nobody
  /** Whether the air gap closed it underneath. */
  let isCut = false
  /** Whether somebody looked since a change was told last. */
  let isSeen = true

  const tell = (): void => {
    if (isSeen) changed()
    isSeen = false
  }

  const become = (next: State): void => {
    state = next
    tell()
  }

  const counting: Authenticate = async (key, isAgain = false) => {
    const owner = await authenticate(key)
    if (isAgain) return owner
    const { requests, refused } = counted
    counted = {
      ...(owner ? { requests: requests + 1, refused } : { requests, refused: refused + 1 }),
      lastRequestAt: now()
    }
    tell()
    return owner
  }

  const end = async (): Promise<void> => {
    if (state.state === 'listening') await state.end()
    isCut = false
    counted = nobody
  }

  const begin = async (at: HttpApiPlace): Promise<void> => {
    const forget = network.serve({ ...at, why: 'the HTTP API' })
    const listening = await listen(at, counting)
    if (!listening.ok) {
      forget()
      return become({ state: 'failed', failure: listening.failure })
    }
    const close = async () => {
      await listening.value.close()
      forget()
    }
    become({ state: 'listening', at, end: close })
  }

  return {
    /** Listens there, or nowhere for null; a failure says why it must not. Does nothing where that is so already. */
    move: async (to: Result<HttpApiPlace | null>): Promise<void> => {
      if (to.ok && state.state === 'listening' && !isCut && isSamePlace(to.value, state.at)) return
      await end()
      if (!to.ok) become({ state: 'failed', failure: to.failure })
      else if (to.value !== null) await begin(to.value)
      else if (state.state !== 'off') become({ state: 'off' })
    },

    /** Takes note of another policy, and says whether it is to move. The air gap closes what other machines reach. */
    isMovedBy: ({ isAirGapped }: NetworkPolicy): boolean => {
      if (state.state === 'failed') return state.failure.kind === 'air-gapped' && !isAirGapped
      const isClosed = state.state === 'listening' && isAirGapped && !isLoopback(state.at.host)
      isCut ||= isClosed
      return isClosed
    },

    /** What there is to see now. */
    look: (): Omit<HttpApiStatus, 'settings'> => {
      isSeen = true
      return {
        state: state.state,
        address: state.state === 'listening' ? httpApiAddress(state.at) : null,
        failure: state.state === 'failed' ? state.failure : null,
        ...counted
      }
    }
  }
}

const isSamePlace = (a: HttpApiPlace | null, b: HttpApiPlace): boolean => a?.host === b.host && a.port === b.port
