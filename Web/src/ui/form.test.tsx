// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { Problem } from '../api/problem'
import { Button, Field } from './controls'
import { isRequired, useFields } from './form'

afterEach(cleanup)
const user = userEvent.setup()

function Rename({
  problem = null,
  submit,
}: {
  problem?: Problem | null
  submit: (values: { name: string; note: string }) => void
}) {
  const { field, onSubmit } = useFields({ defaults: { name: '', note: '' }, problem, submit })
  return (
    <form onSubmit={onSubmit} noValidate>
      <Field label="Name" {...field('name', isRequired())} />
      <Field label="Note" {...field('note')} />
      <Button type="submit">Save</Button>
    </form>
  )
}

it('What is missing is said at its field, and nothing is sent', async () => {
  const submit = vi.fn()
  render(<Rename submit={submit} />)
  await user.type(screen.getByRole('textbox', { name: 'Name' }), '  ')
  await user.click(screen.getByRole('button'))
  const field = await screen.findByRole('textbox', { name: 'Name', description: 'Fill in this field.' })
  expect(document.activeElement).toBe(field)
  expect(submit).not.toHaveBeenCalled()
})

it('What the server refuses stands at the field that it names, until that is changed and sent again', async () => {
  const submit = vi.fn()
  const { rerender } = render(<Rename submit={submit} />)
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Ada')
  await user.type(screen.getByRole('textbox', { name: 'Note' }), 'x')
  rerender(
    <Rename submit={submit} problem={new Problem('request.validation', 400, 'Look.', { note: 'Too short.' }, null)} />,
  )
  const note = await screen.findByRole('textbox', { name: 'Note', description: 'Too short.' })
  expect(document.activeElement).toBe(note)
  expect((screen.getByRole('textbox', { name: 'Name' }) as HTMLInputElement).value).toBe('Ada')
  await user.type(note, 'yz')
  await user.click(screen.getByRole('button'))
  await vi.waitFor(() => expect(submit).toHaveBeenCalledWith({ name: 'Ada', note: 'xyz' }))
})
