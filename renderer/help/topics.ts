/** What screens explain of themselves, and where in the help it stands: document and anchor. */
export const helpTopics = {
  approvals: 'approvals#approvals',
  audit: 'user-guide#the-audit-log',
  bundles: 'offline#from-slipway-and-back',
  certificates: 'variables#certificates',
  channels: 'releases#channels',
  'clean-up': 'automation#letting-releases-go',
  comparison: 'releases#comparing-releases-and-going-back',
  connection: 'user-guide#what-a-connection-test-looks-at',
  dashboard: 'user-guide#the-dashboard',
  data: 'user-guide#check-back-up-restore',
  deploy: 'user-guide#reading-a-plan',
  deployment: 'user-guide#watching-a-deployment',
  drift: 'packages#files-that-changed-since',
  environments: 'user-guide#environments',
  feeds: 'packages#feeds',
  freezes: 'approvals#freezes',
  history: 'user-guide#history',
  'http-api': 'http-api#switching-it-on',
  imports: 'user-guide#taking-over-what-openssh-knows',
  'jump-hosts': 'user-guide#jump-hosts',
  library: 'variables#library-sets',
  lifecycles: 'lifecycles#phases',
  mail: 'user-guide#the-mail-server',
  network: 'user-guide#the-network',
  packages: 'packages#the-repository',
  policies: 'user-guide#health-checks-and-policies',
  process: 'user-guide#the-process-editor',
  project: 'user-guide#a-projects-releases',
  releases: 'user-guide#releases',
  runbooks: 'user-guide#runbooks',
  targets: 'user-guide#host-keys-and-the-connection-test',
  tasks: 'user-guide#tasks',
  tenants: 'tenants#what-a-tenant-is',
  triggers: 'automation#triggers',
  variables: 'variables#the-editor',
  vault: 'user-guide#the-vault',
  workspaces: 'user-guide#several-workspaces'
} as const

/** Something that a screen can be helped with. */
export type HelpTopic = keyof typeof helpTopics

/** The address of the section about it. */
export const topicPath = (topic: HelpTopic): string => `/help/${helpTopics[topic]}`

/** The one of the screen that is shown. */
let ofScreen: HelpTopic | null = null

/** Says what the screen that is shown is about; returns the undo. */
export function nameTopic(topic: HelpTopic): () => void {
  ofScreen = topic
  return () => {
    if (ofScreen === topic) ofScreen = null
  }
}

/** Where F1 leads: to the section about the screen that is shown, or to where the help begins. */
export const screenHelpPath = (): string => (ofScreen === null ? '/help' : topicPath(ofScreen))
