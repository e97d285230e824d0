import { z } from 'zod'
import { feedId, secretId } from '../ids'
import { feedKinds } from './package'
import { name } from './text'

const fields = {
  name,
  kind: z.enum(feedKinds),
  /** The address of a service index (NuGet v3), of a Maven repository or of a registry; or the path of a folder. */
  location: z.string().trim().min(1, 'must not be empty').max(4096),
  /** Who logs in; empty for nobody. */
  username: z.string().trim().max(200).default(''),
  /** `http://host:port`; empty for a direct connection. */
  proxy: z.string().trim().max(1000).default(''),
  /** Path of a PEM file on this machine with authorities to trust besides the usual ones; empty for none. */
  caFile: z.string().trim().max(4096).default('')
}

/** Another place that packages come from. */
export const feed = z.strictObject({ id: feedId, ...fields, password: secretId.nullable() })
export type Feed = z.infer<typeof feed>

/** As typed. `password`: null leaves it as it is, empty removes it. */
export const feedInput = z
  .strictObject({ ...fields, password: z.string().max(1000).nullable().default(null) })
  .superRefine(({ kind, location, proxy }, context) => {
    const refuse = (message: string, path = 'location') => context.addIssue({ code: 'custom', path: [path], message })
    if (proxy !== '' && !/^http:\/\/[^\s/@]+\/?$/i.test(proxy))
      refuse('must be an address such as http://proxy:3128, without a user name', 'proxy')
    if (kind !== 'folder' && !/^https?:\/\/[^\s/@]+(\/\S*)?$/i.test(location))
      refuse('must be an address such as https://packages.example/index.json, without a user name')
    if (kind === 'folder' && !/^([/\\~]|[A-Za-z]:[/\\])/.test(location))
      refuse('must be the path of a folder, from its root')
  })
export type FeedInput = z.input<typeof feedInput>

/** How asking a feed went. */
export interface FeedTest {
  readonly ok: boolean
  /** In a sentence. */
  readonly message: string
  readonly remedy: string
}
