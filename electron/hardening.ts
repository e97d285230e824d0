import { writeFileSync } from 'node:fs'
import { app } from 'electron'

/**
 * Chromium's own reasons to connect, which a browser has and this app has not: updates of components, reports,
 * pings, name look-ups ahead of time.
 */
const quietSwitches = [
  'disable-background-networking',
  'disable-breakpad',
  'disable-client-side-phishing-detection',
  'disable-component-update',
  'disable-default-apps',
  'disable-domain-reliability',
  'disable-sync',
  'dns-prefetch-disable',
  'no-default-browser-check',
  'no-pings'
]

const idleFeatures = [
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DnsOverHttps',
  'InterestFeedContentSuggestions',
  'MediaRouter',
  'NetworkErrorLogging',
  'OptimizationHints',
  'Reporting',
  'Translate'
]

/**
 * Takes from Chromium what it could reach the network with, and from a crash what it could spill. Has to happen
 * before Electron is ready. `hasDevelopmentServer`: the page comes from this machine by HTTP, and is looked up there.
 */
export function hardenProcess(hasDevelopmentServer: boolean): void {
  const { commandLine } = app
  for (const name of quietSwitches) commandLine.appendSwitch(name)
  const given = commandLine.getSwitchValue('disable-features')
  commandLine.appendSwitch('disable-features', [given, ...idleFeatures].filter(Boolean).join(','))
  // No name resolves for Chromium: the page has none to reach. Connections to targets are not Chromium's.
  commandLine.appendSwitch('host-resolver-rules', `MAP * ~NOTFOUND${hasDevelopmentServer ? ', EXCLUDE localhost' : ''}`)
  commandLine.appendSwitch('no-proxy-server')
  emptyCoreDumps()
}

/**
 * A core dump of this process would hold decrypted secrets. The limit on its size cannot be set from here, but what goes
 * into it can: no memory at all. Child processes inherit that. Elsewhere than on Linux there are none by default.
 */
function emptyCoreDumps(): void {
  if (process.platform !== 'linux') return
  try {
    writeFileSync('/proc/self/coredump_filter', '0')
  } catch {
    // A kernel that writes no core dumps has no such file.
  }
}
