/** Short advice for the analyst. `project`: the agent's own repository brings it, so nobody of us has read it. */
export type Guide = Readonly<{
  title: string;
  from: 'refinery' | 'project';
  /** About a family of models, or about a kind of failure. */
  kind: 'model' | 'failure';
  /** Words that it is found by, besides those of its text. */
  about: string;
  text: string;
}>;
