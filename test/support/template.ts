/** The checked part of a CloudFormation template. */
export interface Template {
  Resources: Record<string, TemplateResource>;
  Conditions?: Record<string, unknown>;
  Parameters?: Record<string, unknown>;
  Mappings?: Record<string, unknown>;
  Outputs?: Record<string, { Value: unknown; Condition?: string; Export?: { Name: unknown } }>;
}

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  Condition?: string;
  [attribute: string]: unknown;
}

/** A function of CloudFormation's: `Ref`, `Fn::GetAtt`, … */
export interface FunctionCall {
  name: string;
  argument: unknown;
}

export function toFunctionCall(value: unknown): FunctionCall | undefined {
  if (!isRecord(value)) return undefined;
  const [[name = '', argument] = [], ...others] = Object.entries(value);
  if (others.length > 0) return undefined;
  // The "Condition" of a policy is an object; that of a template is a name.
  const isCall = name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string');
  return isCall ? { name, argument } : undefined;
}

/** The resource and the attribute that a `Fn::GetAtt` names, in either of its forms. */
export function parseGetAtt(argument: unknown): { id: string; attribute: string } {
  const [id = '', ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  return { id, attribute: path.join('.') };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
