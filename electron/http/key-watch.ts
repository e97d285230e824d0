import type { Answer } from './answer'
import type { HttpApiOptions } from './http-api'
import type { ApiRequest } from './request'

/** After how long a key is looked at again while a body still comes or an answer is still read. Milliseconds. */
const lookAgainMs = 1000

/** The key of a request was revoked, or ran out, while the request was under way. */
export class KeyGone extends Error {}

type Bodies = Pick<ApiRequest, 'json' | 'fields' | 'upload'>

/**
 * Looks at the key of a request again where that takes its time: what was let in by its head must not be carried out
 * once the key is revoked, however long somebody takes to send the rest or to read what comes back. The promises of what
 * it answers reject with `KeyGone` then.
 */
export function watchKey(authenticate: HttpApiOptions['authenticate'], key: string) {
  let seenAt = performance.now()
  const check = async (): Promise<void> => {
    if (performance.now() - seenAt < lookAgainMs) return
    if ((await authenticate(key, true)) === null) throw new KeyGone()
    seenAt = performance.now()
  }

  async function* whileItHolds(text: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const part of text) {
      await check()
      yield part
    }
  }

  const checked = async <T>(read: Promise<T>): Promise<T> => {
    const value = await read
    await check()
    return value
  }

  return {
    bodies: ({ json, fields, upload }: Bodies): Bodies => ({
      json: () => checked(json()),
      fields: () => checked(fields()),
      upload: async () => {
        const file = await upload()
        await check().catch(async (error: unknown) => {
          await file.drop()
          throw error
        })
        return file
      }
    }),
    answer: (answer: Answer): Answer => ('text' in answer ? { ...answer, text: whileItHolds(answer.text) } : answer)
  }
}
