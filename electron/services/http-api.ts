import type { Parsed } from '@shared/api'
import type { ApiKeyView, HttpApiStatus, NewApiKey } from '@shared/api-key-calls'
import { type Failure, invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { ApiKeyId } from '@shared/ids'
import type { ApiKeyInput } from '@shared/model/api-key'
import {
  defaultHttpApi,
  type HttpApiPlace,
  type HttpApiSettings,
  httpApiAddress,
  plainHttpWarning
} from '@shared/model/http-api'
import { isLoopback } from '@shared/network'
import { fail, ok, type Result } from '@shared/result'
import type { Publish, Signal } from './context'
import { createExclusive } from './exclusive'
import { createListener, type Listen } from './http-api-listener'
import type { ServedPlaces } from './ports'
import type { Services } from './workspace'

export interface HttpApiParts {
  readonly listen: Listen
  /**
   * Works in the person's own workspace, whichever is open: settings and keys are there.
   * @throws FailureError where it cannot be opened
   */
  readonly inMain: <T>(call: (services: Pick<Services, 'settings' | 'apiKeys'>) => Promise<T>) => Promise<T>
  readonly network: ServedPlaces
  readonly publish: Publish
  readonly now: () => number
  /** Whether it listens when the settings say so, as it does beside a window. */
  readonly followsSettings: boolean
  /** For defects that no caller is waiting to hear of. */
  readonly report: (message: string) => void
}

/** Lets programs in by HTTP, and says whether they can come. */
export interface HttpApiService {
  status(): Promise<Result<HttpApiStatus>>
  /** Sets it and, beside a window, does it. */
  set(wanted: Parsed<'settings.setHttpApi'>): Promise<Result<HttpApiStatus>>
  /** Listens until the end, whatever the settings say; where is as in the settings, unless it is given. */
  listen(wanted: Parsed<'httpApi.listen'>): Promise<Result<HttpApiStatus>>
  readonly keys: {
    list(): Promise<Result<readonly ApiKeyView[]>>
    create(input: ApiKeyInput): Promise<Result<NewApiKey>>
    delete(id: ApiKeyId): Promise<Result<null>>
  }
  /** Does what the settings say, for the first time or once more. Never rejects. */
  follow(): Promise<void>
  /** To be told of what is published: what is set may have changed. */
  hear(signal: Signal): void
  /** Takes no more requests, for good; resolves when none is under way. */
  stop(): Promise<void>
}

/** Off until `follow` or `listen` says otherwise. One for the whole app. */
export function createHttpApi(parts: HttpApiParts): HttpApiService {
  const { inMain, network, publish, now, followsSettings, report } = parts
  const oneChange = createExclusive()
  const listener = createListener({
    listen: parts.listen,
    authenticate: key => inMain(of => of.apiKeys.authenticate(key)),
    network,
    now,
    changed: () => publish({ type: 'catalog.changed', entity: 'http-api' })
  })
  /** Where it listens whatever the settings say; null for what they say. */
  let told: HttpApiPlace | null = null
  let isOver = false

  const setNow = (): Promise<HttpApiSettings> => inMain(async of => of.settings.current().httpApi ?? defaultHttpApi)

  /** Where it should listen; null for nowhere. Fails where it should and must not. */
  const wantedNow = async (): Promise<Result<HttpApiPlace | null>> => {
    try {
      const { isOn, ...place } = await setNow()
      const wanted = told ?? (followsSettings && isOn ? place : null)
      const isRefused = wanted !== null && network.policy().isAirGapped && !isLoopback(wanted.host)
      return isRefused ? fail(airGapped(wanted)) : ok(wanted)
    } catch (error) {
      if (error instanceof FailureError) return fail(error.failure)
      throw error
    }
  }

  /** Brings what is there in line with what is wanted. */
  const settle = (): Promise<void> =>
    oneChange(async () => {
      if (!isOver) await listener.move(await wantedNow())
    })

  const settleAlone = (): Promise<void> =>
    settle().catch((error: unknown) => report(`The HTTP API could not be switched: ${String(error)}`))

  // The air gap of any open workspace holds for all.
  const unfollow = network.follow(policy => {
    if (listener.isMovedBy(policy)) void settleAlone()
  })

  const status = async (): Promise<Result<HttpApiStatus>> => ok({ settings: await setNow(), ...listener.look() })

  return {
    status,

    set: async ({ evenOnNetwork, ...settings }) => {
      if (settings.isOn && !evenOnNetwork && !isLoopback(settings.host)) return fail(onNetwork(settings))
      const saved = await inMain(of => of.settings.setHttpApi(settings))
      if (!saved.ok) return saved
      await settle()
      return status()
    },

    listen: async ({ evenOnNetwork, host, port }) => {
      const usual = await setNow()
      const place = { host: host ?? usual.host, port: port ?? usual.port }
      if (!evenOnNetwork && !isLoopback(place.host)) return fail(onNetwork(place))
      told = place
      await settle()
      return status()
    },

    keys: {
      list: () => inMain(of => of.apiKeys.list()),
      create: input => inMain(of => of.apiKeys.create(input)),
      delete: id => inMain(of => of.apiKeys.delete(id))
    },

    follow: settleAlone,

    hear: signal => {
      // After a restore, settings are others.
      if (signal.type === 'workspace.changed' && signal.info.kind === 'main') void settleAlone()
    },

    stop: () =>
      oneChange(async () => {
        isOver = true
        unfollow()
        await listener.move(ok(null))
      })
  }
}

const onNetwork = (place: HttpApiPlace): Failure => ({
  ...invalid('host', 'can be reached by other machines'),
  message: `Other machines could reach the HTTP API at ${httpApiAddress(place)}.`,
  remedy: `${plainHttpWarning} Choose 127.0.0.1, or say that other machines are meant.`
})

const airGapped = (place: HttpApiPlace): Failure => ({
  kind: 'air-gapped',
  message: `The air gap lets nothing listen at ${httpApiAddress(place)}.`,
  remedy: 'Choose 127.0.0.1, which other machines cannot reach, or turn the air gap off.'
})
