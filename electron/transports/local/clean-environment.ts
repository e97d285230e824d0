// What the app, its runtime and the tools that may have started it leave in the environment; a script would inherit it
// and with it their settings, such as flags for any Node program.
const internals =
  /^(SLIPWAY|ELECTRON|CHROME_|VITE|npm_|NODE_(OPTIONS|ENV|CHANNEL|UNIQUE_ID|PATH)|ORIGINAL_XDG_|APPIMAGE|APPDIR|ARGV0|OWD|INIT_CWD)/i
// These describe the app's own shell, and would be wrong in a process that starts elsewhere.
const positions = new Set(['PWD', 'OLDPWD', 'SHLVL', '_'])

/** The environment of the person's session, without what is about the app itself. */
export function cleanEnvironment(source: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(source))
    if (value !== undefined && !internals.test(name) && !positions.has(name)) kept[name] = value
  return kept
}
