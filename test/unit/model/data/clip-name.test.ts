import { describe, expect, it } from 'vitest';
import { parseClipName } from '../../../../model/data/clip-name.js';

describe('parseClipName', () => {
  it.each([
    ['ravdess/speech/Actor_02/03-01-06-01-02-01-02.flac', 'ravdess', 'speech', 'fearful', 'ravdess-02'],
    ['ravdess/song/Actor_24/03-02-02-01-01-01-24.wav', 'ravdess', 'song', 'calm', 'ravdess-24'],
    ['tess/OAF_ps/OAF_back_ps.flac', 'tess', 'speech', 'surprised', 'tess-OAF'],
    ['tess/YAF_fear/YAF_dog_fear.wav', 'tess', 'speech', 'fearful', 'tess-YAF'],
    ['nemo/EB0/EB0_happiness_12.opus', 'nemo', 'speech', 'happy', 'nemo-EB0'],
    ['nemo/KD0/KD0_surprised_3.opus', 'nemo', 'speech', 'surprised', 'nemo-KD0'],
    ['mine/anna/Disgust/take 1.ogg', 'folder', 'speech', 'disgust', 'folder-mine-anna'],
    ['angry/a.mp3', 'folder', 'speech', 'angry', 'folder-'],
  ])('%s', (path, corpus, channel, emotion, speaker) => {
    expect(parseClipName(path)).toEqual({ corpus, channel, emotion, speaker });
  });

  it.each([
    ['ravdess/speech/Actor_02/01-01-06-01-02-01-02.flac', 'video with sound'],
    ['ravdess/speech/Actor_02/03-01-09-01-02-01-02.flac', 'no ninth emotion'],
    ['nemo/EB0/EB0_boredom_1.opus', 'an emotion that is not named'],
    ['music/track.mp3', 'no emotion at all'],
  ])('%s has no label: %s', (path) => {
    expect(parseClipName(path)).toBeUndefined();
  });
});
