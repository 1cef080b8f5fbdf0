import { isErrorKind } from './domain/errors.ts';
import type { StepNews } from './ports.ts';
import { costOf, type Prices } from './refine/case/cost-of.ts';
import type { WorkCount } from './refine/case/count-work.ts';
import { operationOf } from './refine/case/operation-of.ts';

/** Looked up when somebody asks, by whichever process is asked: these are the store's, not this process's. */
export type Lookup = Readonly<{
  stages(): Promise<ReadonlyMap<string, number>>;
  /** Of the last day. */
  work(): Promise<WorkCount>;
}>;

export type Metrics = Readonly<{
  hear(news: StepNews): void;
  /** @throws RefineryError store-unavailable */
  page(): Promise<Readonly<{ type: string; text: string }>>;
}>;

/** A step may be a look at a file, or a model that thinks for an hour. */
const SECONDS = [0.05, 0.2, 1, 5, 15, 60, 300, 1_800];

/**
 * What those who run Refinery watch, as Prometheus reads it. No label holds a case, a person or a text, and each has few
 * values. Counters are of this process and begin at 0 with it.
 */
export async function openMetrics(prices: Prices, lookup: Lookup): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'refinery_step_seconds',
    help: 'How long steps of chapters took, whether they went well or failed.',
    labelNames: ['chapter', 'operation', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const tokens = new Counter({
    name: 'refinery_tokens_total',
    help: 'Tokens that models took; cached_input is a part of input.',
    labelNames: ['model', 'operation', 'direction'],
    registers,
  });
  const cost = new Counter({
    name: 'refinery_cost_usd_total',
    help: 'US dollars for models whose price is known.',
    labelNames: ['model', 'operation'],
    registers,
  });
  const errors = new Counter({
    name: 'refinery_errors_total',
    help: 'Steps that failed, by kind of error.',
    labelNames: ['kind'],
    registers,
  });
  const cases = new Gauge({ name: 'refinery_cases', help: 'Cases by stage.', labelNames: ['stage'], registers });
  const answers = new Gauge({
    name: 'refinery_answers_last_day',
    help: 'Answers of the analyst in the last 24 hours: asked of a model, or known from before.',
    labelNames: ['from'],
    registers,
  });
  const findings = new Gauge({
    name: 'refinery_guard_findings_last_day',
    help: 'What guards had to say of proposed changes in the last 24 hours.',
    labelNames: ['guard', 'severity'],
    registers,
  });

  return {
    hear({ turn: { chapter }, step, state, tookMs, spent, error }) {
      if (state === 'begun') return;
      const operation = operationOf(step);
      seconds.observe({ chapter, operation, outcome: state }, tookMs / 1_000);
      if (state === 'failed') errors.inc({ kind: kindIn(error) });
      const { model } = spent;
      if (model === undefined) return;
      const { inputTokens = 0, outputTokens = 0, cachedInputTokens = 0 } = spent;
      tokens.inc({ model, operation, direction: 'input' }, inputTokens);
      tokens.inc({ model, operation, direction: 'output' }, outputTokens);
      tokens.inc({ model, operation, direction: 'cached_input' }, cachedInputTokens);
      const usd = costOf(spent, prices);
      if (usd !== undefined) cost.inc({ model, operation }, usd);
    },

    async page() {
      const [stages, work] = await Promise.all([lookup.stages(), lookup.work()]);
      for (const gauge of [cases, answers, findings]) gauge.reset();
      for (const [stage, count] of stages) cases.set({ stage }, count);
      answers.set({ from: 'model' }, work.answers.asked);
      answers.set({ from: 'store' }, work.answers.known);
      for (const { guard, severity, count } of work.findings) findings.set({ guard, severity }, count);
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

function kindIn(error: string | undefined): string {
  const [kind = ''] = error?.split(':', 1) ?? [];
  return isErrorKind(kind) ? kind : 'unexpected';
}
