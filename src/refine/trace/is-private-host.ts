/** RFC 1918, loopback, link-local; https://www.rfc-editor.org/rfc/rfc6890 */
const PRIVATE_V4 =
  /^(?:127|10)\.\d+\.\d+\.\d+$|^192\.168\.\d+\.\d+$|^172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+$|^169\.254\.\d+\.\d+$/;
/** Loopback, unique local, link-local; as URLs write them. */
const PRIVATE_V6 = /^\[(?:::1|f[cd][\da-f]{2}:.*|fe[89ab][\da-f]:.*)\]$/;
/** Names that only mean something on this machine or in this network: one word (a service of Docker Compose), or reserved (RFC 6762, RFC 8375, ICANN's `internal`). */
const PRIVATE_NAME = /^[a-z\d-]+$|\.(?:localhost|local|internal|home\.arpa)$/;

/**
 * Does what is sent to this address stay on this machine or in its own network? Told by the
 * address as it is written: a public name that leads to a private address counts as public.
 *
 * @param url as `URL` normalises it: numbers such as `0x7f.1` are written out
 */
export function isPrivateHost({ hostname }: URL): boolean {
  const isNumber = /^[\d.]+$|^\[/.test(hostname);
  return isNumber ? PRIVATE_V4.test(hostname) || PRIVATE_V6.test(hostname) : PRIVATE_NAME.test(hostname);
}
