import { useEffect } from 'react'

/**
 * Has the focus in a dialog whose first field is not there yet, where it would begin with the button that closes it:
 * whoever is quick with Enter would be shown out. Comes last in the dialog, so that a field that is there wins.
 */
export const FirstFocus = () => <span className="visually-hidden" tabIndex={-1} data-autofocus data-first-focus />

/** Moves the focus to where the dialog begins once that is there, unless a person moved it meanwhile. */
export function useFocusWhenThere(isThere: boolean, find: () => HTMLElement | null | undefined): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is there
  useEffect(() => {
    if (isThere && document.activeElement?.hasAttribute('data-first-focus')) find()?.focus({ preventScroll: true })
  }, [isThere])
}
