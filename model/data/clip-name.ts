import { basename, dirname, sep } from 'node:path';
import { EMOTIONS, type Emotion } from '../../src/domain/emotions.js';

/** What a clip's file name and folder say of it. */
export interface ClipLabel {
  corpus: 'ravdess' | 'tess' | 'nemo' | 'folder';
  /** Spoken or sung. */
  channel: 'speech' | 'song';
  emotion: Emotion;
  /** Name of the speaker, unique over all corpora, such as `ravdess-02`. */
  speaker: string;
}

const RAVDESS = /^03-(0[12])-(0[1-8])-\d\d-\d\d-\d\d-(\d\d)$/;
const TESS = /^(OAF|YAF)_\w+_([a-z]+)$/;
const NEMO = /^([A-Z0-9]{3})_([a-z]+)_\d+$/;

/** Words for emotions that corpora use besides our own; no corpus but RAVDESS tells calm from neutral. */
const SYNONYMS: Readonly<Record<string, Emotion>> = {
  anger: 'angry',
  fear: 'fearful',
  happiness: 'happy',
  ps: 'surprised',
  sadness: 'sad',
  surprise: 'surprised',
};

/**
 * Reads the label from a path: names of RAVDESS, TESS and nEMO, or else a folder that is named after an emotion.
 *
 * @param path - Relative to the folder of all corpora.
 * @returns `undefined` for what is no clip with an emotion that we name.
 */
export function parseClipName(path: string): ClipLabel | undefined {
  const name = basename(path).replace(/\.[a-z0-9]+$/i, '');
  return parseRavdess(name) ?? parseTess(name) ?? parseNemo(name) ?? parseFolder(path);
}

function parseRavdess(name: string): ClipLabel | undefined {
  const [, channel, emotion, actor] = RAVDESS.exec(name) ?? [];
  if (emotion === undefined) return undefined;
  return {
    corpus: 'ravdess',
    channel: channel === '01' ? 'speech' : 'song',
    emotion: EMOTIONS[Number(emotion) - 1]!,
    speaker: `ravdess-${actor}`,
  };
}

function parseTess(name: string): ClipLabel | undefined {
  const [, speaker, word] = TESS.exec(name) ?? [];
  return withEmotion(word, (emotion) => ({
    corpus: 'tess',
    channel: 'speech',
    emotion,
    speaker: `tess-${speaker}`,
  }));
}

function parseNemo(name: string): ClipLabel | undefined {
  const [, speaker, word] = NEMO.exec(name) ?? [];
  return withEmotion(word, (emotion) => ({
    corpus: 'nemo',
    channel: 'speech',
    emotion,
    speaker: `nemo-${speaker}`,
  }));
}

/** `[SPEAKER/]EMOTION/anything`; without a speaker's folder all such clips count as one speaker's. */
function parseFolder(path: string): ClipLabel | undefined {
  const folders = dirname(path).split(sep);
  return withEmotion(folders.at(-1)?.toLowerCase(), (emotion) => ({
    corpus: 'folder',
    channel: 'speech',
    emotion,
    speaker: `folder-${folders.slice(0, -1).join('-')}`,
  }));
}

function withEmotion(word: string | undefined, make: (emotion: Emotion) => ClipLabel): ClipLabel | undefined {
  const emotion = EMOTIONS.find((each) => each === word) ?? (word === undefined ? undefined : SYNONYMS[word]);
  return emotion && make(emotion);
}
