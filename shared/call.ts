import type { z } from 'zod'

/** One capability of the contract: its checked input and what it answers. */
export interface Call<Input extends z.ZodType, Output> {
  readonly input: Input
  /** Never set: carries the output's type. */
  readonly output?: Output
}

/** A call of the contract: `call(input).returns<Output>()`. */
export const call = <Input extends z.ZodType>(input: Input) => ({
  returns: <Output>(): Call<Input, Output> => ({ input })
})
