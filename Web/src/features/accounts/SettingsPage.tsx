import { i18n } from '@lingui/core'
import { msg, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useId, useState, type FormEvent, type ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { useWaiting } from '../../api/browserOutbox'
import { session, useMember } from '../../api/browserSession'
import { useCommand } from '../../api/command'
import type { Obstacle } from '../../api/problem'
import { compare, date } from '../../language/format'
import { chooseLanguage, languages, useLanguage, type Language } from '../../language/language'
import { announce } from '../../ui/announcer'
import { appearances, chooseAppearance, chosenAppearance, type Appearance } from '../../ui/appearance'
import { Button, Failed, Field, Loading, ProblemNote, SelectField, Skeleton } from '../../ui/controls'
import { Dialog } from '../../ui/Dialog'
import { Icon } from '../../ui/icons'
import { PictureChoice } from './PictureChoice'
import { changeProfile, deleteAccount, deviceZone, timeZones, useMe, type Me } from './profile'
import './settings.css'

export function SettingsPage() {
  const user = useMember()
  const me = useMe(user.id)
  return (
    <div className="narrow settings">
      <title>{t`Settings · Academy`}</title>
      <h1>{t`Settings`}</h1>
      <KeptNote />
      {me.data ? (
        <>
          <Profile me={me.data} onChanged={me.refetch} />
          <LanguageAndTime me={me.data} onChanged={me.refetch} />
          <AppearanceChoice />
          <Privacy />
          <DeleteAccount />
        </>
      ) : me.error ? (
        <Failed problem={me.error} onRetry={me.refetch} />
      ) : (
        <Loading>
          <Skeleton className="settings-skeleton" />
          <Skeleton className="settings-skeleton" />
        </Loading>
      )}
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className="settings-section" aria-labelledby={id}>
      <h2 id={id} className="section-title">
        {title}
      </h2>
      {children}
    </section>
  )
}

function KeptNote() {
  const isWaiting = useWaiting().some(({ kind, state }) => kind === 'accounts.change-profile' && state === 'waiting')
  if (!isWaiting) return null
  return (
    <p className="settings-kept" role="status">
      <Icon name="clock" size={16} /> {t`Saved on this device, sent with the next connection`}
    </p>
  )
}

interface PartProps {
  me: Me
  onChanged: () => unknown
}

function Profile({ me, onChanged }: PartProps) {
  const [displayName, setDisplayName] = useState(me.displayName)
  const save = useCommand(async (key: string, displayName: string) => {
    if ((await changeProfile(key, me, { displayName }, t`Your name: ${displayName}`)) === 'sent') await onChanged()
    announce(t`Saved.`)
    return displayName
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void save.run(displayName.trim())
  }
  const isChanged = displayName.trim() !== me.displayName
  return (
    <Section title={t`Profile`}>
      <PictureChoice me={me} onChanged={onChanged} />
      <form onSubmit={submit}>
        <Field
          label={t`Your name`}
          name="displayName"
          autoComplete="name"
          dir="auto"
          required
          maxLength={100}
          value={displayName}
          onChange={(event) => setDisplayName(event.target.value)}
          error={save.problem?.fields['displayName']}
          hint={t`This is how others see you in chats and on leaderboards.`}
        />
        <dl className="settings-facts">
          <div>
            <dt>{t`E-mail`}</dt>
            <dd>{me.email}</dd>
          </div>
          <div>
            <dt>{t`Member since`}</dt>
            <dd>{date('date', me.registeredAt)}</dd>
          </div>
        </dl>
        <ProblemNote problem={save.problem} />
        <div className="settings-action">
          <Button tone="primary" type="submit" pending={save.pending}>{t`Save`}</Button>
          {save.answer === me.displayName && !isChanged && <span className="muted">{t`Saved.`}</span>}
        </div>
      </form>
    </Section>
  )
}

function LanguageAndTime({ me, onChanged }: PartProps) {
  const spoken = useLanguage()
  const language = useCommand(async (key: string, language: Language) => {
    await changeProfile(key, me, { language }, t`Language: ${languages[language].name}`)
    await chooseLanguage(language)
    return language
  })
  const zone = useCommand(async (key: string, timeZone: string) => {
    const how = await changeProfile(key, me, { timeZone }, t`Time zone: ${zoneName(timeZone)}`)
    if (how === 'sent') await onChanged()
    announce(t`Saved.`)
    return timeZone
  })
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000)
    return () => clearInterval(timer)
  }, [])
  const here = deviceZone()
  const current = me.timeZone ?? here
  const clock = current && clockIn(current, now)
  return (
    <Section title={t`Language and time`}>
      <SelectField
        label={t`Language`}
        value={spoken}
        onChange={({ target }) => void language.run(target.value as Language)}
      >
        {Object.entries(languages).map(([tag, { name }]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </SelectField>
      <ProblemNote problem={language.problem} />
      <SelectField
        label={t`Time zone`}
        value={current ?? ''}
        onChange={({ target }) => void zone.run(target.value)}
        hint={clock ? t`It is ${clock} there now.` : undefined}
      >
        {!current && <option value="">–</option>}
        {timeZones(me.timeZone)
          .sort(compare)
          .map((each) => (
            <option key={each} value={each}>
              {zoneName(each)}
            </option>
          ))}
      </SelectField>
      {here && current !== here && (
        <p className="settings-note">
          {t`This device is in the zone ${zoneName(here)}.`}{' '}
          <Button small onClick={() => void zone.run(here)}>{t`Use it`}</Button>
        </p>
      )}
      <ProblemNote problem={zone.problem} />
    </Section>
  )
}

const zoneName = (zone: string): string => zone.replaceAll('_', ' ')

/** A zone that this browser does not know has no clock. */
function clockIn(timeZone: string, now: number): string | null {
  try {
    return new Intl.DateTimeFormat(i18n.locales ?? i18n.locale, { timeStyle: 'short', timeZone }).format(now)
  } catch (thrown) {
    if (thrown instanceof RangeError) return null
    throw thrown
  }
}

const appearanceNames = { system: msg`As the system`, light: msg`Light`, dark: msg`Dark` }

function AppearanceChoice() {
  const [appearance, setAppearance] = useState(chosenAppearance)
  const choose = (chosen: Appearance): void => {
    chooseAppearance(chosen)
    setAppearance(chosen)
  }
  return (
    <Section title={t`Appearance`}>
      <fieldset className="settings-choices">
        <legend className="visually-hidden">{t`Appearance`}</legend>
        {appearances.map((each) => (
          <label key={each} className="settings-choice">
            <input
              type="radio"
              name="appearance"
              value={each}
              checked={each === appearance}
              onChange={() => choose(each)}
            />
            <span>{i18n._(appearanceNames[each])}</span>
          </label>
        ))}
      </fieldset>
    </Section>
  )
}

function Privacy() {
  return (
    <Section title={t`Privacy`}>
      <p className="muted">{t`Only the members of a conversation read it. When an administrator looks into one, it is recorded, and you see it.`}</p>
      <p>
        <Link to="/chat/privacy" className="button secondary small">{t`Who has read my conversations`}</Link>
      </p>
    </Section>
  )
}

function DeleteAccount() {
  const [isAsking, setAsking] = useState(false)
  return (
    <Section title={t`Delete account`}>
      <p className="muted">{t`Your account, your progress and what you wrote are erased for ever. Nobody can bring them back.`}</p>
      <p>
        <Button className="grave" onClick={() => setAsking(true)}>{t`Delete my account…`}</Button>
      </p>
      {isAsking && <DeleteDialog onClose={() => setAsking(false)} />}
    </Section>
  )
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState('')
  const navigate = useNavigate()
  const erase = useCommand(async (_key, password: string) => {
    await deleteAccount(password)
    await navigate('/') // First: a page for members would ask whoever leaves to log in.
    session.end('logged-out')
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void erase.run(password)
  }
  const isWrong = erase.problem?.code === 'accounts.wrong-password'
  const obstacles = erase.problem?.obstacles ?? []
  return (
    <Dialog title={t`Delete your account?`} onClose={onClose}>
      <form className="settings-erase" onSubmit={submit}>
        <p>{t`Everything that is yours is erased at once, and for ever. Enter your password to confirm.`}</p>
        <Field
          label={t`Password`}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={isWrong ? erase.problem?.message : erase.problem?.fields['password']}
        />
        {obstacles.length > 0 ? (
          <Obstacles obstacles={obstacles} />
        ) : (
          !isWrong && <ProblemNote problem={erase.problem} />
        )}
        <div className="settings-action">
          <Button onClick={onClose}>{t`Keep my account`}</Button>
          <Button tone="primary" className="grave" type="submit" pending={erase.pending}>{t`Delete for ever`}</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What only this person does, and what to do about each. */
function Obstacles({ obstacles }: { obstacles: readonly Obstacle[] }) {
  return (
    <div className="settings-obstacles" role="alert">
      <p>{t`Not yet: somebody else has to take over first.`}</p>
      <ul>
        {obstacles.map((obstacle) => (
          <li key={`${obstacle.kind}-${obstacle.id ?? ''}`}>
            {obstacle.kind === 'last-admin' ? (
              t`You are the only administrator. Make somebody else an administrator.`
            ) : obstacle.kind === 'course' && obstacle.id ? (
              <CourseObstacle id={obstacle.id} title={obstacle.title ?? obstacle.id} />
            ) : (
              (obstacle.title ?? obstacle.kind)
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function CourseObstacle({ id, title }: { id: string; title: string }) {
  return (
    <Trans>
      Nobody else teaches{' '}
      <Link to={`/instructor/courses/${id}`} dir="auto">
        {title}
      </Link>
      . The administrators were asked to find somebody.
    </Trans>
  )
}
