import { describe, expect, it } from 'vitest';
import { textsIn } from '../../src/refine/trace/json-texts.ts';
import { plainLines } from '../../src/refine/view/plain-lines.ts';
import { showJson } from '../../src/refine/view/show-json.ts';

describe('a value as people read it', () => {
  it('has JSON that is written over several lines in a text taken apart, and the text around it', () => {
    const text = 'The ledger:\n{\n  "done": {\n    "reason": "Not yet.",\n    "answer": false\n  }\n}\nGo on.';
    expect(plainLines(text)).toEqual(['The ledger:', '{done: {reason: Not yet., answer: false}}', 'Go on.']);
  });

  it('keeps what only looks like JSON as it is', () => {
    expect(plainLines('int main()\n{\n  return 0;\n}')).toEqual(['int main()', '{', '  return 0;', '}']);
  });

  it('has no limit in items or lines that a call has in arguments', () => {
    const many = Array.from({ length: 300_000 }, (_, at) => `item ${at}`);
    expect(plainLines(many.join('\n'))).toHaveLength(300_000);
    expect(plainLines(many).join('')).toContain('item 299999');
    expect(showJson(many)).toHaveLength(300_000);
    expect([...textsIn(many)]).toHaveLength(300_000);
  });
});
