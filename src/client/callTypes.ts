import type * as z from 'zod/mini';
import type { Endpoints } from '../api/contract/contract.ts';
import type { Endpoint } from '../api/contract/endpoint.ts';
import type { OnDemand } from '../api/contract/lazy.ts';

/** A part of the input; optional if all its members are. */
type Part<Name extends string, Schema> =
  Schema extends OnDemand<infer Made extends z.ZodMiniType>
    ? Record<never, never> extends z.input<Made>
      ? { [Key in Name]?: z.input<Made> }
      : { [Key in Name]: z.input<Made> }
    : unknown;

type Member<Given, Name extends string> = Given extends { [Key in Name]: infer Schema } ? Schema : undefined;

/** The input of a call: path parameters, query and body, as far as the endpoint has them. */
export type CallInput<Given extends Endpoint> = Part<'params', Member<Given, 'params'>> &
  Part<'query', Member<Given, 'query'>> &
  Part<'body', Member<Given, 'body'>> &
  Part<'body', Member<Given, 'delivery'>>;

type Answered<Schema> = Schema extends OnDemand<infer Made extends z.ZodMiniType> ? z.output<Made> : undefined;
type OtherAnswers<Given> = Given extends { otherAnswers: infer Schemas } ? Answered<Schemas[keyof Schemas]> : never;

/** The result of a call; undefined if the body is empty. */
export type CallAnswer<Given extends Endpoint> = Answered<Member<Given, 'answer'>> | OtherAnswers<Given>;

export interface CallOptions {
  /** Aborts the call, such as `AbortSignal.timeout(5000)`. */
  signal?: AbortSignal;
}

type Call<Given extends Endpoint> = FormattedCall<Given> & JsonCall<Given>;

/** With a `format` the result is text. It comes first: the compiler takes the first matching signature. */
type FormattedCall<Given> = Given extends Endpoint & { formats: infer Formats }
  ? (input: CallInput<Given> & { query: { format: keyof Formats } }, options?: CallOptions) => Promise<string>
  : unknown;

type JsonCall<Given extends Endpoint> =
  Record<never, never> extends CallInput<Given>
    ? (input?: CallInput<Given>, options?: CallOptions) => Promise<CallAnswer<Given>>
    : (input: CallInput<Given>, options?: CallOptions) => Promise<CallAnswer<Given>>;

/** One method for each endpoint of the contract, by its id. */
export type Client = { readonly [Id in keyof Endpoints]: Call<Endpoints[Id]> };
