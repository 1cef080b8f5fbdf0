import { describe, expect, it } from 'vitest';
import type { TraceSource } from '../../src/ports.ts';
import { recogniseTrace } from '../../src/refine/trace/recognise-trace.ts';

function someSource(name: string, opinion: 'mine' | 'foreign' | 'unknown'): TraceSource {
  return {
    name,
    isLocal: false,
    freshMs: 0,
    recognise(text) {
      if (opinion === 'mine') return { source: name, locator: text };
      return opinion === 'foreign' ? 'foreign' : undefined;
    },
    fetch: () => Promise.reject(new Error('recognising fetches nothing')),
  };
}

describe('whose trace it is', () => {
  it('asks the sources in their order', () => {
    const sources = [someSource('none', 'unknown'), someSource('first', 'mine'), someSource('second', 'mine')];
    expect(recogniseTrace(sources, 'x')).toMatchObject({
      ref: { source: 'first', locator: 'x' },
      source: { name: 'first' },
    });
  });

  it('believes the one that knows it before the one that calls it foreign', () => {
    expect(recogniseTrace([someSource('a', 'foreign'), someSource('b', 'mine')], 'x').ref.source).toBe('b');
  });

  it.each([
    ['link-foreign', [someSource('a', 'unknown'), someSource('b', 'foreign')]],
    ['link-unknown', [someSource('a', 'unknown')]],
    ['link-unknown', []],
  ])('%s', (kind, sources) => {
    expect(() => recogniseTrace(sources, 'x')).toThrow(expect.objectContaining({ kind }));
  });
});
