import type { Random } from '../../model/numerics/random.js';
import type { SentFile } from '@overtone/discord-simulator';
import { textFile, voiceFile } from '../helpers/sounds.js';

const NOISE_BYTES = 20_000;

/** What members send: voices in usual forms, each a few times, and some files that only look like them. */
export async function soundsToSend(random: Random): Promise<SentFile[]> {
  const voices = await Promise.all([
    voiceFile({ durationSec: 1 }),
    voiceFile({ durationSec: 2 }),
    voiceFile({ durationSec: 4 }),
    voiceFile({ durationSec: 2, format: 'mp3' }),
    voiceFile({ durationSec: 1, format: 'wav-16' }),
    voiceFile({ durationSec: 1, format: 'mp4' }),
  ]);
  const [ogg] = voices;
  const noise = Uint8Array.from({ length: NOISE_BYTES }, () => Math.floor(random.between(0, 256)));
  const hostile = [
    textFile(),
    { ...ogg, fileName: 'cut.ogg', bytes: ogg.bytes.slice(0, 200) },
    { ...ogg, fileName: 'noise.ogg', bytes: noise },
    { ...ogg, fileName: 'empty.ogg', bytes: new Uint8Array() },
    { ...ogg, fileName: 'broken-off.ogg', misbehaviour: { kind: 'reset', afterBytes: 100 } },
  ] satisfies SentFile[];
  return [...voices, ...voices, ...voices, ...hostile];
}
