import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import {
  type FunctionCall,
  isRecord,
  parseGetAtt,
  type Template,
  type TemplateResource,
  toFunctionCall,
} from './template.ts';

const database = loadAwsServiceSpecSync();

type Properties = NonNullable<ReturnType<typeof specifiedResource>>['properties'];
type PropertyType = Properties[string]['type'];

const RESOURCE_ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
  'CreationPolicy',
  'UpdatePolicy',
]);
const DELETION_POLICIES: readonly unknown[] = [undefined, 'Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];

const TEXT_FUNCTIONS = new Set(['Ref', 'Fn::Base64', 'Fn::Join', 'Fn::Sub', 'Fn::ToJsonString', 'Fn::ImportValue']);
const LIST_FUNCTIONS = new Set(['Fn::Split', 'Fn::Cidr', 'Fn::GetAZs']);

const TAG: Properties = {
  Key: { type: { type: 'string' }, required: true },
  Value: { type: { type: 'string' }, required: true },
};

function specifiedResource(type: string) {
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
  return resource;
}

export function isSpecified(resourceType: string): boolean {
  return specifiedResource(resourceType) !== undefined;
}

export function attributeType(resourceType: string, attribute: string): string | undefined {
  const attributes = specifiedResource(resourceType)?.attributes ?? {};
  return Object.hasOwn(attributes, attribute) ? attributes[attribute]?.type.type : undefined;
}

/**
 * The differences between the resources of a template and AWS's resource specification: unknown types, properties and
 * attributes, values of a wrong type, missing required properties.
 */
export function specificationFaults(template: Template): string[] {
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const checker = new ResourceChecker(template);
    checker.resource(logicalId, resource);
    return checker.faults;
  });
}

class ResourceChecker {
  readonly faults: string[] = [];
  readonly #template: Template;

  constructor(template: Template) {
    this.#template = template;
  }

  resource(logicalId: string, resource: TemplateResource): void {
    if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId)) this.#fault(logicalId, 'is no logical id');
    for (const attribute of Object.keys(resource)) {
      if (!RESOURCE_ATTRIBUTES.has(attribute)) this.#fault(logicalId, `has the unknown attribute ${attribute}`);
    }
    for (const policy of ['DeletionPolicy', 'UpdateReplacePolicy']) {
      const value = resource[policy];
      if (!DELETION_POLICIES.includes(value)) this.#fault(logicalId, `has the ${policy} ${JSON.stringify(value)}`);
    }
    const specified = specifiedResource(resource.Type);
    if (specified) this.properties(specified.properties, resource.Properties ?? {}, logicalId);
    else this.#fault(logicalId, `has the unknown type ${resource.Type}`);
    if (resource.Type === 'AWS::DynamoDB::Table') this.#tableKeys(logicalId, resource.Properties ?? {});
    if (resource.Type === 'AWS::ApiGatewayV2::Stage') this.#routeSettings(logicalId, resource.Properties ?? {});
  }

  properties(specified: Properties, values: Record<string, unknown>, at: string): void {
    for (const [name, { required }] of Object.entries(specified)) {
      if (required && values[name] === undefined) this.#fault(at, `lacks the required property ${name}`);
    }
    for (const [name, value] of Object.entries(values)) {
      const type = Object.hasOwn(specified, name) ? specified[name]?.type : undefined;
      if (type) this.value(type, value, `${at}.${name}`);
      else this.#fault(at, `has the unknown property ${name}`);
    }
  }

  value(type: PropertyType, value: unknown, at: string): void {
    const call = toFunctionCall(value);
    if (call) this.#returnValue(type, call, at);
    else if (type.type === 'union') this.#union(type.types, value, at);
    else if (!hasShape(type, value)) this.#fault(at, `must be ${describe(type)}, not ${JSON.stringify(value)}`);
    else this.#members(type, value, at);
  }

  #members(type: PropertyType, value: unknown, at: string): void {
    if (type.type === 'array' || type.type === 'map') {
      for (const [key, element] of Object.entries(value as object)) {
        this.value(type.element, element, type.type === 'array' ? `${at}[${key}]` : `${at}.${key}`);
      }
    } else if (type.type === 'tag') {
      this.properties(TAG, value as Record<string, unknown>, at);
    } else if (type.type === 'ref') {
      const { properties } = database.get('typeDefinition', type.reference.$ref);
      this.properties(properties, value as Record<string, unknown>, at);
    }
  }

  /** The value of a function must fit its property. */
  #returnValue(type: PropertyType, { name, argument }: FunctionCall, at: string): void {
    if (name === 'Ref' && argument === 'AWS::NoValue') return;
    if (name === 'Fn::If') {
      const [, ...branches] = Array.isArray(argument) ? argument : [];
      if (branches.length !== 2) this.#fault(at, 'has a Fn::If without two values');
      for (const branch of branches) this.value(type, branch, at);
      return;
    }
    const returned = this.#returnedType(name, argument);
    const types = type.type === 'union' ? type.types : [type];
    if (returned && !types.some(({ type: expected }) => expected === returned)) {
      this.#fault(at, `must be ${describe(type)}, not the ${returned} that ${name} returns`);
    }
  }

  /** Undefined for functions whose result depends on the selection. */
  #returnedType(name: string, argument: unknown): string | undefined {
    if (TEXT_FUNCTIONS.has(name)) return 'string';
    if (LIST_FUNCTIONS.has(name)) return 'array';
    if (name !== 'Fn::GetAtt') return undefined;
    const { id, attribute } = parseGetAtt(argument);
    return attributeType(this.#template.Resources[id]?.Type ?? '', attribute);
  }

  #union(types: readonly PropertyType[], value: unknown, at: string): void {
    // "A list of these, or any JSON" is for compatibility: the list applies.
    const isStructured = types.some(({ type }) => type === 'array' || type === 'ref' || type === 'map');
    const alternatives = types.filter(({ type }) => !(isStructured && type === 'json'));
    const outcomes = alternatives.map(type => {
      const checker = new ResourceChecker(this.#template);
      checker.value(type, value, at);
      return checker.faults;
    });
    const [closest = []] = outcomes.sort((a, b) => a.length - b.length);
    this.faults.push(...closest);
  }

  /** DynamoDB refuses a table whose key attributes are not exactly those that are defined. */
  #tableKeys(id: string, properties: Record<string, unknown>): void {
    const indexes = (properties.GlobalSecondaryIndexes ?? []) as { KeySchema: unknown }[];
    const used = new Set([properties, ...indexes].flatMap(({ KeySchema }) => attributeNames(KeySchema)));
    const defined = new Set(attributeNames(properties.AttributeDefinitions));
    for (const name of used.difference(defined)) this.#fault(id, `has the key attribute ${name}, which is not defined`);
    for (const name of defined.difference(used)) this.#fault(id, `defines ${name}, which is in no key`);
  }

  /** The specification calls them plain JSON; API Gateway knows their structure, and their routes. */
  #routeSettings(id: string, { RouteSettings }: Record<string, unknown>): void {
    const type = specifiedResource('AWS::ApiGatewayV2::Stage')?.properties.DefaultRouteSettings?.type as PropertyType;
    const routes = new Set(Object.values(this.#template.Resources).map(({ Properties }) => Properties?.RouteKey));
    for (const [routeKey, settings] of Object.entries(isRecord(RouteSettings) ? RouteSettings : {})) {
      const at = `${id}.RouteSettings["${routeKey}"]`;
      this.value(type, settings, at);
      if (!routes.has(routeKey)) this.#fault(at, 'is for a route that does not exist');
    }
  }

  #fault(at: string, fault: string): void {
    this.faults.push(`${at} ${fault}`);
  }
}

function attributeNames(list: unknown): string[] {
  return Array.isArray(list) ? list.map(({ AttributeName }) => String(AttributeName)) : [];
}

const SHAPES: Record<string, (value: unknown) => boolean> = {
  array: Array.isArray,
  boolean: value => typeof value === 'boolean',
  'date-time': value => typeof value === 'string',
  integer: Number.isInteger,
  json: value => typeof value === 'object' && value !== null,
  map: isRecord,
  number: Number.isFinite,
  ref: isRecord,
  string: value => typeof value === 'string',
  tag: isRecord,
};

function hasShape(type: PropertyType, value: unknown): boolean {
  const allowed: readonly unknown[] = allowedValues(type);
  return SHAPES[type.type]?.(value) === true && (allowed.length === 0 || allowed.includes(value));
}

function allowedValues(type: PropertyType): readonly unknown[] {
  return type.type === 'string' || type.type === 'integer' ? (type.allowedValues ?? []) : [];
}

function describe(type: PropertyType): string {
  const allowed = allowedValues(type);
  if (allowed.length > 0) return `one of ${allowed.join(', ')}`;
  if (type.type === 'ref') return database.get('typeDefinition', type.reference.$ref).name;
  if (type.type === 'array' || type.type === 'map') return `${type.type} of ${describe(type.element)}`;
  return type.type === 'union' ? type.types.map(describe).join(' or ') : type.type;
}

/** A metric that AWS is known to publish. */
export function isKnownMetric(namespace: string, name: string): boolean {
  return database.lookup('metric', 'namespace', 'equals', namespace).some(metric => metric.name === name);
}
