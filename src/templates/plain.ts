import type { TemplateLanguage } from './template.ts';

/** Text without any holes. */
export const plain: TemplateLanguage = {
  name: 'plain',
  segments: (template) => [{ text: template }],
  align: (template, rendered) => (template === rendered ? {} : undefined),
  render: (template) => template,
};
