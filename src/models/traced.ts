import type { Model } from '../ports.ts';
import { inSpan, type SpanFacts } from '../tracing.ts';

/** The model, with a span for each call; how long a call waits for what the provider gives is part of it. */
export function traced(model: Model): Model {
  const { name, background } = model;
  const about = (operation: string) => ({
    kind: 'outwards' as const,
    facts: { 'gen_ai.operation.name': operation, 'gen_ai.request.model': name },
  });
  return {
    ...model,
    answer: (request, signal) => inSpan(`chat ${name}`, about('chat'), () => model.answer(request, signal), used),
    replay: (call, signal) => inSpan(`replay ${name}`, about('replay'), () => model.replay(call, signal), used),
    background: background && {
      ...background,
      begin: (request, signal) => inSpan(`begin chat ${name}`, about('chat'), () => background.begin(request, signal)),
    },
  };
}

function used({ usage }: Readonly<{ usage: Readonly<{ inputTokens: number; outputTokens: number }> }>): SpanFacts {
  return { 'gen_ai.usage.input_tokens': usage.inputTokens, 'gen_ai.usage.output_tokens': usage.outputTokens };
}
