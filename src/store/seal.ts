import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { canonicalJson } from '../refine/case/canonical-json.ts';
import type { SealedRow } from './tables.ts';

/** What a secret of the settings becomes in one database. `id` tells keys apart, and nothing of them. */
export type RootKey = Readonly<{ id: string; bytes: Uint8Array }>;

/** A secret may be a sentence that people can remember: each guess takes 128 MB and about half a second. RFC 7914. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** NIST SP 800-38D, 8.2: 96 random bits. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ID_DIGITS = 16;

export function rootKeyOf(secret: string, salt: Uint8Array): Promise<RootKey> {
  return new Promise((done, failed) => {
    scrypt(secret, salt, KEY_BYTES, COST, (error, bytes) => {
      if (error) return failed(error);
      return done({ id: createHash('sha256').update(bytes).digest('hex').slice(0, ID_DIGITS), bytes });
    });
  });
}

/** @param about where the row stands: in any other place it does not open */
export function seal(text: string, about: readonly string[], root: RootKey): SealedRow {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, rowKey(root, salt), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aadOf(about, root.id));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { key_id: root.id, salt, nonce, ciphertext, tag: cipher.getAuthTag() };
}

/** `undefined` for a row of another key or of another place, and for one that was changed. */
export function unseal(row: SealedRow, about: readonly string[], root: RootKey): string | undefined {
  if (row.key_id !== root.id || row.tag.length !== TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv(CIPHER, rowKey(root, row.salt), row.nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(aadOf(about, root.id));
    decipher.setAuthTag(row.tag);
    return Buffer.concat([decipher.update(row.ciphertext), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Each row has a key of its own, so that no nonce meets another under the same key. */
function rowKey(root: RootKey, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', root.bytes, salt, 'refinery/originals', KEY_BYTES));
}

const aadOf = (about: readonly string[], keyId: string): Buffer => Buffer.from(canonicalJson([...about, keyId]));
