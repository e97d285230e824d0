import { z } from 'zod'
import { call } from './call'
import type { Failure } from './failure'
import { apiKeyId } from './ids'
import { type ApiKey, apiKeyInput } from './model/api-key'
import { type HttpApiSettings, httpApiPlace, httpApiSettings } from './model/http-api'

/** Said on purpose where other machines could reach the API. */
const evenOnNetwork = z.boolean().default(false)

/**
 * The part of the contract that is about the HTTP API and its keys. They belong to the person's own workspace, whichever
 * is open.
 */
export const apiKeyCalls = {
  'apiKey.list': call(z.strictObject({})).returns<readonly ApiKeyView[]>(),
  /** Answers the key, this once. */
  'apiKey.create': call(apiKeyInput).returns<NewApiKey>(),
  /** Whoever comes with it from now on is refused. */
  'apiKey.delete': call(z.strictObject({ id: apiKeyId })).returns<null>(),

  'httpApi.status': call(z.strictObject({})).returns<HttpApiStatus>(),
  /** Listens until this process ends, whatever the settings say; what is left out is as in the settings. */
  'httpApi.listen': call(httpApiPlace.partial().extend({ evenOnNetwork })).returns<HttpApiStatus>(),
  /** Whether it listens while the window is open, and where. That it cannot listen there is told by the answer's state. */
  'settings.setHttpApi': call(httpApiSettings.extend({ evenOnNetwork })).returns<HttpApiStatus>()
} as const

/** A key as lists show it. What was used in this session has the exact time. */
export type ApiKeyView = Readonly<Omit<ApiKey, 'sha256'>>

/** A key that was just made. `key` is told this once and kept nowhere. */
export interface NewApiKey extends ApiKeyView {
  readonly key: string
}

/** What the HTTP API does in this process. */
export interface HttpApiStatus {
  /** What is set, whether it listens or not. */
  readonly settings: HttpApiSettings
  readonly state: 'off' | 'listening' | 'failed'
  /** Such as `http://127.0.0.1:8065`; null unless it listens. */
  readonly address: string | null
  /** Why it does not listen although it should; null unless the state is `failed`. */
  readonly failure: Failure | null
  /** How many came with a key that holds, since it listens. */
  readonly requests: number
  /** How many came with one that does not. */
  readonly refused: number
  /** When the last of both came, in milliseconds since 1970 UTC; null for none. */
  readonly lastRequestAt: number | null
}
