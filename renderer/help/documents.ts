import approvals from '../../docs/approvals.md?raw'
import automation from '../../docs/automation.md?raw'
import glossary from '../../docs/glossary.md?raw'
import httpApi from '../../docs/http-api.md?raw'
import lifecycles from '../../docs/lifecycles.md?raw'
import offline from '../../docs/offline.md?raw'
import packages from '../../docs/packages.md?raw'
import releases from '../../docs/releases.md?raw'
import security from '../../docs/security.md?raw'
import tenants from '../../docs/tenants.md?raw'
import userGuide from '../../docs/user-guide.md?raw'
import variables from '../../docs/variables.md?raw'
import walkthroughs from '../../docs/walkthroughs.md?raw'
import { bookOf } from './book'

/** The documents that the help shows, in its order. Loaded on demand by use-help-book. */
export const book = bookOf({
  'user-guide': userGuide,
  walkthroughs,
  glossary,
  variables,
  releases,
  lifecycles,
  packages,
  offline,
  approvals,
  automation,
  tenants,
  security,
  'http-api': httpApi
})
