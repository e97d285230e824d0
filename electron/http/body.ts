import type { IncomingMessage } from 'node:http'
import { invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'

/** The most bytes of a JSON body. */
export const jsonLimit = 20_000_000

/** The body as JSON; an empty one is an empty object. @throws FailureError for what is none, or too long */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Not destroyed where it is too long, so that whoever sent it can read why it was refused.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > jsonLimit) throw new FailureError(invalid('', 'The body must be at most 20 MB'))
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new FailureError(invalid('', 'The body is not valid JSON'))
  }
}
