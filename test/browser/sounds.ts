/** A tone that swells and fades, as a WAV file: 16 bit, mono, 16 kHz. */
export function toneWav(seconds: number, hz = 180): Buffer {
  const rate = 16_000;
  const count = Math.round(seconds * rate);
  const data = Buffer.alloc(44 + count * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + count * 2, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(rate, 24);
  data.writeUInt32LE(rate * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(count * 2, 40);
  for (let i = 0; i < count; i += 1) {
    const swell = Math.sin((Math.PI * i) / count);
    // A few harmonics make it more of a voice than a whistle.
    const tone = [1, 2, 3, 4].reduce((sum, n) => sum + Math.sin((2 * Math.PI * hz * n * i) / rate) / n, 0);
    data.writeInt16LE(Math.round(tone * swell * 9000), 44 + i * 2);
  }
  return data;
}
