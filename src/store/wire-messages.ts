/**
 * Where one message of PostgreSQL's protocol ends and the next begins, and the
 * little that must be known of them: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export type WireType = 'startup' | 'sync' | 'query' | 'terminate' | 'other';

/** From here to where the message ends, exclusive. */
export type WireMessage = Readonly<{ type: WireType; end: number }>;

const LENGTH_BYTES = 4;
const FRONTEND: Readonly<Record<string, WireType>> = { S: 'sync', Q: 'query', X: 'terminate' };

/** @param started whether the startup message, the only one without a type, has been seen. `undefined`: not all of it is here yet. */
export function nextFrontendMessage(bytes: Buffer, at: number, started: boolean): WireMessage | undefined {
  const typeBytes = started ? 1 : 0;
  if (bytes.length - at < typeBytes + LENGTH_BYTES) return undefined;
  const end = at + typeBytes + bytes.readInt32BE(at + typeBytes);
  if (bytes.length < end) return undefined;
  return { type: started ? (FRONTEND[String.fromCharCode(bytes[at] ?? 0)] ?? 'other') : 'startup', end };
}

/** What a server said: its answer, the notifications that are for everybody, and how it stands now. */
export type WireReply = Readonly<{
  answer: Buffer;
  notices: Buffer;
  inTransaction: boolean;
  fatal: LastWords | undefined;
}>;

/** Why the server can't go on; `code` is its SQLSTATE. */
export type LastWords = Readonly<{ says: string; code: string }>;

export function readReply(bytes: Buffer): WireReply {
  const answer: Buffer[] = [];
  const notices: Buffer[] = [];
  let inTransaction = false;
  let fatal: LastWords | undefined;
  for (let at = 0; at < bytes.length; ) {
    const type = String.fromCharCode(bytes[at] ?? 0);
    const end = at + 1 + bytes.readInt32BE(at + 1);
    const message = bytes.subarray(at, end);
    (type === 'A' ? notices : answer).push(message);
    if (type === 'Z') inTransaction = message.toString('latin1', 5, 6) !== 'I';
    if (type === 'E') fatal ??= lastWords(message);
    at = end;
  }
  return { answer: Buffer.concat(answer), notices: Buffer.concat(notices), inTransaction, fatal };
}

/** Fields of an ErrorResponse, each a letter and a text: https://www.postgresql.org/docs/current/protocol-error-fields.html */
function lastWords(message: Buffer): LastWords | undefined {
  const fields = new Map(
    message
      .toString('utf8', 1 + LENGTH_BYTES)
      .split('\0')
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  );
  const severity = fields.get('V') ?? fields.get('S');
  if (severity !== 'FATAL' && severity !== 'PANIC') return undefined;
  return { says: fields.get('M') ?? severity, code: fields.get('C') ?? 'XX000' };
}
