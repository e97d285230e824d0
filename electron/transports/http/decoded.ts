import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress
}

/** A body as it was before it was packed; one that is packed in a way that nobody knows comes as it is. */
export function decoded(body: Readable, encoding: string | readonly string[] | undefined): AsyncIterable<unknown> {
  const decoder = decoders[String(encoding ?? '').toLowerCase()]?.()
  if (decoder === undefined) return body
  body.on('error', error => decoder.emit('error', error))
  return body.pipe(decoder)
}
