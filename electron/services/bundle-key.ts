import type { ServiceContext } from './context'
import { createSigningKey } from './signing-key'

/** The key that signs what bundles hold. */
export const createBundleKey = (context: Pick<ServiceContext, 'store' | 'now'>) =>
  createSigningKey(context, 'bundle-key')
