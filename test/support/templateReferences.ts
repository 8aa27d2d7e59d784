import { attributeType, isSpecified } from './resourceSpecification.ts';
import { type FunctionCall, isRecord, parseGetAtt, type Template, toFunctionCall } from './template.ts';

const PSEUDO_PARAMETERS = new Set(
  ['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(
    name => `AWS::${name}`,
  ),
);

type Report = (at: string, fault: string) => void;

/** Dangling, conditional and circular references. */
export function referenceFaults(template: Template): string[] {
  const faults: string[] = [];
  const report: Report = (at, fault) => void faults.push(`${at} ${fault}`);
  const uses = new Map<string, Set<string>>();
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const walker = new ReferenceWalker(template, report, resource.Condition);
    walker.condition(resource.Condition, `${logicalId}.Condition`);
    for (const id of [resource.DependsOn ?? []].flat()) walker.resource(id, `${logicalId}.DependsOn`);
    walker.walk(resource.Properties, logicalId);
    uses.set(logicalId, walker.used);
  }
  for (const [name, condition] of Object.entries(template.Conditions ?? {})) {
    new ReferenceWalker(template, report).walk(condition, `Conditions.${name}`);
  }
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    const walker = new ReferenceWalker(template, report, output.Condition);
    walker.condition(output.Condition, `Outputs.${name}.Condition`);
    walker.walk(output, `Outputs.${name}`);
  }
  reportCircles(uses, report);
  return faults;
}

class ReferenceWalker {
  /** The resources that were referred to. */
  readonly used = new Set<string>();
  readonly #template: Template;
  readonly #report: Report;
  readonly #condition: string | undefined;

  constructor(template: Template, report: Report, condition?: string) {
    this.#template = template;
    this.#report = report;
    this.#condition = condition;
  }

  walk(value: unknown, at: string): void {
    if (typeof value !== 'object' || value === null) return;
    const call = toFunctionCall(value);
    if (call) this.#call(call, at);
    for (const [key, member] of Object.entries(value)) {
      this.walk(member, Array.isArray(value) ? `${at}[${key}]` : `${at}.${key}`);
    }
  }

  condition(name: unknown, at: string): void {
    if (name === undefined || Object.hasOwn(this.#template.Conditions ?? {}, String(name))) return;
    this.#report(at, `names the unknown condition ${JSON.stringify(name)}`);
  }

  resource(id: unknown, at: string): void {
    const name = String(id);
    if (!Object.hasOwn(this.#template.Resources, name)) {
      this.#report(at, `refers to ${JSON.stringify(id)}, which does not exist`);
      return;
    }
    this.used.add(name);
    const condition = this.#template.Resources[name]?.Condition;
    if (condition && condition !== this.#condition) {
      this.#report(at, `refers to ${name}, which exists under the condition ${condition} only`);
    }
  }

  #call({ name, argument }: FunctionCall, at: string): void {
    const [first] = Array.isArray(argument) ? argument : [argument];
    if (name === 'Ref') this.#resourceOrParameter(argument, at);
    else if (name === 'Condition' || name === 'Fn::If') this.condition(first, at);
    else if (name === 'Fn::GetAtt') this.#attribute(argument, at);
    else if (name === 'Fn::Sub') this.#substitution(argument, at);
    else if (name === 'Fn::FindInMap' && !Object.hasOwn(this.#template.Mappings ?? {}, String(first))) {
      this.#report(at, `names the unknown mapping ${JSON.stringify(first)}`);
    }
  }

  #resourceOrParameter(id: unknown, at: string): void {
    const name = String(id);
    if (PSEUDO_PARAMETERS.has(name) || Object.hasOwn(this.#template.Parameters ?? {}, name)) return;
    this.resource(id, at);
  }

  #substitution(argument: unknown, at: string): void {
    const [text, variables] = Array.isArray(argument) ? argument : [argument];
    for (const [, literal, reference = ''] of String(text).matchAll(/\$\{(!?)([^}]*)\}/g)) {
      if (literal || (isRecord(variables) && Object.hasOwn(variables, reference))) continue;
      if (reference.includes('.')) this.#attribute(reference, at);
      else this.#resourceOrParameter(reference, at);
    }
  }

  #attribute(argument: unknown, at: string): void {
    const { id, attribute } = parseGetAtt(argument);
    this.resource(id, at);
    const target = this.#template.Resources[id];
    if (!target || !isSpecified(target.Type)) return;
    if (!attributeType(target.Type, attribute)) {
      this.#report(at, `names the unknown attribute ${attribute} of ${target.Type} ${id}`);
    } else if (attribute === 'StreamArn' && !target.Properties?.StreamSpecification) {
      this.#report(at, `names the stream of ${id}, which has none`);
    }
  }
}

function reportCircles(uses: ReadonlyMap<string, ReadonlySet<string>>, report: Report): void {
  const done = new Set<string>();
  const walk = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) report(id, `depends on itself: ${[...path.slice(path.indexOf(id)), id].join(' → ')}`);
    if (path.includes(id) || done.has(id)) return;
    for (const next of uses.get(id) ?? []) walk(next, [...path, id]);
    done.add(id);
  };
  for (const id of uses.keys()) walk(id, []);
}
