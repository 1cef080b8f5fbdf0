/** Markup that is finished: whatever stands in it was escaped. */
export type Html = Readonly<{ html: string }>;

type Part = Html | string | number | readonly Html[] | undefined;

/** Markup with texts in it, which can't become markup. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: markup.map((piece, at) => piece + (at < parts.length ? rendered(parts[at]) : '')).join('') };
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'html' in part ? part.html : part.map(rendered).join('');
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

/**
 * As much Markdown as a pull request of Refinery has: headings, quotes, fences, paragraphs, and in them bold text and code.
 * What is anything else is shown as it is.
 */
export function fromMarkdown(text: string): readonly Html[] {
  return text
    .trim()
    .split(/\n{2,}(?=(?:[^`]|`(?!``))*(?:```(?:[^`]|`(?!``))*```(?:[^`]|`(?!``))*)*$)/)
    .map((part) => {
      const [, fenced] = /^```\w*\n([\s\S]*?)\n?```$/.exec(part) ?? [];
      if (fenced !== undefined) return html`<pre>${fenced}</pre>`;
      if (part.startsWith('### ')) return html`<h3>${part.slice(4)}</h3>`;
      if (part.startsWith('> ')) return html`<blockquote>${spans(part.slice(2))}</blockquote>`;
      return html`<p>${spans(part)}</p>`;
    });
}

function spans(text: string): readonly Html[] {
  return text.split(/((`+)(?!`)[\s\S]*?(?<!`)\2(?!`)|\*\*[^*]+\*\*)/).flatMap((part, at) => {
    // Of each match, the fence comes once more by itself.
    if (at % 3 === 2) return [];
    if (at % 3 === 0) return [html`${part}`];
    if (part.startsWith('**')) return [html`<strong>${part.slice(2, -2)}</strong>`];
    return [html`<code>${part.replace(/^`+ ?| ?`+$/g, '')}</code>`];
  });
}
