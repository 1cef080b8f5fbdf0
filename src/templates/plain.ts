import type { TemplateLanguage } from './template.ts';

/** Text without any holes. */
export const plain: TemplateLanguage = {
  name: 'plain',
  read: (text) => [{ text }],
};
