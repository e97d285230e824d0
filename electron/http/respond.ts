import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { FailureError } from '@shared/failure-error'
import { type Answer, failed, refused } from './answer'
import { readJson } from './body'
import { fieldsOf } from './fields'
import { keyIn, whyNotFrom } from './guard'
import type { HttpApiOptions } from './http-api'
import { KeyGone, watchKey } from './key-watch'
import { queryOf } from './query'
import {
  type ApiRequest,
  createSpaceAccess,
  type RootHandler,
  type Space,
  type SpaceAccess,
  type SpaceHandler
} from './request'
import { findRoute, partsOf } from './router'
import { openRoutes, rootRoutes, spaceRoutes } from './routes/routes'
import { receiveUpload } from './upload'

/** Answers requests. Never rejects: what goes wrong is an answer as well. */
export type Respond = (request: IncomingMessage) => Promise<Answer>

/** @param host that the API listens on */
export function createRespond(options: HttpApiOptions, host: string): Respond {
  const spaces = createSpaceAccess(options.spaces)
  return async request => {
    try {
      const refusal = whyNotFrom(request.headers, host)
      return refusal === null ? await routed(request, options, spaces) : refused(403, refusal)
    } catch (error) {
      if (error instanceof FailureError) return failed(error.failure)
      if (error instanceof KeyGone) return needsKey
      const reference = randomBytes(4).toString('hex')
      options.report(`${reference}: a request to the HTTP API broke off: ${textOf(error)}`)
      return refused(500, 'Slipway could not carry this out because of a defect in itself.', [
        `If it keeps happening, report it with the reference ${reference}.`
      ])
    }
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

async function routed(request: IncomingMessage, options: HttpApiOptions, spaces: SpaceAccess): Promise<Answer> {
  const [path = '', search = ''] = splitAt(request.url ?? '', '?')
  const [base, ...parts] = partsOf(path)
  const method = request.method ?? ''
  const bare = { query: queryOf(search), options, spaces, ...bodyOf(request) }
  if (base?.toLowerCase() !== 'api') return nothingThere(method, path)
  const open = findRoute<RootHandler>(openRoutes, method, parts)
  if (open !== null) return open.handle({ ...bare, params: open.params })
  const key = keyIn(request.headers)
  if (key === null || (await options.authenticate(key)) === null) return needsKey
  const watch = watchKey(options.authenticate, key)
  const watched = { ...bare, ...watch.bodies(bare) }
  const root = findRoute<RootHandler>(rootRoutes, method, parts)
  if (root !== null) return watch.answer(await root.handle({ ...watched, params: root.params }))
  const { space, rest } = await scopeOf(parts, spaces)
  const match = findRoute<SpaceHandler>(spaceRoutes, method, rest)
  if (match === null) return nothingThere(method, path)
  return watch.answer(await match.handle({ ...watched, params: match.params, space, ask: await spaces.enter(space) }))
}

const needsKey = refused(401, 'This needs an API key of Slipway that holds.', [
  'Send it in the header X-Octopus-ApiKey. Keys are made in Settings → HTTP API.'
])

/** `Spaces-1/projects`, `spaces/default/projects` and `projects` are the same. */
async function scopeOf(
  parts: readonly string[],
  spaces: SpaceAccess
): Promise<{ readonly space: Space; readonly rest: readonly string[] }> {
  const [first = '', second = ''] = parts
  if (/^spaces-/i.test(first)) return { space: await spaces.find(first), rest: parts.slice(1) }
  if (first.toLowerCase() === 'spaces' && parts.length > 1)
    return { space: await spaces.find(second), rest: parts.slice(2) }
  return { space: await spaces.main(), rest: parts }
}

const bodyOf = (request: IncomingMessage): Pick<ApiRequest, 'json' | 'fields' | 'upload'> => ({
  json: () => readJson(request),
  fields: async () => fieldsOf(await readJson(request)),
  upload: () => receiveUpload(request)
})

const nothingThere = (method: string, path: string): Answer =>
  refused(404, `There is nothing at ${method} ${path.slice(0, 200)}.`)

function splitAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
