import { join } from 'node:path'
import type { FeedVersion } from '@shared/packages/feed-transport'
import { fail, ok } from '@shared/result'
import { notThere, strangeAnswer } from './failures'
import { baseOf, type FeedDialect, fileNameOf, listIn, member, momentOf, textIn } from './feed'
import { fromHex, fromIntegrity } from './hashes'
import { withWeb } from './web'

/** `@scope/name` is one part of the address. */
const addressFor = (base: string, packageId: string) => `${base}${packageId.replace('/', '%2f')}`

/** A registry of npm. */
export const npmFeed: FeedDialect = {
  test: (access, signal) =>
    withWeb(access, signal, async web => {
      const answered = await web.answers(`${baseOf(access)}-/ping`)
      return answered.ok ? ok('The registry answers.') : answered
    }),

  search: (access, text, take, signal) =>
    withWeb(access, signal, async web => {
      const url = `${baseOf(access)}-/v1/search?text=${encodeURIComponent(text)}&size=${take}`
      const found = await web.json(url)
      if (!found.ok) return found
      const packages = listIn(found.value, 'objects').map(item => member(item, 'package'))
      return ok(
        packages.flatMap(item => {
          const name = textIn(item, 'name')
          return name === null ? [] : [{ packageId: name, latest: textIn(item, 'version') }]
        })
      )
    }),

  versions: (access, packageId, signal) =>
    withWeb(access, signal, async web => {
      const url = addressFor(baseOf(access), packageId)
      const found = await web.json(url)
      if (!found.ok) return found
      if (found.value === null) return ok([])
      const versions = member(found.value, 'versions')
      if (typeof versions !== 'object' || versions === null) return fail(strangeAnswer(url, 'a package of npm'))
      const times = member(found.value, 'time')
      return ok(
        Object.keys(versions).map(
          (version): FeedVersion => ({ version, publishedAt: momentOf(textIn(times, version)) })
        )
      )
    }),

  fetch: (access, packageId, version, folder, watch) =>
    withWeb(access, watch.signal, async web => {
      const url = addressFor(baseOf(access), packageId)
      const found = await web.json(url)
      if (!found.ok) return found
      const dist = member(member(member(found.value, 'versions'), version), 'dist')
      const tarball = textIn(dist, 'tarball')
      if (tarball === null || !URL.canParse(tarball)) return notThere(packageId, version)
      const integrity = textIn(dist, 'integrity')
      const shasum = textIn(dist, 'shasum')
      const promised = (integrity && fromIntegrity(integrity)) || (shasum && fromHex('sha1', shasum)) || null
      const path = join(folder, 'package')
      const came = await web.download(tarball, path, promised, watch)
      if (!came.ok) return came
      return came.value ? ok({ path, fileName: fileNameOf(tarball) }) : notThere(packageId, version)
    })
}
