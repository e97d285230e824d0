import { createHash, timingSafeEqual } from 'node:crypto'
import type { ApiKeyView, NewApiKey } from '@shared/api-key-calls'
import { invalid, notFound } from '@shared/failure'
import { type ApiKeyId, sha256 } from '@shared/ids'
import { type ApiKey, type ApiKeyInput, isExpired } from '@shared/model/api-key'
import { fail, ok, type Result } from '@shared/result'
import { type Audited, draftsOf } from './audit-drafts'
import type { ServiceContext } from './context'
import { byName, nameTaken } from './rules'

/** Its key and its hash are no fields of it: neither gets into the audit log. */
const apiKeyAudit: Audited<ApiKey> = {
  kind: 'api-key',
  word: 'API key',
  fields: [
    { name: 'Name', of: ({ name }) => name },
    { name: 'Expires', of: ({ expiresAt }) => (expiresAt === undefined ? 'never' : new Date(expiresAt).toISOString()) }
  ]
}

/** How old what the record says of its last use may become before it is written again. Milliseconds. */
const writtenEvery = 60 * 60 * 1000

type Context = Pick<ServiceContext, 'store' | 'newId' | 'now' | 'publish' | 'exclusive' | 'report'>

/**
 * The keys of the HTTP API.
 * @param random gives that many unguessable bytes
 */
export function createApiKeys(context: Context, { random }: { readonly random: (count: number) => Uint8Array }) {
  const { store, newId, now, publish, exclusive, report } = context
  const { apiKeys } = store
  /** When each was last used in this session; the record is written at most once an hour. */
  const lastUsed = new Map<ApiKeyId, number>()
  const changed = () => publish({ type: 'catalog.changed', entity: 'http-api' })

  const viewOf = ({ sha256: _hash, ...record }: ApiKey): ApiKeyView => {
    const thisSession = lastUsed.get(record.id)
    return thisSession === undefined ? record : { ...record, lastUsedAt: thisSession }
  }

  const writeLastUse = (id: ApiKeyId, at: number): Promise<void> =>
    exclusive(async () => {
      const record = apiKeys.get(id)
      // Others that came with it may have waited for the same.
      if (record && isOld(record, at)) await apiKeys.put({ ...record, lastUsedAt: at })
    })

  return {
    list: async (): Promise<Result<readonly ApiKeyView[]>> => ok(byName(apiKeys.all()).map(viewOf)),

    create: (input: ApiKeyInput): Promise<Result<NewApiKey>> =>
      exclusive(async () => {
        const taken = nameTaken('an API key', apiKeys.all(), input.name, 'name')
        if (taken) return fail(taken)
        if (isExpired(input, now())) return fail(invalid('expiresAt', 'must lie in the future'))
        const key = newKey(random)
        const record: ApiKey = { ...input, id: newId('apikey'), sha256: hashOf(key), createdAt: now() }
        await store.commit([apiKeys.putting(record)], draftsOf(apiKeyAudit, null, record))
        changed()
        return ok({ ...viewOf(record), key })
      }),

    delete: (id: ApiKeyId): Promise<Result<null>> =>
      exclusive(async () => {
        const current = apiKeys.get(id)
        if (!current) return fail(notFound('API key', id))
        await store.commit([apiKeys.removing(id)], draftsOf(apiKeyAudit, current, null))
        lastUsed.delete(id)
        changed()
        return ok(null)
      }),

    /**
     * Whose key it is; null where it is nobody's, or its time is over. How long that takes says nothing about the keys
     * that there are: hashes are compared whole, and with every one of them.
     */
    authenticate: async (key: string): Promise<{ readonly name: string } | null> => {
      const given = Buffer.from(hashOf(key), 'hex')
      const [fitting] = apiKeys.all().filter(record => timingSafeEqual(given, Buffer.from(record.sha256, 'hex')))
      const at = now()
      if (fitting === undefined || isExpired(fitting, at)) return null
      lastUsed.set(fitting.id, at)
      if (isOld(fitting, at))
        // That the disk is full keeps nobody out.
        await writeLastUse(fitting.id, at).catch((error: unknown) =>
          report(`The last use of the API key “${fitting.name}” could not be noted: ${String(error)}`)
        )
      return { name: fitting.name }
    }
  }
}

/** Whether what the record says of its last use is to be written again. */
const isOld = ({ lastUsedAt = 0 }: ApiKey, now: number): boolean => now - lastUsedAt >= writtenEvery

const hashOf = (key: string) => sha256.parse(createHash('sha256').update(key).digest('hex'))

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const length = 32
/** Bytes from here on would make the first letters likelier than the others. */
const fairLimit = 256 - (256 % alphabet.length)

function newKey(random: (count: number) => Uint8Array): string {
  let text = ''
  while (text.length < length)
    for (const byte of random(length))
      if (byte < fairLimit && text.length < length) text += alphabet[byte % alphabet.length]
  return `API-${text}`
}
