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

/** People and groups of people, by id: whoever is one of them, or in one of them. */
export const Members = z
  .object({ people: z.array(z.string()).readonly(), groups: z.array(z.string()).readonly() })
  .readonly();
export type Members = z.infer<typeof Members>;

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
    /** Approvers may have a fix committed to `branch` itself. */
    straight: z.literal(true).exactOptional(),
    /** Files that were named when the case was opened; they join all others. */
    given: z.array(z.string()).readonly().exactOptional(),
    /** Ids of the people who may approve; `null` for whoever may open cases, unless groups may. */
    approvers: z.array(z.string()).readonly().nullable(),
    /** Ids of groups whose members may approve besides, whoever is in them when that is asked. */
    approverGroups: z.array(z.string()).readonly().exactOptional(),
    /** Of whom one must be among those who approve a change of code, or of what CODEOWNERS gives to somebody. */
    codeOwners: Members.exactOptional(),
    /** Demands a second yes, from another person. */
    fourEyes: z.boolean(),
    /** Most files and lines of one change: a larger one can't be approved at all. */
    mostFiles: z.number().int().positive().exactOptional(),
    mostLines: z.number().int().positive().exactOptional(),
    /** What a case may cost until a person lets it go on, US dollars; without it, what is set for all projects. */
    caseCapUsd: z.number().positive().exactOptional(),
  })
  .readonly();
export type Project = z.infer<typeof Project>;

/** How much one change of a project may change. */
export type SizeLimits = Pick<Project, 'mostFiles' | 'mostLines'>;

/** Where a project's files are. */
export type CodePlace = Pick<Project, 'repo' | 'branch'>;

/** `id` says where the person is known, and is unique there: `terminal/ada`, `slack/T1/U7`. */
export const Person = z.object({ id: z.string(), name: z.string() }).readonly();
export type Person = z.infer<typeof Person>;

/** Who bound a channel to a project, and when. */
export const Binding = z.object({ project: Project, by: Person, atMs: z.number() }).readonly();
export type Binding = z.infer<typeof Binding>;
