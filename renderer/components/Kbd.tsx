import classes from './Kbd.module.css'

const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent)

/** How a key is called on this machine: `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
const keyName = (key: string): string => {
  if (key === 'Mod') return isMac ? '⌘' : 'Ctrl'
  if (key === 'Enter') return '↵'
  return key
}

/** The keys of a shortcut as text, where there is no room for keys that are drawn. */
export const keyWords = (keys: string): string => keys.split(' ').map(keyName).join(' ')

/** Keys of a shortcut, separated by a space: `Mod K`, or `G then P`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className={classes.keys}>
      {keys.split(' ').map((key, index) =>
        key === 'then' ? (
          <span key={index}>then</span>
        ) : (
          <kbd key={index} className={classes.key}>
            {keyName(key)}
          </kbd>
        )
      )}
    </span>
  )
}
