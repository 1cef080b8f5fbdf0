import { Duplex } from 'node:stream';
import type { Party, SharedSession } from './shared-session.ts';
import { nextFrontendMessage } from './wire-messages.ts';

/**
 * Looks to `pg` like the socket of one connection. What `pg` writes is gathered
 * until a whole exchange is there (a message that the server answers at once),
 * so that exchanges of different connections never mix.
 */
export class SessionStream extends Duplex implements Party {
  readonly #session: SharedSession;
  #pending: Buffer = Buffer.alloc(0);
  #started = false;

  constructor(session: SharedSession) {
    super();
    this.#session = session;
  }

  hear(bytes: Buffer): void {
    if (!this.destroyed) this.push(bytes);
  }

  connect(): this {
    this.#session.join(this);
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  /** What else `pg` calls on a socket; there is none. */
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#take(chunk).then(() => done(), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#take(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.push(null);
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#session.leave(this).then(() => done(error), done);
  }

  async #take(chunk: Buffer): Promise<void> {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let sent = 0;
    let at = 0;
    for (;;) {
      const message = nextFrontendMessage(this.#pending, at, this.#started);
      if (!message) break;
      this.#started = true;
      at = message.end;
      if (message.type === 'other') continue;
      if (message.type === 'terminate') this.push(null);
      else await this.#session.exchange(this, new Uint8Array(this.#pending.subarray(sent, at)));
      sent = at;
    }
    this.#pending = this.#pending.subarray(sent);
  }
}
