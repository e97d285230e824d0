import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Linux namespaces around one server's folder: own processes, own host name, everything else read-only. */
export interface Namespace {
  /** The process whose namespaces commands join. */
  readonly holder: number
  /** Ends every process inside. */
  close(): Promise<void>
}

/**
 * Runs as the first process of the new namespaces, with rights over them alone.
 * - a second user namespace, in which commands run: they have this person's own identity and no rights over the mounts
 * - /run is emptied, because the sockets of other services are there; what is mounted below it is out of reach then
 * - every mount but the sandbox becomes read-only; where that fails, so does the whole attempt
 * - `cat` waits until our end of its input closes, also when the app is killed; with it ends everything inside
 */
const setUp = `
set -e
sandbox=$1 name=$2 uid=$3 gid=$4
read -r holder rest < /proc/self/stat
mount -t proc proc /proc
hostname "$name"
mount --bind "$sandbox" "$sandbox"
mount -t tmpfs -o mode=755 tmpfs /run
: > /run/person
unshare --user --map-user="$uid" --map-group="$gid" sh -c 'echo; exec sleep 60' > /run/up &
person=$!
while ! [ -s /run/up ]; do kill -0 "$person"; sleep 0.01; done
mount --bind "/proc/$person/ns/user" /run/person
kill "$person"
while read -r _ _ _ _ point options _; do
  point=$(printf '%b' "$point")
  [ "$point" = "$sandbox" ] && continue
  case $point in /run/*) [ -e "$point" ] || continue ;; esac
  mount -o "remount,bind,ro,\${options#r?,}" "$point"
  [ ! -w "$point" ]
done < /proc/self/mountinfo
echo "ready $holder"
exec cat
`

const unshare = ['--user', '--map-root-user', '--mount', '--uts', '--pid', '--fork', '--kill-child'] as const

/** Null where the system has no such namespaces for ordinary users, or forbids them. */
export async function openNamespace(folder: string, name: string): Promise<Namespace | null> {
  if (process.platform !== 'linux') return null
  const ids = [String(process.getuid?.() ?? 0), String(process.getgid?.() ?? 0)]
  const child = spawn('unshare', [...unshare, '--', 'sh', '-c', setUp, 'sh', folder, name, ...ids], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' },
    // A key press in the terminal that started the app must not reach it.
    detached: true
  })
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  child.stdin.on('error', () => undefined)
  const close = async () => {
    child.stdin.end()
    child.kill('SIGKILL')
    await ended
  }
  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([once(lines, 'line'), ended.then(() => [''])])
  const holder = /^ready (\d+)$/.exec(String(line))?.[1]
  lines.close()
  if (holder !== undefined) return { holder: Number(holder), close }
  await close()
  return null
}

/** The words before a command that make it run inside, as the leader of a session of its own. */
export const enterNamespace = ({ holder }: Namespace) =>
  [
    'nsenter',
    `--target=${holder}`,
    '--user',
    '--mount',
    '--pid',
    '--uts',
    '--preserve-credentials',
    '--',
    'nsenter',
    '--user=/run/person',
    '--preserve-credentials',
    '--',
    'setsid'
  ] as const
