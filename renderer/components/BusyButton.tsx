import { Button, type ButtonProps } from '@mantine/core'
import type { Ref } from 'react'
import { Icon } from './Icon'
import type { IconName } from './icon-paths'

interface BusyButtonProps extends Pick<ButtonProps, 'variant'> {
  readonly ref?: Ref<HTMLButtonElement>
  readonly icon: IconName
  readonly isBusy: boolean
  readonly onClick: () => void
  readonly children: string
}

/** A button that does nothing while it is busy and keeps the focus meanwhile, which a disabled one would lose. */
export const BusyButton = ({ ref, variant = 'default', icon, isBusy, onClick, children }: BusyButtonProps) => (
  <Button
    {...(ref === undefined ? {} : { ref })}
    variant={variant}
    {...(isBusy ? { 'aria-disabled': true, 'data-disabled': true } : {})}
    leftSection={<Icon name={isBusy ? 'spinner' : icon} size={14} isTurning={isBusy} />}
    onClick={() => {
      if (!isBusy) onClick()
    }}
  >
    {children}
  </Button>
)
