import { z } from 'zod'
import { apiKeyId, sha256 } from '../ids'
import { name } from './text'

const moment = z.number().int().positive()

export const apiKeyInput = z.strictObject({
  /** What uses it, such as `ci`. */
  name,
  /** From this moment on it is refused, in milliseconds since 1970 UTC. Absent for never. */
  expiresAt: moment.optional()
})
export type ApiKeyInput = z.infer<typeof apiKeyInput>

/** Lets programs in by the HTTP API. The key itself is kept nowhere. */
export const apiKey = z.strictObject({
  id: apiKeyId,
  name,
  /** Of the key's characters. It has 165 bits of chance, so that no slower hash is needed. */
  sha256,
  createdAt: moment,
  expiresAt: moment.optional(),
  /** Up to an hour behind; absent as long as nobody came with it. */
  lastUsedAt: moment.optional()
})
export type ApiKey = z.infer<typeof apiKey>

/** `API-` and 32 letters and digits, as Octopus writes them. */
export const apiKeyPattern = /^API-[A-Z0-9]{32}$/

/** Whether a key is refused because its time is over. */
export const isExpired = ({ expiresAt }: Pick<ApiKey, 'expiresAt'>, now: number): boolean =>
  expiresAt !== undefined && expiresAt <= now
