import { describe, expect, it } from 'vitest';
import type { Attached } from '../../../playground/slack/human-side.ts';
import { ADA, ADAS_DM, BEN, RANDOM, SUPPORT } from '../../slack-ids.ts';
import { clientOf, refusal } from './place.ts';
import { someApp, someSlack } from './some-slack.ts';

/** Files that people share: https://docs.slack.dev/messaging/working-with-files, reference/objects/file-object. */
describe('docs.slack.dev/reference/events/message/file_share', () => {
  const start = async () => {
    const slack = await someSlack();
    const share = (files: readonly Attached[], more: Readonly<{ channel?: string; text?: string; as?: string }> = {}) =>
      slack.human.say({ as: ADA, channel: SUPPORT, text: '', files, ...more });
    const last = () => slack.human.messages({ as: ADA, channel: SUPPORT }).messages.at(-1);
    return { slack, share, last, bot: clientOf(slack, slack.botToken) };
  };
  const trace = { name: 'trace.json', content: '{}' };

  it('a file comes with the message, which needs no text; the app reads it with its token', async () => {
    const { slack, share, last, bot } = await start();
    await someApp(slack);
    await share([trace]);
    const [file] = last()?.files ?? [];
    expect(slack.envelopes.at(-1)?.payload.event).toMatchObject({
      subtype: 'file_share',
      text: '',
      files: [{ id: file?.id, name: 'trace.json', filetype: 'json', size: 2 }],
    });
    const headers = { authorization: `Bearer ${slack.botToken}` };
    expect(await (await fetch(file?.url_private ?? '', { headers })).text()).toBe('{}');
    expect((await bot.files.info({ file: file?.id ?? '' })).file).toMatchObject({ channels: [SUPPORT], groups: [] });
  });

  it('is uploaded first and shared later, by whoever uploaded it alone', async () => {
    const { slack, share, last, bot } = await start();
    const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff);
    const { id } = await slack.human.upload({ as: ADA, name: 'shot.png', content: bytes });
    await refusal(bot.files.info({ file: id }), 'file_not_found');
    await expect(share([{ id }], { as: BEN })).rejects.toThrow('is not by');
    await share([{ id }]);
    expect(last()?.files).toMatchObject([{ id, mimetype: 'image/png', size: 9 }]);
  });

  it('of ten at most, and never nothing at all', async () => {
    const { share } = await start();
    await share(Array(10).fill(trace));
    await expect(share(Array(11).fill(trace))).rejects.toThrow('10 files at most');
    await expect(share([])).rejects.toThrow('say something');
  });

  it('deleted, it is gone wherever it was shared; a stone is left in the message', async () => {
    const { slack, share, last, bot } = await start();
    await share([trace]);
    const [file] = last()?.files ?? [];
    const id = file?.id ?? '';
    await expect(slack.human.deleteFile({ as: BEN, file: id })).rejects.toThrow('is not by');
    await slack.human.deleteFile({ as: ADA, file: id });
    await refusal(bot.files.info({ file: id }), 'file_not_found');
    expect((await fetch(file?.url_private ?? '')).status).toBe(404);
    expect(last()?.files).toMatchObject([{ id, mode: 'tombstone' }]);
  });

  it('one that lies elsewhere has its address alone, and a canvas says what it is', async () => {
    const { share, last, bot } = await start();
    const address = 'https://drive.example/trace.json';
    await share([
      { name: 'trace.json', address, mode: 'external' },
      { name: 'Notes', content: '<p>notes</p>', mode: 'quip' },
    ]);
    const [outside, canvas] = last()?.files ?? [];
    const told = async (id = '') => (await bot.files.info({ file: id })).file;
    expect(await told(outside?.id)).toMatchObject({ is_external: true, url_private: address });
    expect(await told(canvas?.id)).toMatchObject({ is_external: false, mode: 'quip', filetype: 'quip' });
  });

  it('of what is shared where it is not, the app knows nothing', async () => {
    const { slack, share, bot } = await start();
    await share([trace], { channel: RANDOM });
    await share([trace], { channel: ADAS_DM });
    const [hidden, direct] = [RANDOM, ADAS_DM].map(
      (channel) => slack.human.messages({ as: ADA, channel }).messages.at(-1)?.files?.[0]?.id ?? '',
    );
    await refusal(bot.files.info({ file: hidden ?? '' }), 'file_not_found');
    expect((await bot.files.info({ file: direct ?? '' })).file).toMatchObject({ channels: [], ims: [ADAS_DM] });
  });

  it('over HTTP it comes as its bytes, which no foreign form can send', async () => {
    const { slack } = await start();
    const send = (type: string) =>
      fetch(`${slack.url}/human/upload?as=${ADA}&name=a%20trace.json`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: Uint8Array.of(0, 255, 1),
      });
    expect((await send('text/plain')).status).toBe(400);
    const { id } = (await (await send('application/octet-stream')).json()) as { id: string };
    const file = await fetch(`${slack.url}/files/${id}`);
    expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([0, 255, 1]);
  });
});

describe('docs.slack.dev/reference/methods/files.*: what the app uploads', () => {
  it('has a name and a length, is uploaded before it is completed, once, and to a channel that it is in', async () => {
    const slack = await someSlack();
    const bot = clientOf(slack, slack.botToken);
    const expect0 = bot.files.getUploadURLExternal({ filename: 'a.txt', length: 0 });
    await refusal(expect0, 'invalid_arguments');
    const { upload_url: url = '', file_id: id = '' } = await bot.files.getUploadURLExternal({
      filename: 'a.txt',
      length: 2,
    });
    const complete = (channel?: string) =>
      bot.files.completeUploadExternal({
        files: [{ id, title: 'A' }],
        ...(channel && { channel_id: channel }),
      } as never);
    await refusal(complete(SUPPORT), 'file_not_found');
    expect((await fetch(url, { method: 'POST', body: 'hi' })).status).toBe(200);
    await refusal(complete(RANDOM), 'not_in_channel');
    await refusal(complete(ADA), 'invalid_arguments');
    expect((await complete(SUPPORT)).ok).toBe(true);
    await refusal(complete(SUPPORT), 'file_not_found');
  });
});
