import { describe, expect, it } from 'vitest';
import type { Media } from '../../src/domain/call.ts';
import type { Json } from '../../src/domain/json.ts';
import { readMessages } from '../../src/refine/call/read-messages.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const image = { kind: 'image', mediaType: 'image/png', name: null, source: { base64: PNG } } as const;
const linked = { kind: 'image', mediaType: null, name: null, source: { url: 'https://shop.example/pen.png' } } as const;
const saidWith = (part: Json) =>
  readMessages([{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, part] }]);

describe('what is no text in a message', () => {
  it.each<[string, Json, Media]>([
    ['OpenAI chat, bytes', { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }, image],
    ['OpenAI chat, address', { type: 'image_url', image_url: { url: 'https://shop.example/pen.png' } }, linked],
    ['LangChain, bare address', { type: 'image_url', image_url: 'https://shop.example/pen.png' }, linked],
    ['OpenAI Responses', { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${PNG}` }, image],
    [
      'OpenAI Responses, a kept file',
      { type: 'input_image', file_id: 'file-7' },
      { ...linked, source: { fileId: 'file-7' } },
    ],
    [
      'OpenAI audio',
      { type: 'input_audio', input_audio: { data: PNG, format: 'wav' } },
      { ...image, kind: 'audio', mediaType: 'audio/wav' },
    ],
    [
      'OpenAI file',
      { type: 'file', file: { filename: 'bill.pdf', file_data: `data:application/pdf;base64,${PNG}` } },
      { kind: 'file', mediaType: 'application/pdf', name: 'bill.pdf', source: { base64: PNG } },
    ],
    ['Anthropic, bytes', { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }, image],
    ['Anthropic, address', { type: 'image', source: { type: 'url', url: 'https://shop.example/pen.png' } }, linked],
    [
      'Anthropic document',
      { type: 'document', title: 'bill', source: { type: 'base64', media_type: 'application/pdf', data: PNG } },
      { kind: 'file', mediaType: 'application/pdf', name: 'bill', source: { base64: PNG } },
    ],
    ['Gemini', { inlineData: { mimeType: 'image/png', data: PNG } }, image],
    ['Gemini in Python', { inline_data: { mime_type: 'image/png', data: PNG } }, image],
    [
      'Gemini, address',
      { fileData: { mimeType: 'application/pdf', fileUri: 'https://files.example/1' } },
      { kind: 'file', mediaType: 'application/pdf', name: null, source: { url: 'https://files.example/1' } },
    ],
    ['LangChain, standard', { type: 'image', source_type: 'base64', mime_type: 'image/png', data: PNG }, image],
    ['LangChain 1', { type: 'image', base64: PNG, mime_type: 'image/png' }, image],
    ['Vercel', { type: 'image', image: PNG, mediaType: 'image/png' }, image],
    [
      'Vercel file',
      { type: 'file', data: PNG, mediaType: 'application/pdf', filename: 'bill.pdf' },
      { kind: 'file', mediaType: 'application/pdf', name: 'bill.pdf', source: { base64: PNG } },
    ],
    ['OpenTelemetry', { type: 'blob', modality: 'image', mime_type: 'image/png', content: PNG }, image],
    ['OpenInference', { type: 'image', image: { image: { url: `data:image/png;base64,${PNG}` } } }, image],
  ])('%s', (_maker, part, media) => {
    expect(saidWith(part)).toMatchObject([{ content: `What is it?\n[${media.kind}]`, media: [media] }]);
  });

  it('has no source when redaction took something out of its bytes, or its place can’t be asked', () => {
    const parts = [
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBO[phone-1]KGgo' } },
      { type: 'image', source: { type: 'url', url: 's3://bucket/pen.png' } },
    ];
    for (const part of parts) expect(saidWith(part)[0]?.media?.[0]?.source).toBeNull();
  });

  it('is no document whose words stand there', () => {
    const part = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Pens cost $4.' } };
    expect(saidWith(part)).toEqual([
      { role: 'user', content: 'What is it?\nPens cost $4.', toolCalls: [], toolCallId: null },
    ]);
  });

  it('is kept in what a tool gave back', () => {
    const result = {
      type: 'tool_result',
      tool_use_id: 'c1',
      content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }],
    };
    expect(readMessages([{ role: 'user', content: [result] }])).toMatchObject([
      { role: 'tool', toolCallId: 'c1', content: '[image]', media: [image] },
    ]);
  });
});
