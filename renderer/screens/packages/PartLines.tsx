import type { Part } from '@shared/packages/difference'
import classes from './packages.module.css'

const signs = { added: '+', removed: '−', changed: '~' } as const

/** How a file changed, as a character in a colour. */
export const Sign = ({ change }: { readonly change: keyof typeof signs }) => (
  <span className={classes.sign} data-change={change} aria-hidden>
    {signs[change]}
  </span>
)

/** Two texts as one, with the lines that differ marked. */
export function PartLines({ parts }: { readonly parts: readonly Part[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it
    <pre className={classes.text} tabIndex={0}>
      {parts.map(({ kind, text }, index) => (
        <span key={index} className={classes.part} data-kind={kind}>
          {signed(kind, text)}
        </span>
      ))}
    </pre>
  )
}

const lineSigns = { same: '  ', added: '+ ', removed: '− ' } as const

/** Every line with its sign: colour alone tells nothing. */
const signed = (kind: keyof typeof lineSigns, text: string): string =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map(line => `${lineSigns[kind]}${line}`)
    .join('\n')
