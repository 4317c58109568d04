import { t } from '@lingui/core/macro'
import { useEffect, type FormEvent } from 'react'
import {
  useForm,
  type DefaultValues,
  type FieldPath,
  type FieldValues,
  type RegisterOptions,
  type UseFormReturn,
} from 'react-hook-form'
import type { Problem } from '../api/problem'

export interface Form<V extends FieldValues>
  extends Pick<UseFormReturn<V>, 'watch' | 'setValue' | 'reset' | 'formState' | 'register'> {
  /** What a `Field` of this name is given. */
  field: <N extends FieldPath<V>>(
    name: N,
    rules?: RegisterOptions<V, N>,
  ) => ReturnType<UseFormReturn<V>['register']> & { error: string | undefined }
  onSubmit: (event: FormEvent) => void
}

/** Has to be filled in; spaces are nothing. */
export const isRequired = () => ({
  validate: (value: unknown) => String(value ?? '').trim() !== '' || t`Fill in this field.`,
})

/**
 * A form: what its fields have, and what is wrong with them. That may be known before anything is sent (rules), or be
 * the server's answer: a refusal whose `errors` name fields stands at those, and the first of them gets the focus.
 */
export function useFields<V extends FieldValues>({
  defaults,
  problem,
  submit,
}: {
  defaults: DefaultValues<V>
  problem: Problem | null
  submit: (values: V) => unknown
}): Form<V> {
  const { register, handleSubmit, setError, watch, setValue, reset, formState } = useForm<V>({
    defaultValues: defaults,
  })
  const { errors } = formState
  useEffect(() => {
    Object.entries(problem?.fields ?? {}).forEach(([name, message], index) => {
      setError(name as FieldPath<V>, { type: 'server', message }, { shouldFocus: index === 0 })
    })
  }, [problem, setError])
  return {
    register,
    watch,
    setValue,
    reset,
    formState,
    field: (name, rules) => ({ ...register(name, rules), error: errors[name]?.message as string | undefined }),
    onSubmit: (event) => void handleSubmit(async (values) => void (await submit(values)))(event),
  }
}
