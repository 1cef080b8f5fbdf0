import { z } from 'zod';

/** Files of the repo that the analyst reads and may change, by path from the repo's root. */
export const ContextFiles = z
  .object({
    prompts: z.array(z.string()).readonly(),
    evals: z.array(z.string()).readonly(),
    configs: z.array(z.string()).readonly(),
  })
  .readonly();
export type ContextFiles = z.infer<typeof ContextFiles>;

/** What a channel, or a call of the terminal, is bound to. */
export const Project = z
  .object({
    name: z.string(),
    /** Path of a repository on this machine, or `owner/name` on GitHub; as `CodeHost.nameOf` says it. */
    repo: z.string(),
    /**
     * What was saved for it, patterns too; it joins what `.refinery/context.json` in the repo says. `null` and nothing
     * there either: what the failing call is found to be rendered from.
     */
    context: ContextFiles.nullable(),
    /** The branch that fixes are made for; without it, the repository's own: what HEAD leads to. */
    branch: z.string().exactOptional(),
    /** Files that were named when the case was opened; they join all others. */
    given: z.array(z.string()).readonly().exactOptional(),
    /** Ids of the people who may approve; `null` for whoever may open cases. */
    approvers: z.array(z.string()).readonly().nullable(),
    /** Demands a second yes, from another person. */
    fourEyes: z.boolean(),
    /** What a case may cost until a person lets it go on, US dollars; without it, what is set for all projects. */
    caseCapUsd: z.number().positive().exactOptional(),
  })
  .readonly();
export type Project = z.infer<typeof Project>;

/** Where a project's files are. */
export type CodePlace = Pick<Project, 'repo' | 'branch'>;

/** `id` says where the person is known, and is unique there: `terminal/ada`, `slack/T1/U7`. */
export const Person = z.object({ id: z.string(), name: z.string() }).readonly();
export type Person = z.infer<typeof Person>;

/** Who bound a channel to a project, and when. */
export const Binding = z.object({ project: Project, by: Person, atMs: z.number() }).readonly();
export type Binding = z.infer<typeof Binding>;
