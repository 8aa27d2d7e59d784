import type * as z from 'zod/mini';
import type { Endpoints } from '../api/contract/contract.ts';
import type { Endpoint } from '../api/contract/endpoint.ts';
import type { Lazy } from '../api/contract/lazy.ts';

/** A part of the input; optional if all its members are, which `Record<never, never> extends …` tells. */
type InputPart<Name extends string, Schema> =
  Schema extends Lazy<infer ZodType extends z.ZodMiniType>
    ? Record<never, never> extends z.input<ZodType>
      ? { [Key in Name]?: z.input<ZodType> }
      : { [Key in Name]: z.input<ZodType> }
    : unknown;

type ContractField<Contract, Name extends string> = Contract extends { [Key in Name]: infer Schema }
  ? Schema
  : undefined;

/** The input of a call: the endpoint's path parameters, query and body. */
export type CallInput<Contract extends Endpoint> = InputPart<'params', ContractField<Contract, 'params'>> &
  InputPart<'query', ContractField<Contract, 'query'>> &
  InputPart<'body', ContractField<Contract, 'body'>> &
  InputPart<'body', ContractField<Contract, 'delivery'>>;

type AnswerType<Schema> = Schema extends Lazy<infer ZodType extends z.ZodMiniType> ? z.output<ZodType> : undefined;
type OtherAnswers<Contract> = Contract extends { otherAnswers: infer Schemas }
  ? AnswerType<Schemas[keyof Schemas]>
  : never;

/** The result of a call; undefined if the body is empty. */
export type CallAnswer<Contract extends Endpoint> =
  | AnswerType<ContractField<Contract, 'answer'>>
  | OtherAnswers<Contract>;

export interface CallOptions {
  /** Aborts the call, such as `AbortSignal.timeout(5000)`. */
  signal?: AbortSignal;
}

type Call<Contract extends Endpoint> = FormattedCall<Contract> & JsonCall<Contract>;

/** A call with a `format` returns text. It precedes JsonCall, as the compiler takes the first matching signature. */
type FormattedCall<Contract> = Contract extends Endpoint & { formats: infer Formats }
  ? (input: CallInput<Contract> & { query: { format: keyof Formats } }, options?: CallOptions) => Promise<string>
  : unknown;

type JsonCall<Contract extends Endpoint> =
  Record<never, never> extends CallInput<Contract>
    ? (input?: CallInput<Contract>, options?: CallOptions) => Promise<CallAnswer<Contract>>
    : (input: CallInput<Contract>, options?: CallOptions) => Promise<CallAnswer<Contract>>;

/** One method for each endpoint of the contract, by its id. */
export type Client = { readonly [Id in keyof Endpoints]: Call<Endpoints[Id]> };
