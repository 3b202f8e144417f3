import type { Resource, StackTemplate } from './assembly.ts';

/** The account, region and partition that everything local belongs to. */
export const localAccount = '000000000000';
export const localRegion = 'us-east-1';

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': localAccount,
  'AWS::Region': localRegion,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NoValue': '',
};

export function localArn(service: string, resource: string): string {
  return `arn:aws:${service}:${localRegion}:${localAccount}:${resource}`;
}

/** What `Ref` and `Fn::GetAtt … Arn` stand for, for the types whose names the runtime has to know. */
const identities: Readonly<Record<string, { name: string; arn: (name: string) => string; ref: 'name' | 'arn' }>> = {
  'AWS::DynamoDB::Table': { name: 'TableName', arn: (name) => localArn('dynamodb', `table/${name}`), ref: 'name' },
  'AWS::Lambda::Function': { name: 'FunctionName', arn: (name) => localArn('lambda', `function:${name}`), ref: 'name' },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    arn: (name) => localArn('states', `stateMachine:${name}`),
    ref: 'arn',
  },
  'AWS::Events::EventBus': { name: 'Name', arn: (name) => localArn('events', `event-bus/${name}`), ref: 'name' },
  'AWS::SNS::Topic': { name: 'TopicName', arn: (name) => localArn('sns', name), ref: 'arn' },
  'AWS::IAM::Role': { name: 'RoleName', arn: (name) => `arn:aws:iam::${localAccount}:role/${name}`, ref: 'name' },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (name) => localArn('logs', `log-group:${name}`), ref: 'name' },
};

/**
 * Puts values in the place of CloudFormation's intrinsic functions
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html).
 */
export class Intrinsics {
  readonly #stack: StackTemplate;

  constructor(stack: StackTemplate) {
    this.#stack = stack;
  }

  /** A value without intrinsic functions. @throws Error naming a function that the local runtime does not know */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const [[key, argument] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && key === 'Ref') return this.#ref(String(argument));
    if (more.length === 0 && key.startsWith('Fn::')) return this.#call(key, argument);
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.resolve(item)]));
  }

  #ref(id: string): unknown {
    if (id in pseudoParameters) return pseudoParameters[id];
    const resource = this.#stack.template.Resources[id];
    if (resource !== undefined) return this.#identity(id, resource).ref;
    const parameter = this.#stack.template.Parameters?.[id];
    if (parameter !== undefined) return parameter.Default;
    throw new Error(`${this.#stack.stackName} refers to ${id}, which it does not define`);
  }

  #call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Fn::Join': {
        const [separator, items] = argument as [string, unknown];
        return (this.resolve(items) as unknown[]).join(separator);
      }
      case 'Fn::GetAtt': {
        const [id = '', attribute = ''] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
        return this.#attribute(id, attribute);
      }
      case 'Fn::Sub': {
        const [text, values] = (Array.isArray(argument) ? argument : [argument, {}]) as [
          string,
          Record<string, unknown>,
        ];
        return text.replaceAll(/\$\{([\w:.]+)\}/g, (_, key: string) => {
          if (key in values) return String(this.resolve(values[key]));
          const [id = '', attribute] = key.split('.');
          return String(attribute === undefined ? this.#ref(id) : this.#attribute(id, attribute));
        });
      }
      case 'Fn::Select': {
        const [index, items] = argument as [number | string, unknown];
        return (this.resolve(items) as unknown[])[Number(index)];
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, unknown];
        return String(this.resolve(text)).split(separator);
      }
      default:
        throw new Error(`${this.#stack.stackName} uses ${name}, which the local runtime does not know`);
    }
  }

  #attribute(id: string, attribute: string): unknown {
    const resource = this.#stack.template.Resources[id];
    if (resource === undefined) throw new Error(`${this.#stack.stackName} refers to ${id}, which it does not define`);
    return attribute === 'Arn' ? this.#identity(id, resource).arn : `${id}.${attribute}`;
  }

  #identity(id: string, resource: Resource): { ref: string; arn: string } {
    const kind = identities[resource.Type];
    if (kind === undefined) return { ref: id, arn: localArn('local', id) };
    const given = this.resolve(resource.Properties?.[kind.name]);
    const name = typeof given === 'string' ? given : id;
    const arn = kind.arn(name);
    return { ref: kind.ref === 'arn' ? arn : name, arn };
  }
}
