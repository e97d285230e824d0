import { lazy, Suspense } from 'react'
import classes from './Markdown.module.css'

// The parser is large and few screens show Markdown.
const MarkdownText = lazy(async () => ({ default: (await import('./MarkdownText')).MarkdownText }))

/** A text in Markdown, as it is meant to look. HTML in it is shown as it was typed; until it is ready, so is the rest. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <Suspense
      fallback={
        <div className={classes.raw} aria-busy="true">
          {text}
        </div>
      }
    >
      <MarkdownText text={text} />
    </Suspense>
  )
}
