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

/** The documents that the help shows, in its order, each with what it is about. */
const documents = {
  'user-guide': { text: userGuide, about: 'Every screen: what it shows, what can be done there, and by which keys.' },
  walkthroughs: { text: walkthroughs, about: 'A first deployment, steps that roll over several hosts, and releases.' },
  glossary: { text: glossary, about: 'What each word means here, and what Octopus Deploy calls it.' },
  variables: {
    text: variables,
    about: 'Values and their scopes, the template language, and why a value is what it is.'
  },
  releases: { text: releases, about: 'Versions, channels, comparing two releases, and going back to an earlier one.' },
  lifecycles: { text: lifecycles, about: 'The phases that a release goes through, and what opens the next one.' },
  packages: { text: packages, about: 'What is deployed: the repository, feeds, and how packages are installed.' },
  offline: { text: offline, about: 'Deploying to machines that nobody reaches, and what comes back from there.' },
  approvals: { text: approvals, about: 'When nothing is deployed, and who has to agree before something is.' },
  automation: {
    text: automation,
    about: 'Triggers and schedules, the agent without a window, and letting releases go.'
  },
  tenants: { text: tenants, about: 'Deploying the same release for each customer, site or store.' },
  security: { text: security, about: 'What is protected against whom, and what is not.' },
  'http-api': { text: httpApi, about: 'Letting a build server or another program in.' }
} as const

/** All documents, cut into sections. Loaded on demand by use-help-book. */
export const book = bookOf(Object.fromEntries(Object.entries(documents).map(([id, { text }]) => [id, text])))

/** What a document is about, in one sentence; empty for none of them. */
export const aboutDocument = (id: string): string =>
  Object.entries(documents).find(([name]) => name === id)?.[1].about ?? ''
