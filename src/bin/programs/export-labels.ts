import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Clip } from '../../domain/clip.js';
import { UserError } from '../../domain/errors.js';
import { endingOf } from '../../domain/names.js';
import { loadConfig } from '../../process/config.js';
import { openSoundSource } from '../../store/sound-source.js';

const USAGE = 'Usage: npm run export-labels -- FOLDER (a new or an empty one)';
const NOT_ALLOWED =
  'ALLOW_LABEL_EXPORT is not yes. Members have to be told first: set it, start the bot, and they are, in /help and after each upload.';

/** Endings by which `npm run train` finds sounds; what a file holds is told by its bytes. */
const SOUND_ENDING = /^\.(wav|flac|opus|ogg|mp3|m4a)$/;

/**
 * `npm run export-labels -- FOLDER`: writes the clips whose uploaders said what they hear as `SPEAKER/EMOTION/clip`, the
 * layout that `npm run train` reads (`DATASET_DIR`). Names of speakers and clips are random, and others each time.
 */
export async function main(): Promise<boolean> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [argument] = positionals;
  if (argument === undefined || positionals.length > 1) throw new Error(USAGE);
  const config = loadConfig();
  if (!config.allowsLabelExport) throw new Error(NOT_ALLOWED);
  const folder = resolve(config.callerDir, argument);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty. ${USAGE}`);

  const speakers = new Map<string, string>();
  const speakerOf = ({ uploaderId }: Clip) => {
    const speaker = speakers.get(uploaderId) ?? `speaker-${randomName()}`;
    speakers.set(uploaderId, speaker);
    return speaker;
  };
  const source = await openSoundSource(config);
  let written = 0;
  let missing = 0;
  try {
    for await (const clip of source.all()) {
      if (!clip.label || clip.label === 'none') continue;
      const place = join(folder, speakerOf(clip), clip.label);
      const ending = endingOf(clip.originalFileName);
      try {
        const sound = await source.borrow(clip);
        try {
          await mkdir(place, { recursive: true });
          const name = randomName() + (SOUND_ENDING.test(ending) ? ending : '.ogg');
          await copyFile(sound.path, join(place, name));
        } finally {
          await sound.drop();
        }
        written += 1;
      } catch (error) {
        if (!(error instanceof UserError && error.code === 'CLIP_FILE_MISSING')) throw error;
        missing += 1;
      }
    }
  } finally {
    await source.close();
  }
  const lines = [
    `${written} clips of ${speakers.size} speakers are in ${folder}.`,
    ...(missing > 0 ? [`${missing} more have lost their sound.`] : []),
    `To train from them: DATASET_DIR=${folder} npm run train`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return true;
}

const randomName = () => randomBytes(8).toString('hex');
