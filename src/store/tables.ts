/** The store's tables, all in the schema `refinery`, all keyed by workspace. What they mean stands in `migrations/`. */
export type Tables = Readonly<{
  cases: Readonly<{ workspace: string; number: number; case: string; request_key: string }>;
  facts: FactRow;
  traces: Readonly<{ workspace: string; digest: string; bytes: Uint8Array }>;
  originals: Readonly<{ workspace: string; trace: string } & SealedRow>;
  salts: Readonly<{ name: 'originals'; salt: Uint8Array }>;
  cache: Readonly<{ workspace: string; namespace: string; key: string; value: string; expires_at_ms: number | null }>;
  bindings: Readonly<{ workspace: string; channel: string; version: number; body: string }>;
  context_sets: Readonly<{ workspace: string; repo: string; project: string; version: number; body: string }>;
  due: Readonly<{
    workspace: string;
    case: string;
    chapter: string;
    at_ms: number;
    turn: number;
    about: readonly string[];
    memo: string;
  }>;
  paid_calls: Readonly<{
    id: string;
    workspace: string;
    at_ms: number;
    usd: number | null;
    tokens: number;
    held_until: Date | null;
  }>;
}>;

export type SealedRow = Readonly<{
  key_id: string;
  salt: Uint8Array;
  nonce: Uint8Array;
  ciphertext: Uint8Array;
  tag: Uint8Array;
}>;

export type FactRow = Readonly<{
  workspace: string;
  case: string;
  seq: number;
  revision: number;
  key: string;
  kind: string;
  body: string;
  prev: string;
  hash: string;
}>;
