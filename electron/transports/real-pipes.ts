// The signals that end a process group politely must not end the readers before they have passed on what was written.
const script = [
  `trap '' HUP INT TERM`,
  'exec 3> >(exec cat) 4> >(exec cat >&2 3>&-)',
  'trap - HUP INT TERM',
  // Counted down by exec and up by the next bash.
  'SHLVL=3',
  'exec "$@" >&3 2>&4 3>&- 4>&-'
].join('; ')

type Argv = readonly [file: string, ...args: string[]]

/**
 * Wraps a command so that its outputs are pipes. Node gives its children sockets instead, and those cannot be opened
 * by name: `echo … > /dev/stderr` would fail, which works everywhere else. The command keeps the process id, exit code
 * and signal of what is spawned. A bash whose input is a socket takes itself for one behind rshd and reads the person's
 * `~/.bashrc`, unless it is told not to or is not the outermost: what a script does must not depend on that. Needs bash.
 */
export const withRealPipes = (argv: Argv): Argv => ['bash', '--norc', '-c', script, 'slipway', ...argv]
