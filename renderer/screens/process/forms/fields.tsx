import { NumberInput, Select } from '@mantine/core'
import type { Amount } from '@shared/model/process'
import { type ReactNode, useState } from 'react'
import classes from './forms.module.css'

interface CommonProps {
  readonly label: string
  readonly error: string | null
  readonly description?: ReactNode
}

export interface NumberFieldProps extends CommonProps {
  /** NaN while it is empty. */
  readonly value: number
  readonly onChange: (value: number) => void
  readonly placeholder?: string
  readonly suffix?: string
}

/** A whole number. What cannot be one stays as it is typed until it is mended. */
export function NumberField({ label, value, onChange, error, description, placeholder, suffix }: NumberFieldProps) {
  return (
    <NumberInput
      className={classes.number ?? ''}
      label={label}
      value={Number.isNaN(value) ? '' : value}
      onChange={next => onChange(next === '' ? Number.NaN : Number(next))}
      error={error}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
      hideControls
      {...(description === undefined ? {} : { description })}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(suffix === undefined ? {} : { suffix })}
    />
  )
}

export interface OptionalNumberFieldProps extends Omit<NumberFieldProps, 'value' | 'onChange'> {
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
}

/** A number that may be left out by leaving it empty. */
export function OptionalNumberField({ value, onChange, ...rest }: OptionalNumberFieldProps) {
  return (
    <NumberField
      {...rest}
      value={value ?? Number.NaN}
      onChange={next => onChange(Number.isNaN(next) ? undefined : next)}
    />
  )
}

export interface AmountFieldProps extends CommonProps {
  readonly value: Amount
  readonly onChange: (value: Amount) => void
}

/** So many targets, or so many of a hundred. */
export function AmountField({ label, value, onChange, error, description }: AmountFieldProps) {
  return (
    <div className={classes.pair}>
      <NumberField
        label={label}
        value={value.count}
        error={error}
        {...(description === undefined ? {} : { description })}
        onChange={count => onChange({ ...value, count })}
      />
      <Select
        className={classes.unit ?? ''}
        aria-label={`${label}: counted in`}
        data={[
          { value: 'targets', label: 'targets' },
          { value: 'percent', label: '% of targets' }
        ]}
        value={value.unit}
        onChange={unit => onChange({ ...value, unit: unit as Amount['unit'] })}
      />
    </div>
  )
}

const units = [
  { value: '1', label: 'seconds' },
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' }
] as const
type Unit = (typeof units)[number]['value']

/** The largest unit in which so many seconds are a whole number. */
const unitFor = (seconds: number): Unit => {
  if (Number.isNaN(seconds) || seconds === 0 || seconds % 60 !== 0) return '1'
  return seconds % 3600 === 0 ? '3600' : '60'
}

export interface SecondsFieldProps extends CommonProps {
  /** NaN while it is empty. */
  readonly value: number
  readonly onChange: (seconds: number) => void
}

/** A time in whole seconds, which people may give in minutes or hours. */
export function SecondsField({ label, value, onChange, error, description }: SecondsFieldProps) {
  const [wanted, setWanted] = useState(unitFor(value))
  const unit = Number.isNaN(value) || value % Number(wanted) === 0 ? wanted : unitFor(value)
  return (
    <div className={classes.pair}>
      <NumberField
        label={label}
        value={value / Number(unit)}
        error={error}
        {...(description === undefined ? {} : { description })}
        onChange={count => onChange(count * Number(unit))}
      />
      <Select
        className={classes.unit ?? ''}
        aria-label={`${label}: counted in`}
        data={[...units]}
        value={unit}
        onChange={next => {
          setWanted(next as Unit)
          if (!Number.isNaN(value)) onChange((value / Number(unit)) * Number(next))
        }}
      />
    </div>
  )
}
