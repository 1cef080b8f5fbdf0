/** A link in a text: as it stands there, and where it leads. */
export type Link = Readonly<{ raw: string; link: string }>;

/** As Slack writes them (`<url|label>`, `&amp;`), and bare. */
export function linksIn(text: string): readonly Link[] {
  const found = text.matchAll(
    /<(https?:\/\/[^>|\s]+)(?:\|[^>]*)?>|(?<![\w.@-])((?:https?:\/\/|(?:[a-z]+\.)?smith\.langchain\.com\/)[^\s<>"'“”„«»‘’`]+)/giu,
  );
  return [...found].map(([raw, wrapped, bare = '']) => {
    const link = wrapped ?? bare.replace(/[).,;:!?\]]+$/u, '');
    return { raw: wrapped ? raw : link, link: link.replaceAll('&amp;', '&') };
  });
}

export function withoutLinks(text: string, links: readonly Link[]): string {
  return links.reduce((left, { raw }) => left.replace(raw, ' '), text);
}

/** Nobody types such characters; they come along with what is copied, from our own whispers too (`mrkdwn.ts`). */
export const withoutUnseen = (text: string): string => text.replace(/[\u200b\u2060\ufeff]/g, '');
