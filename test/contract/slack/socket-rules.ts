import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { clientOf, type Place } from './place.ts';

type Told = Readonly<{ type: string; num_connections?: number; connection_info?: object; reason?: string }>;

/** Socket Mode, as far as nobody has to do anything. */
export function socketRules(place: () => Place): void {
  describe('docs.slack.dev/apis/events-api/using-socket-mode', () => {
    const open: WebSocket[] = [];
    afterEach(async () => {
      await Promise.all(open.splice(0).map(left));
    });
    const address = async () => {
      const { url = '' } = await clientOf(place(), place().appToken).apps.connections.open({});
      return url;
    };
    const connect = async (url: string): Promise<Told> => {
      const socket = new WebSocket(url);
      open.push(socket);
      return new Promise((resolve, reject) => {
        socket.once('error', reject);
        socket.once('message', (data) => resolve(JSON.parse(String(data))));
      });
    };

    it('greets each connection, and counts them', async () => {
      const first = await connect(await address());
      expect(first).toMatchObject({ type: 'hello', connection_info: { app_id: expect.stringMatching(/^A/) } });
      const second = await connect(await address());
      expect(second.num_connections).toBe((first.num_connections ?? 0) + 1);
    });

    it('an address is good for one connection', async () => {
      const url = await address();
      await connect(url);
      await expect(connect(url)).rejects.toThrow();
    });

    it('an eleventh connection is sent away: too_many_websockets', async () => {
      const told: Told[] = [];
      for (let count = 0; count < 11; count++) told.push(await connect(await address()));
      expect(told[10]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    });
  });
}

function left(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    if (socket.readyState === WebSocket.CLOSED) return resolve();
    socket.once('close', () => resolve());
    socket.close();
  });
}
