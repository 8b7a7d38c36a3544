import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { setOwnStage } from '../helpers/bot.js';
import { voiceFile } from '../helpers/sounds.js';
import { watchThreads } from '../helpers/threads.js';

const DEATH = 'an inference thread died and is replaced';

describe('a detection whose thread is killed', () => {
  it('is answered all the same, by the thread that replaces it', async () => {
    const threads = watchThreads();
    const stage = await setOwnStage();
    const someone = stage.discord.member(stage.discord.guild());
    const attachments = [await voiceFile({ durationSec: 40 })];
    const message = someone.sendMessage(someone.channel, { attachments });
    for (let ms = 200; !stage.log.join('').includes(DEATH); ms += 100) {
      const exchange = await someone.messageMenu('Detect emotion', message);
      await sleep(ms);
      await threads.last.terminate();
      const answer = await exchange.answer();
      expect(EMOTIONS.map(String)).toContain(answer.embeds[0]!.title?.toLowerCase());
      expect(exchange.visibleTo(someone)).toHaveLength(1);
    }
  });
});
