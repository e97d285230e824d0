import { notFound } from '@shared/failure'
import { fail, ok } from '@shared/result'
import type { Connection, PackagesPort } from '../../electron/engine/ports'

/** A repository without a package. */
export const noPackages: PackagesPort = { open: async hash => fail(notFound('package', hash)) }

/** For connections of tests that bring nothing. */
export const sendsNothing: Connection['send'] = () => Promise.reject(new Error('This test brings no package'))

/** A repository that has everything that it is asked for, and in it nothing. */
export const anyPackage: PackagesPort = {
  open: async hash =>
    ok({
      file: `/packages/${hash}/content`,
      bytes: 1000,
      manifest: { format: 1, entries: [] },
      folder: async () => ok(`/packages/${hash}/tree`),
      read: async () => ok(new Uint8Array())
    })
}
