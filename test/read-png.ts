import { inflateSync } from 'node:zlib';

const SIGNATURE = '89504e470d0a1a0a';

/** The size of a PNG of 8 bits a channel with transparency, and its pixels; throws where it is none. https://www.w3.org/TR/png-3/ */
export function readPng(bytes: Uint8Array): Readonly<{ width: number; height: number; raw: Buffer }> {
  const png = Buffer.from(bytes);
  if (png.subarray(0, 8).toString('hex') !== SIGNATURE) throw new Error('no PNG');
  const data: Buffer[] = [];
  let kind = '';
  for (let at = 8; kind !== 'IEND'; ) {
    const length = png.readUInt32BE(at);
    kind = png.toString('latin1', at + 4, at + 8);
    if (kind === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const raw = inflateSync(Buffer.concat(data));
  if (raw.length !== height * (width * 4 + 1)) throw new Error('pixels are missing');
  return { width, height, raw };
}
