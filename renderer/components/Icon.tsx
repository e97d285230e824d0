import classes from './Icon.module.css'
import { type IconName, iconPaths } from './icon-paths'

export interface IconProps {
  readonly name: IconName
  /** Edge in pixels; 16 unless said otherwise. */
  readonly size?: number
  /** Says what the icon means where no word stands beside it; without it the icon is decoration. */
  readonly label?: string
  /** Turns slowly; stands still for people who asked for less motion. */
  readonly isTurning?: boolean
}

/** One of Slipway's own outline icons, in the colour of the text around it. */
export function Icon({ name, size = 16, label, isTurning = false }: IconProps) {
  return (
    <svg
      role={label === undefined ? 'presentation' : 'img'}
      aria-hidden={label === undefined}
      aria-label={label}
      className={isTurning ? `${classes.icon} ${classes.turning}` : classes.icon}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {iconPaths[name].split('|').map(path => (
        <path key={path} d={path} />
      ))}
    </svg>
  )
}
