/** Sound files by hand that name other files, in ways that ffmpeg has followed once or follows if it is told to. */

const u16 = (value: number) => Buffer.from(Uint16Array.of(value).buffer);
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);

function chunk(tag: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from(tag, 'latin1'), u32(body.length), body, Buffer.alloc(body.length % 2)]);
}

const list = (tag: string, ...chunks: Buffer[]) => chunk('LIST', Buffer.from(tag, 'latin1'), ...chunks);

function streamHeader(kind: 'auds' | 'txts', rate: number): Buffer {
  const header = Buffer.alloc(56);
  header.write(kind, 0, 'latin1');
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(rate, 24);
  return chunk('strh', header);
}

/**
 * An AVI with a sound track, 16-bit mono, and a track of subtitles that are a file of their own (GAB2), in which
 * ffmpeg looks for any format it knows.
 */
export function aviWithSubtitles(samples: Int16Array, sampleRateHz: number, subtitles: string): Buffer {
  const format = Buffer.concat([
    ...[u16(1), u16(1), u32(sampleRateHz), u32(sampleRateHz * 2), u16(2), u16(16)],
  ]);
  const text = Buffer.from(subtitles, 'utf8');
  const gab2 = Buffer.concat([Buffer.from('GAB2\0'), u16(2), u32(2), u16(0), u16(4), u32(text.length), text]);
  const main = Buffer.alloc(56);
  main.writeUInt32LE(2, 24);
  return chunk(
    'RIFF',
    Buffer.from('AVI '),
    list(
      'hdrl',
      chunk('avih', main),
      list('strl', streamHeader('auds', sampleRateHz), chunk('strf', format)),
      list('strl', streamHeader('txts', 1), chunk('strf')),
    ),
    list('movi', chunk('01tx', gab2), chunk('00wb', Buffer.from(samples.buffer))),
  );
}

/** The boxes around the table of data references, outermost first. */
const AROUND_REFERENCES = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref'];

/** Turns an M4A whose index comes last into one that claims its sound lies in another file. */
export function m4aElsewhere(m4a: Buffer, path: string): Buffer {
  const own = m4a.indexOf(Buffer.from('\0\0\0\x0curl \0\0\0\x01', 'latin1'));
  const even = Buffer.from(path.length % 2 === 0 ? path : `${path}\0`, 'latin1');
  const record = Buffer.concat([Buffer.from([0, 2, 0, even.length]), even]);
  // A Macintosh alias: 150 bytes of volume and folder, then records, of which number 2 is the whole path.
  const alias = Buffer.concat([
    Buffer.from('\0\0\0\0alis\0\0\0\0', 'latin1'),
    ...[Buffer.alloc(150), record, Buffer.from([255, 255, 0, 0])],
  ]);
  alias.writeUInt32BE(alias.length, 0);
  // Levels up from here and down to there: one each, so a file of this very folder.
  alias.writeUInt16BE(1, 12 + 130);
  alias.writeUInt16BE(1, 12 + 132);

  const changed = Buffer.concat([m4a.subarray(0, own), alias, m4a.subarray(own + 12)]);
  for (const box of AROUND_REFERENCES) {
    const size = changed.lastIndexOf(box, own, 'latin1') - 4;
    changed.writeUInt32BE(changed.readUInt32BE(size) + alias.length - 12, size);
  }
  return changed;
}
