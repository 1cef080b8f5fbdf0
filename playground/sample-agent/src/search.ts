export type Article = Readonly<{ id: string; title: string; updated_at: string; text: string }>;

/** In the shape that LangSmith shows as documents. */
export type FoundDocument = Readonly<{
  type: 'Document';
  page_content: string;
  metadata: Readonly<{ id: string; title: string; updated_at: string }>;
}>;

const MOST = 3;

/** The articles that hold the question's words most often, the best one first. */
export function searchArticles(articles: readonly Article[], question: string): readonly FoundDocument[] {
  return articles
    .map((article) => ({ article, score: scoreOf(article, question) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ article: { id, title, updated_at, text } }) => ({
      type: 'Document',
      page_content: text,
      metadata: { id, title, updated_at },
    }));
}

export function asPromptPart(documents: readonly FoundDocument[]): string {
  const blocks = documents.map(
    ({ page_content, metadata }, index) =>
      `[${index + 1}] ${metadata.title}\nDate: ${metadata.updated_at}\n${page_content}`,
  );
  return `Documents:\n\n${blocks.join('\n\n')}`;
}

function scoreOf({ title, text }: Article, question: string): number {
  const asked = wordsOf(question);
  return wordsOf(`${title} ${text}`).filter((word) => asked.includes(word)).length;
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9$]+/)
    .filter((word) => word.length > 3)
    .map((word) => word.replace(/s$/, ''));
}
