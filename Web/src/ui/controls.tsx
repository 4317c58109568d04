import { t } from '@lingui/core/macro'
import {
  createContext,
  useContext,
  useId,
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
} from 'react'
import { Link, useNavigate } from 'react-router'
import type { Problem } from '../api/problem'
import { percentParts } from '../language/format'
import { Icon, type IconName } from './icons'
import { useOnline } from './online'

type Tone = 'primary' | 'secondary' | 'quiet'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: Tone
  small?: boolean
  /** Stays focusable while it works, and keeps its width. */
  pending?: boolean
  icon?: IconName
}

export function Button({
  tone = 'secondary',
  small,
  pending,
  icon,
  children,
  onClick,
  className,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button ${tone}${small ? ' small' : ''}${className ? ` ${className}` : ''}`}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
    >
      <span className="button-face">
        {icon && <Icon name={icon} size={small ? 16 : 18} />}
        {children}
      </span>
      {pending && <span className="spinner" aria-hidden="true" />}
    </button>
  )
}

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  ref?: Ref<HTMLInputElement>
  label: string
  hint?: string | undefined
  error?: string | undefined
}

export function Field({ label, hint, error, ...input }: FieldProps) {
  const id = useId()
  const said = error ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={said ? `${id}-said` : undefined}
      />
      {said && (
        <p id={`${id}-said`} className={error ? 'field-error' : 'field-hint'}>
          {said}
        </p>
      )}
    </div>
  )
}

interface SelectFieldProps extends SelectHTMLAttributes<HTMLSelectElement> {
  ref?: Ref<HTMLSelectElement>
  label: string
  hint?: string | undefined
  children: ReactNode
}

export function SelectField({ label, hint, children, ...select }: SelectFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select {...select} id={id} aria-describedby={hint ? `${id}-hint` : undefined}>
        {children}
      </select>
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  )
}

/** Where what a request led to can be looked at, for whom that is; null for others. */
export const TracePlaces = createContext<((traceId: string) => string) | null>(null)

function TraceLink({ problem }: { problem: Problem }) {
  const placeOf = useContext(TracePlaces)
  if (!placeOf || !problem.traceId) return null
  return (
    <>
      {' '}
      <Link to={placeOf(problem.traceId)} className="trace-link">{t`What it led to`}</Link>
    </>
  )
}

export function ProblemNote({ problem, onRetry }: { problem: Problem | null; onRetry?: () => void }) {
  if (!problem) return null
  return (
    <div className="problem-note" role="alert">
      <Icon name="alert" size={18} />
      <span>
        {problem.message}
        <TraceLink problem={problem} />
      </span>
      {onRetry && problem.transient && (
        <Button tone="quiet" small onClick={onRetry}>
          {t`Try again`}
        </Button>
      )}
    </div>
  )
}

export function ProgressBar({ percent, label }: { percent: number; label: string }) {
  return (
    <div
      className="bar"
      role="progressbar"
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={label}
    >
      <span style={{ transform: `scaleX(${percent / 100})` }} />
    </div>
  )
}

/** The sign is smaller than the figure, on whichever side a language has it. */
function PercentText({ percent }: { percent: number }) {
  return percentParts(percent).map(({ type, value }, index) =>
    type === 'integer' ? value : <small key={index}>{value.trim()}</small>,
  )
}

export function ProgressRing({ percent, label, size = 112 }: { percent: number; label: string; size?: number }) {
  const radius = 44
  const around = 2 * Math.PI * radius
  return (
    <div
      className="ring"
      role="progressbar"
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={label}
    >
      <svg width={size} height={size} viewBox="0 0 100 100" aria-hidden="true">
        <circle className="ring-track" cx="50" cy="50" r={radius} />
        <circle
          className="ring-value"
          cx="50"
          cy="50"
          r={radius}
          strokeDasharray={around}
          strokeDashoffset={around * (1 - percent / 100)}
          data-empty={percent === 0 || undefined}
        />
      </svg>
      <span className="ring-text" aria-hidden="true">
        <PercentText percent={percent} />
      </span>
    </div>
  )
}

interface BlankProps {
  /** 1 where it is all that a page has. */
  level?: 1 | 2
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** What stands where there is nothing to show, and what to do about it. */
export function Blank({ level = 2, icon, title, children, action }: BlankProps) {
  const Heading = `h${level}` as const
  return (
    <div className="blank">
      <span className="blank-icon">
        <Icon name={icon} size={26} />
      </span>
      <Heading className="blank-title">{title}</Heading>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

interface FailedProps {
  /** 1 where it is all that a page has. */
  level?: 1 | 2
  problem: Problem
  onRetry: () => void
}

export function Failed({ level = 2, problem, onRetry }: FailedProps) {
  if (problem.code === 'client.unreachable') return <NotHere level={level} />
  return (
    <div role="alert">
      <Blank
        level={level}
        icon="alert"
        title={t`This could not be loaded`}
        action={<Button onClick={() => onRetry()}>{t`Try again`}</Button>}
      >
        {problem.message}
        <TraceLink problem={problem} />
      </Blank>
    </div>
  )
}

/**
 * What is not on this device, while there is no connection. It is read by itself when there is one again
 * (app/Shell.tsx).
 */
export function NotHere({ level = 1 }: { level?: 1 | 2 }) {
  const navigate = useNavigate()
  const isOnline = useOnline()
  return (
    <div role="alert">
      <Blank
        level={level}
        icon="alert"
        title={isOnline ? t`There is no connection` : t`You are offline`}
        action={<Button onClick={() => void navigate(-1)}>{t`Go back`}</Button>}
      >
        {t`This is not on this device yet. It comes by itself when you are connected again.`}
      </Blank>
    </div>
  )
}

export function Skeleton({ className }: { className: string }) {
  return <span className={`skeleton ${className}`} aria-hidden="true" />
}

/** Tells a screen reader once that something is being loaded; what is seen are the skeletons. */
export function Loading({ children }: { children: ReactNode }) {
  return (
    <div aria-busy="true">
      <span className="visually-hidden">{t`Loading…`}</span>
      {children}
    </div>
  )
}
