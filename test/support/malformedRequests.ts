import fc from 'fast-check';
import { anyText } from './anyText.ts';
import {
  type KnownValues,
  type Operation,
  type Parameter,
  pathOf,
  resolveReference,
  type Schema,
  sampleOf,
} from './operations.ts';

/** A request on the wire, and its parts before encoding. */
export interface OddRequest {
  path: string;
  params: KnownValues;
  query: KnownValues;
  body: unknown;
}

/** The choice for a value: absent, valid or unexpected. */
type Choice = { kind: 'absent' } | { kind: 'sample' } | { kind: 'odd'; value: unknown };

/** Choices for all values of a request; known values turn them into the request. */
export type Plan = (values: KnownValues) => OddRequest;

const ODD_TEXTS = [
  ...[
    '',
    ' ',
    ' 5',
    '5 ',
    '-1',
    '0',
    '1.5',
    '1e3',
    '0x10',
    '٥',
    'NaN',
    'null',
    'true',
    'undefined',
    '99999999999999999999',
  ],
  ...['__proto__', 'constructor', '../..', '%00', '%2F', 'a/b', 'a?b#c', '\u0000', '\u202e', 'e\u0301', '😀', '\ud800'],
  ...['2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z', '0000-00-00', "' OR 1=1 --", '{"a":1}', 'x'.repeat(3000)],
];
const ODD_NUMBERS = [-1, 0, -0, 1.5, 1e-300, 1e300, 2 ** 31, 2 ** 53, -(2 ** 53)];
const ODD_OTHERS = [
  { length: { toString: 1 } },
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  [1, 'a', {}],
  { '': '' },
  { a: { b: [] } },
  nested(500),
];

const oddText = fc.oneof(fc.constantFrom(...ODD_TEXTS), anyText({ maxLength: 40 }));
const oddValue = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(...ODD_NUMBERS, ...ODD_OTHERS),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 3 }),
);

const odd = oddValue.map((value): Choice => ({ kind: 'odd', value }));
const bodyChoice = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Choice>({ kind: 'sample' }) },
  { weight: 1, arbitrary: fc.constant<Choice>({ kind: 'absent' }) },
  { weight: 3, arbitrary: odd },
);
/** An empty segment or dots would make another path. */
const pathChoice = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Choice>({ kind: 'sample' }) },
  {
    weight: 1,
    arbitrary: oddText.filter(text => !/^\.{0,2}$/.test(text)).map((value): Choice => ({ kind: 'odd', value })),
  },
);
const queryChoice = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Choice>({ kind: 'absent' }) },
  { weight: 1, arbitrary: fc.constant<Choice>({ kind: 'sample' }) },
  { weight: 2, arbitrary: oddText.map((value): Choice => ({ kind: 'odd', value })) },
);

/** Malformed requests for an operation of openapi.json. */
export function oddRequests({ path, parameters, body }: Operation): fc.Arbitrary<Plan> {
  return fc
    .tuple(
      choices(parameters, 'path', pathChoice),
      choices(parameters, 'query', queryChoice),
      body ? bodies(body) : fc.constant(() => undefined),
    )
    .map(([params, query, makeBody]) => values => {
      const chosen = filled(params, schemasOf(parameters), values);
      return {
        path: pathOf(path, chosen),
        params: chosen,
        query: filled(query, schemasOf(parameters), values),
        body: makeBody(values),
      };
    });
}

/** Mostly an object with unexpected members, sometimes another value. */
function bodies(schema: Schema): fc.Arbitrary<(values: KnownValues) => unknown> {
  const { properties = {} } = resolveReference(schema);
  const members = fc.record(Object.fromEntries(Object.keys(properties).map(name => [name, bodyChoice])));
  const extra = fc.dictionary(fc.string({ maxLength: 12 }), oddValue, { maxKeys: 2 });
  const object = fc.tuple(members, extra).map(([chosen, extraMembers]) => (values: KnownValues) => ({
    ...extraMembers,
    ...filled(chosen, properties, values),
  }));
  return fc.oneof({ weight: 6, arbitrary: object }, { weight: 1, arbitrary: oddValue.map(value => () => value) });
}

function choices(parameters: readonly Parameter[], where: Parameter['in'], choice: fc.Arbitrary<Choice>) {
  const names = parameters.filter(parameter => parameter.in === where).map(({ name }) => name);
  return fc.record(Object.fromEntries(names.map(name => [name, choice])));
}

function schemasOf(parameters: readonly Parameter[]): Record<string, Schema> {
  return Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
}

function filled(chosen: Record<string, Choice>, schemas: Record<string, Schema>, values: KnownValues): KnownValues {
  return Object.fromEntries(
    Object.entries(chosen)
      .filter(([, { kind }]) => kind !== 'absent')
      .map(([name, choice]) => [
        name,
        choice.kind === 'odd' ? choice.value : sampleOf(schemas[name] ?? {}, values, name),
      ]),
  );
}

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}
