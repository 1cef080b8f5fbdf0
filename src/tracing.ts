import { type Attributes, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { kindOf } from './domain/errors.ts';

/**
 * What a span may say: ids, names that are ours, and figures. Nothing that somebody wrote, no prompt, no answer and no
 * address stands in one, and of an error only its kind.
 */
export type SpanFacts = Readonly<{
  'refinery.workspace'?: string;
  'refinery.case'?: string;
  'refinery.chapter'?: string;
  'refinery.operation'?: string;
  'refinery.source'?: string;
  'refinery.error'?: string;
  /** https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ */
  'gen_ai.operation.name'?: string;
  'gen_ai.request.model'?: string;
  'gen_ai.usage.input_tokens'?: number;
  'gen_ai.usage.output_tokens'?: number;
}>;

/**
 * Does something within a span, of whoever waits for it. Where no SDK of OpenTelemetry is registered, which is the usual
 * case, that is a call of a function and no more (docs/telemetry.md).
 *
 * @param learned what is known only afterwards
 */
export function inSpan<Result>(
  name: string,
  { kind = 'inside', ...given }: Readonly<{ kind?: 'inside' | 'outwards'; facts: SpanFacts }>,
  work: () => Promise<Result>,
  learned: (result: Result) => SpanFacts = () => ({}),
): Promise<Result> {
  const options = {
    kind: kind === 'outwards' ? SpanKind.CLIENT : SpanKind.INTERNAL,
    attributes: given.facts as Attributes,
  };
  return trace.getTracer('refinery').startActiveSpan(name, options, async (span) => {
    try {
      const result = await work();
      span.setAttributes(learned(result) as Attributes);
      return result;
    } catch (error) {
      const what = kindOf(error) ?? 'unexpected';
      span.setAttribute('refinery.error', what).setStatus({ code: SpanStatusCode.ERROR, message: what });
      throw error;
    } finally {
      span.end();
    }
  });
}
