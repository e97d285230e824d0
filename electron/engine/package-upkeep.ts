import type { Sha256 } from '@shared/ids'
import { countOf } from '@shared/plan/words'
import type { EnteredPlace } from './actions/run-script'
import { inHome, packageFolder, packagesFolder } from './package-paths'
import { runShell } from './place-shell'

/** How long a place keeps a package that no deployment there uses, in days. */
export const keptDays = 30

/**
 * Marks packages as used, and removes those that nothing used for a month. A place that cannot do that only keeps more
 * than it has to.
 */
export async function keepUp(entered: EnteredPlace, used: readonly Sha256[]): Promise<void> {
  const { context, due } = entered
  const folders = [...new Set(used)].map(hash => inHome(packageFolder(hash))).join(' ')
  const script = `
touch -c -- ${folders}
cd -- ${inHome(packagesFolder)} || exit 1
old=$(find . -mindepth 1 -maxdepth 1 -type d -mtime +${keptDays}) || exit 1
n=0
for one in $old; do rm -rf -- "$one" && n=$((n+1)); done
say "$n"
`
  const end = await runShell(entered, script, null)
  const removed = end.kind === 'done' ? Number(end.answers[0]) : 0
  if (removed > 0)
    void context.log.say(
      due.id,
      'info',
      `${countOf(removed, 'package')} that nothing used for ${keptDays} days ${removed === 1 ? 'was' : 'were'} removed from ${due.placeName}.`
    )
}
