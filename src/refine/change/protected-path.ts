import type { Finding } from '../../domain/change.ts';
import { foldPath } from './path-policy.ts';

export type Protected = Readonly<{ path: RegExp; severity: Finding['severity']; what: string }>;

/** Files that steer more than the agent's words; the first entry that fits counts. Matched in the form that paths which some file systems take for one share. */
const PROTECTED: readonly Protected[] = [
  {
    path: /^\.github\/(?:workflows|actions)\/|^\.github\/(?:dependabot|renovate)|(?:^|\/)(?:renovate\.json5?|\.renovaterc.*|tox\.ini|noxfile\.py|makefile|justfile|taskfile\.ya?ml|turbo\.json|nx\.json)$|(?:^|\/)(?:\.gitlab-ci\.ya?ml|jenkinsfile|\.travis\.ya?ml|\.drone\.ya?ml|appveyor\.ya?ml|azure-pipelines.*\.ya?ml|bitbucket-pipelines\.ya?ml|cloudbuild\.ya?ml|buildspec\.ya?ml)$|(?:^|\/)\.(?:circleci|buildkite|woodpecker|gitlab|ci)\//,
    severity: 'needs-approval',
    what: 'steers the CI, which runs with its own rights',
  },
  {
    path: /(?:^|\/)\.(?:husky|githooks|lefthook)\/|(?:^|\/)(?:\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)|\.pre-commit-config\.ya?ml|\.huskyrc.*)$/,
    severity: 'needs-approval',
    what: 'defines git hooks, which run on the machines of everybody who works here',
  },
  {
    path: /(?:^|\/)\.git(?:attributes|modules|config|ignore|-blame-ignore-revs|message)$/,
    severity: 'block',
    what: 'steers git itself; Refinery never changes it',
  },
  {
    path: /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|cargo\.lock|go\.sum|gemfile\.lock|composer\.lock|mix\.lock|flake\.lock|pixi\.lock|conda-lock\.ya?ml|gradle\.lockfile|packages\.lock\.json|package\.resolved|podfile\.lock)$/,
    severity: 'needs-approval',
    what: 'is a lock file, and decides which code of others is installed',
  },
  {
    path: /(?:^|\/)(?:package\.json|pnpm-workspace\.yaml|deno\.jsonc?|pyproject\.toml|setup\.(?:py|cfg)|pipfile|environment\.ya?ml|[^/]*requirements[^/]*\.(?:txt|in)|requirements\/[^/]+|constraints[^/]*\.txt|cargo\.toml|go\.mod|gemfile|composer\.json|mix\.exs|pom\.xml|build\.gradle(?:\.kts)?|\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs|bunfig\.toml|pip\.conf|uv\.toml|pixi\.toml|build\.rs|podfile|sitecustomize\.py|[^/]+\.pth)$/,
    severity: 'needs-approval',
    what: 'decides which code of others is installed',
  },
  {
    path: /(?:^|\/)(?:dockerfile(?:\.[^/]*)?|[^/]+\.dockerfile|containerfile|\.dockerignore|(?:docker-)?compose[^/]*\.ya?ml)$/,
    severity: 'needs-approval',
    what: 'decides what the container of the agent is made of',
  },
  {
    path: /(?:^|\/)\.env(?:rc|\.[^/]*)?$/,
    severity: 'needs-approval',
    what: 'holds settings and often secrets',
  },
  {
    path: /\.(?:tf|tfvars|hcl)$|(?:^|\/)(?:vercel|netlify|render|railway|fly|wrangler|serverless|firebase)\.(?:json|ya?ml|toml)$|(?:^|\/)(?:procfile|chart\.ya?ml|kustomization\.ya?ml)$/,
    severity: 'needs-approval',
    what: 'decides where and how the agent runs',
  },
  {
    path: /(?:^|\/)(?:agents|claude|gemini)\.md$|(?:^|\/)\.(?:cursor|claude|windsurf|vscode|devcontainer)\/|(?:^|\/)\.(?:cursorrules|windsurfrules)$|^\.github\/(?:copilot-instructions\.md|instructions\/|prompts\/)/,
    severity: 'needs-approval',
    what: 'steers the editors and coding assistants of everybody who works here',
  },
  {
    path: /(?:^|\/)(?:conftest\.py|pytest\.(?:ini|toml)|\.(?:coveragerc|nycrc[^/]*|mocharc\.[^/]+|c8rc\.json)|(?:vitest|vite|jest|playwright|cypress|karma|ava|wdio)[\w.]*\.(?:config|workspace|conf)\.(?:[cm]?[jt]s|json)|\.?codecov\.ya?ml|phpunit\.xml[^/]*|\.rspec)$/,
    severity: 'needs-approval',
    what: 'decides which tests run, and what they are held against',
  },
  {
    path: /^\.github\/(?:settings|mergify)\.ya?ml$|(?:^|\/)\.?mergify\.ya?ml$|^\.mergify\//,
    severity: 'needs-approval',
    what: 'decides who may merge what',
  },
  {
    path: /(?:^|\/)codeowners$/,
    severity: 'needs-approval',
    what: 'decides who has to look at a change',
  },
];

/** What a file steers, if it steers more than the agent's words. */
export const protectedBy = (path: string): Protected | undefined =>
  PROTECTED.find((entry) => entry.path.test(foldPath(path)));
