import { FileButton } from '@mantine/core'
import { type ReactNode, useRef } from 'react'

interface FileChooserProps {
  /** Which files are offered, such as `.json,application/json`; all of them by default. */
  readonly accept?: string
  readonly multiple?: boolean
  /** Of the hidden field, where a program has to tell it from others. */
  readonly label?: string
  /** At least one; exactly one without `multiple`. */
  readonly onFiles: (files: readonly [File, ...File[]]) => void
  /** The button that opens the system's dialog. */
  readonly children: (button: { readonly onClick: () => void }) => ReactNode
}

/**
 * Lets somebody choose files. The same one can be chosen again, because it may have been changed meanwhile: a browser says
 * nothing of a choice that is the one before, so none is kept.
 */
export function FileChooser({ accept, multiple = false, label, onFiles, children }: FileChooserProps) {
  const reset = useRef<() => void>(null)
  const choose = (chosen: File | File[] | null) => {
    const [first, ...others] = [chosen ?? []].flat()
    reset.current?.()
    if (first !== undefined) onFiles([first, ...others])
  }
  return (
    <FileButton
      multiple={multiple}
      onChange={choose}
      resetRef={reset}
      {...(accept === undefined ? {} : { accept })}
      {...(label === undefined ? {} : { inputProps: { 'aria-label': label } })}
    >
      {({ onClick }) => children({ onClick })}
    </FileButton>
  )
}
