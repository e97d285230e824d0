import { UnstyledButton } from '@mantine/core'
import type { RenderedScript } from '@shared/rendered-script'
import { redacted } from '@shared/secret'
import { syntaxNames } from '../lib/step-words'
import { Icon } from './Icon'
import { Loaded, type LoadedProps } from './Loaded'
import classes from './RenderedScript.module.css'
import { copyWords, useCopy } from './use-copy'

export interface RenderedScriptViewProps {
  readonly load: LoadedProps<RenderedScript>['load']
  readonly onRetry: () => void
  /** What it is the script of, for people who listen: `Install on web-1`. */
  readonly label: string
}

/** What a run executes or did execute: the text with its references replaced, secrets as dots. */
export function RenderedScriptView({ load, onRetry, label }: RenderedScriptViewProps) {
  return (
    <Loaded load={load} onRetry={onRetry} what="the script">
      {script => <Rendered script={script} label={label} />}
    </Loaded>
  )
}

function Rendered({ script, label }: { readonly script: RenderedScript; readonly label: string }) {
  const { text, syntax, parameters, knownLater, problem } = script
  const { outcome, copy, forget } = useCopy()
  const holdsSecret = text.includes(redacted) || parameters?.includes(redacted) === true
  return (
    <div className={classes.rendered}>
      <div className={classes.bar}>
        <span className={classes.kind}>{syntax === null ? 'Text' : syntaxNames[syntax]}</span>
        {holdsSecret && (
          <span className={classes.hint}>
            <Icon name="lock" size={12} />
            Secrets are dots
          </span>
        )}
        <UnstyledButton className={classes.copy ?? ''} onClick={() => copy(text)} onBlur={forget}>
          <Icon name={outcome === 'copied' ? 'check' : 'copy'} size={13} />
          <span aria-live="polite">{copyWords(outcome, 'Copy')}</span>
        </UnstyledButton>
      </div>
      {problem !== null && (
        <p className={classes.problem}>
          <Icon name="warning" size={13} />
          {problem}
        </p>
      )}
      {knownLater.length > 0 && (
        <p className={classes.later}>
          <Icon name="clock" size={13} />
          <span>
            Known when it runs, and left as written:{' '}
            {knownLater.map((name, index) => (
              <span key={name}>
                {index > 0 && ', '}
                <code>{name}</code>
              </span>
            ))}
          </span>
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long script is scrolled with the keyboard */}
      <section className={classes.text} aria-label={label} tabIndex={0}>
        <pre data-wraps={syntax === null}>
          <Marked text={text} knownLater={knownLater} />
        </pre>
      </section>
      {parameters !== null && (
        <p className={classes.parameters}>
          Called with <code>{parameters}</code>
        </p>
      )}
    </div>
  )
}

/** Above this many characters nothing is marked, because every mark is an element. */
const markedCharacters = 200_000

/** The text with what is secret and what comes later told apart from the rest. */
function Marked({ text, knownLater }: Pick<RenderedScript, 'text' | 'knownLater'>) {
  if (text.length > markedCharacters) return text
  const parts = text.split(knownLater.length > 0 ? /(••••••|#\{[^{}\n]*\})/ : /(••••••)/)
  return parts.map((part, index) => {
    if (index % 2 === 0) return part
    return part === redacted ? (
      <span key={index} className={classes.secret}>
        {part}
      </span>
    ) : (
      <span key={index} className={classes.open}>
        {part}
      </span>
    )
  })
}
