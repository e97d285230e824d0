import { createTheme } from '@mantine/core'
import { openOnEnter } from './lib/open-on-enter'

/** How long things take to appear: short enough not to be waited for. */
const quick = { duration: 120, timingFunction: 'cubic-bezier(0.2, 0, 0, 1)' }
// The screen scrolls inside <main>, never the page, so nothing has to be locked behind a dialog.
const dialog = {
  lockScroll: false,
  overlayProps: { backgroundOpacity: 0.45, color: '#06090b' },
  closeButtonProps: { 'aria-label': 'Close' }
}

/** Sizes and habits of Mantine's components; colours and lengths are in styles/tokens.css. */
export const theme = createTheme({
  primaryColor: 'teal',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    Input: { defaultProps: { size: 'xs' } },
    InputWrapper: { defaultProps: { size: 'xs', inputWrapperOrder: ['label', 'input', 'error', 'description'] } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: quick, withArrow: false } },
    Menu: { defaultProps: { transitionProps: quick, shadow: 'none', withinPortal: true } },
    Modal: { defaultProps: { ...dialog, transitionProps: { ...quick, transition: 'pop' }, centered: true } },
    Drawer: { defaultProps: { ...dialog, transitionProps: { ...quick, duration: 160 }, position: 'right', size: 500 } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
    Popover: { defaultProps: { transitionProps: quick } },
    Select: {
      defaultProps: {
        comboboxProps: { transitionProps: quick },
        allowDeselect: false,
        checkIconPosition: 'right',
        onKeyDown: openOnEnter
      }
    },
    MultiSelect: { defaultProps: { onKeyDown: openOnEnter } }
  }
})
