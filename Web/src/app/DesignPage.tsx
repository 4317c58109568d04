import { useState, type ReactNode } from 'react'
import { Problem } from '../api/problem'
import { chooseLanguage, languages, useLanguage, type Language } from '../language/language'
import { Confirm } from '../ui/Confirm'
import { Avatar } from '../ui/Avatar'
import { Blank, Button, Failed, Field, ProblemNote, ProgressBar, ProgressRing, Skeleton } from '../ui/controls'
import { Cover } from '../ui/Cover'
import { Icon, iconNames } from '../ui/icons'
import Markdown from '../ui/Markdown'
import { Menu, Popover } from '../ui/Popover'
import styles from './DesignPage.module.css'

/*
 * Every component in every state, for those who make them: with `npm run dev`, at /design. It is in no build, so its
 * words are in no catalogue.
 */
const refused = new Problem('chat.muted', 403, 'You may read here, but not write.', {}, null)
const busy = new Problem(
  'service.overloaded',
  503,
  'The academy is very busy. Nothing was changed; try again in a moment.',
  {},
  null,
)
const text =
  '# A heading\n\nSome **text** with `code`.\n\n> A quotation.\n\n1. One\n2. Two\n\n| a | b |\n| - | - |\n| 1 | 2 |'
const nothing = (): void => {}

export function DesignPage() {
  const language = useLanguage()
  const [asks, setAsks] = useState(false)
  return (
    <>
      <title>Design · Academy</title>
      <h1>Design</h1>
      <div className={styles.row}>
        {Object.entries(languages).map(([key, { name }]) => (
          <Button
            key={key}
            small
            tone={key === language ? 'primary' : 'secondary'}
            onClick={() => void chooseLanguage(key as Language)}
          >
            {name}
          </Button>
        ))}
      </div>
      <div className={styles.schemes}>
        {(['light', 'dark'] as const).map((scheme) => (
          <div key={scheme} className={styles.scheme} style={{ colorScheme: scheme }}>
            <Part title="Buttons">
              {(['primary', 'secondary', 'quiet'] as const).flatMap((tone) => [
                <Button key={tone} tone={tone}>
                  Save
                </Button>,
                <Button key={`${tone} small`} tone={tone} small icon="plus">
                  Add
                </Button>,
                <Button key={`${tone} pending`} tone={tone} pending>
                  Save
                </Button>,
                <Button key={`${tone} off`} tone={tone} disabled>
                  Save
                </Button>,
              ])}
              <Button tone="primary" className="grave">
                Delete
              </Button>
            </Part>
            <Part title="Fields">
              <Field label="Name" hint="As others see you." defaultValue="Robin Castle" />
              <Field label="Name" error="Fill in this field." />
              <Field label="Name" disabled defaultValue="Robin Castle" />
            </Part>
            <Part title="Problems">
              <ProblemNote problem={refused} />
              <ProblemNote problem={busy} onRetry={nothing} />
              <Failed problem={busy} onRetry={nothing} />
            </Part>
            <Part title="Progress">
              {[0, 45, 100].map((percent) => (
                <ProgressRing key={percent} percent={percent} label="Progress" size={84} />
              ))}
              {[0, 45, 100].map((percent) => (
                <ProgressBar key={percent} percent={percent} label="Progress" />
              ))}
            </Part>
            <Part title="People and covers">
              {['Robin Castle', 'Ada', 'ليلى حسن', '李雷'].map((name) => (
                <Avatar key={name} name={name} />
              ))}
              <div className={styles.cover}>
                <Cover title="Modern Web Development" />
              </div>
            </Part>
            <Part title="Nothing there">
              <Blank icon="book" title="No courses yet" action={<Button>Show all courses</Button>}>
                As soon as the first is published, it is here.
              </Blank>
            </Part>
            <Part title="Menus and dialogs">
              <Menu
                label="More"
                icon="dots"
                items={[
                  { label: 'Edit', icon: 'pencil', onSelect: nothing },
                  { label: 'Delete', icon: 'trash', isGrave: true, onSelect: nothing },
                ]}
              />
              <Popover label="A popover" icon="calendar">
                {(close) => <Button onClick={close}>Close</Button>}
              </Popover>
              <Button onClick={() => setAsks(true)}>Ask</Button>
            </Part>
            <Part title="Loading">
              <Skeleton className="title-skeleton" />
            </Part>
            <Part title="Text">
              <Markdown text={text} />
            </Part>
            <Part title="Icons">
              {iconNames.map((name) => (
                <span key={name} title={name}>
                  <Icon name={name} />
                </span>
              ))}
            </Part>
          </div>
        ))}
      </div>
      {asks && (
        <Confirm
          title="Delete this message?"
          act="Delete"
          command={{ run: async () => true, pending: false, problem: null }}
          onClose={() => setAsks(false)}
        >
          It will be gone for everybody.
        </Confirm>
      )}
    </>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="section-title">{title}</h2>
      <div className={styles.row}>{children}</div>
    </section>
  )
}
