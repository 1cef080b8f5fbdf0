import { WebClient } from '@slack/web-api';
import { inSpan } from '../tracing.ts';

/** A client with a span for each call, by the name of its method. */
export class TracedClient extends WebClient {
  override apiCall(...[method, options]: Parameters<WebClient['apiCall']>): ReturnType<WebClient['apiCall']> {
    const facts = { 'refinery.operation': method };
    return inSpan(`slack ${method}`, { kind: 'outwards', facts }, () => super.apiCall(method, options));
  }
}
