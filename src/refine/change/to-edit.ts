import type { Edit } from '../../domain/change.ts';

/** An edit as the analyst says it, in a form that every provider's schemas can express. */
type Said = Readonly<{ action: Exclude<Edit['kind'], 'delete'>; path: string; find: string | null; text: string }>;

/** An edit without the anchor that it needs gets an empty one, which `refine/change/apply-edits.ts` refuses with the reason. */
export function toEdit({ action, path, find, text }: Said): Edit {
  switch (action) {
    case 'replace':
      return { kind: 'replace', path, find: find ?? '', text };
    case 'insert-after':
    case 'insert-before':
      return { kind: action, path, anchor: find ?? '', text };
    case 'append':
    case 'create':
      return { kind: action, path, text };
    case 'set-value':
    case 'append-value':
      return { kind: action, path, at: find ?? '', text };
    case 'remove-value':
      return { kind: action, path, at: find ?? '' };
  }
}
