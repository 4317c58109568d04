import { Link } from 'react-router'
import { Blank } from '../ui/controls'

export function NotFoundPage() {
  return (
    <>
      <title>Not found · Academy</title>
      <Blank level={1} icon="search" title="There is nothing here" action={<Link to="/courses" className="button secondary">All courses</Link>}>
        The address may be mistyped, or the page is not meant for this account.
      </Blank>
    </>
  )
}
