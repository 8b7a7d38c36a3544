import type { BenchClip } from './clips.js';
import type { Setting } from './setting.js';

/**
 * Milliseconds of `/detect`, from the click to the answer with its picture, of a clip that was just saved, so that nothing
 * is known of it.
 *
 * @param around - Runs the detection itself, for what else is to be measured of it.
 */
export async function detectOnce(
  { member }: Pick<Setting, 'member'>,
  { sent, name }: BenchClip,
  around: (detect: () => Promise<number>) => Promise<number> = (detect) => detect(),
): Promise<number> {
  const saved = await (await member.slash('upload', { audio: sent, name })).answer();
  return around(async () => {
    const start = performance.now();
    const exchange = await member.press(saved, saved.buttons[0]!.custom_id!);
    const answer = await exchange.answer({ withinMs: 600_000 });
    const ms = performance.now() - start;
    if (!answer.embeds[0]?.image) throw new Error('the answer has no picture');
    return ms;
  });
}
