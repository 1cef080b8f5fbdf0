import type { HumanEvent } from './human-side.ts';

/** Who looks on: the pages of each person. */
export type Audience = Readonly<{
  listen(person: string, hear: (event: HumanEvent) => void): () => void;
  tell(person: string, event: HumanEvent): void;
}>;

export function newAudience(): Audience {
  const pages = new Map<string, ReadonlySet<(event: HumanEvent) => void>>();
  return {
    listen(person, hear) {
      pages.set(person, new Set([...(pages.get(person) ?? []), hear]));
      return () => {
        pages.set(person, new Set([...(pages.get(person) ?? [])].filter((other) => other !== hear)));
      };
    },
    tell(person, event) {
      for (const hear of pages.get(person) ?? []) hear(event);
    },
  };
}
