import { RemovalPolicy } from 'aws-cdk-lib';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ApiRoute } from '../../lambdas/core/api/routes.ts';
import { acknowledge } from './acknowledge.ts';

export interface RoutedHttpApiProps {
  readonly apiName: string;
  readonly routes: readonly ApiRoute[];
  readonly handler: IFunction;
  /** Where tokens come from: the issuer's address and the audience they must be for. */
  readonly identity: { readonly issuer: string; readonly audience: string };
  readonly logRetentionDays: RetentionDays;
}

/** Enough for a long-polling crowd, little enough that one caller's loop does not take the account's share. */
const throttle = { rateLimit: 100, burstLimit: 200 };

/** An HTTP API whose routes all lead to one function; every route that is not declared open wants a token. */
export class RoutedHttpApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: RoutedHttpApiProps) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', { apiName: props.apiName, createDefaultStage: false });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', {
            logGroupName: `/aws/vendedlogs/apis/${props.apiName}`,
            retention: props.logRetentionDays,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: accessLogFormat,
      },
    });
    this.url = stage.url;
    const authorizer = new HttpJwtAuthorizer('Token', props.identity.issuer, {
      jwtAudience: [props.identity.audience],
    });
    const integration = new HttpLambdaIntegration('Function', props.handler, { scopePermissionToRoute: false });
    for (const { method, path, open } of props.routes) {
      const routes = api.addRoutes({
        path,
        methods: [HttpMethod[method]],
        integration,
        authorizer: open === true ? new HttpNoneAuthorizer() : authorizer,
      });
      if (open !== true) continue;
      for (const route of routes) {
        acknowledge(route.node.defaultChild ?? route, {
          APIG4: 'Declared open: it tells whether the service works, and nothing about anybody',
        });
      }
    }
  }
}

/** One JSON object a line. No header and no claim: a token never reaches the log. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTime(),
    ip: AccessLogField.contextIdentitySourceIp(),
    route: '$context.routeKey',
    status: AccessLogField.contextStatus(),
    latencyMs: AccessLogField.contextResponseLatency(),
    bytes: AccessLogField.contextResponseLength(),
    authorizerError: '$context.authorizer.error',
    integrationError: '$context.integrationErrorMessage',
  }),
);
