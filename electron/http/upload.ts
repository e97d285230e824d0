import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Failure, invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import busboy from 'busboy'
import type { Upload } from './request'

/** What the folders of uploads begin with. */
const prefix = 'slipway-upload-'
/** How old they are when nothing can come into them any more, in milliseconds: a request is over long before. */
const oldAfter = 24 * 60 * 60_000

/** Removes uploads that an app left behind which ended in the middle of them. What cannot be removed stays. Never rejects. */
export async function sweepUploads(): Promise<void> {
  const before = Date.now() - oldAfter
  const found = await readdir(tmpdir(), { withFileTypes: true }).catch(() => [])
  for (const item of found) {
    if (!item.isDirectory() || !item.name.startsWith(prefix)) continue
    const path = join(tmpdir(), item.name)
    const isOld = await stat(path).then(
      ({ mtimeMs }) => mtimeMs < before,
      () => false
    )
    if (isOld) await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** The most bytes of a file. */
const uploadLimit = 4 * 1024 ** 3

/** Takes the file of a form into a folder of its own, without holding it in memory. @throws FailureError */
export async function receiveUpload(request: IncomingMessage): Promise<Upload> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  const drop = () => rm(folder, { recursive: true, force: true })
  try {
    return { path: await fileOf(request, folder), drop }
  } catch (error) {
    await drop()
    throw error instanceof FailureError ? error : new FailureError(broken(error))
  }
}

async function fileOf(request: IncomingMessage, folder: string): Promise<string> {
  const form = parserOf(request)
  let file: Promise<string> | null = null
  form.on('file', (_field, stream, { filename }) => {
    // It ends with the form, which tells of it; a stream without a listener would end the app.
    stream.on('error', () => undefined)
    if (file === null) {
      file = saved(stream, folder, filename)
      // What cannot be kept is not to be waited for.
      file.catch(error => form.destroy(error))
    } else stream.resume()
  })
  await fed(request, form)
  if (file === null) throw new FailureError(invalid('fileToUpload', 'must be a file'))
  return file
}

/** Unlike `pipeline`, it leaves the request alone when the form breaks off, so that it can still be answered. */
const fed = (request: IncomingMessage, form: busboy.Busboy): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (error: unknown) => {
      request.unpipe(form)
      form.destroy()
      reject(error)
    }
    form.on('error', stop)
    form.once('close', resolve)
    request.on('error', stop)
    request.once('close', () => {
      if (!request.complete) stop(new Error('the connection ended'))
    })
    request.pipe(form)
  })

function parserOf({ headers }: IncomingMessage): busboy.Busboy {
  try {
    return busboy({
      headers,
      limits: { fileSize: uploadLimit, files: 10, fields: 100, fieldSize: 100_000 },
      defParamCharset: 'utf8'
    })
  } catch {
    throw new FailureError(notAForm)
  }
}

async function saved(
  stream: Readable & { truncated?: boolean },
  folder: string,
  given: string | undefined
): Promise<string> {
  const name = nameOf(given)
  if (name === null) {
    stream.resume()
    throw new FailureError(invalid('fileToUpload', 'must have a file name such as Shop.Web.1.4.2.zip'))
  }
  const path = join(folder, name)
  await pipeline(stream, createWriteStream(path))
  if (stream.truncated === true) throw new FailureError(invalid('fileToUpload', 'must be at most 4 GB'))
  return path
}

/** The name without folders, which is a plain name in any file system; null for none. */
function nameOf(given: string | undefined): string | null {
  const name = (given ?? '').split(/[/\\]/).at(-1)?.trim() ?? ''
  return name === '' || name === '.' || name === '..' || name.length > 255 || /[\p{Cc}<>:"|?*]/u.test(name)
    ? null
    : name
}

const notAForm: Failure = invalid('', 'The body must be a form with a file (multipart/form-data)')

const broken = (error: unknown): Failure => ({
  kind: 'invalid-input',
  message: `The file did not arrive whole: ${error instanceof Error ? error.message : String(error)}.`,
  remedy: 'Send it again.'
})
