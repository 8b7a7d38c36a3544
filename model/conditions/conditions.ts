/** One way in which the evaluation makes clips worse, the same for each model and each time. */
export interface Condition {
  name: ConditionName;
  /** Name for people. */
  title: string;
  /** Loss of recall that is allowed, in percentage points; absent where it is only reported. */
  allowedDropPoints?: number;
}

export const CONDITION_NAMES = [
  'opus-24k',
  'mp3-64k',
  'telephone',
  'gain-up-12',
  'gain-down-12',
  'white-20',
  'white-10',
  'babble-20',
  'babble-10',
  'reverb',
] as const;

export type ConditionName = (typeof CONDITION_NAMES)[number];

/** The conditions, in the order of a report. */
export const CONDITIONS: readonly Condition[] = [
  { name: 'opus-24k', title: 'Opus, 24 kbit/s', allowedDropPoints: 2 },
  { name: 'mp3-64k', title: 'MP3, 64 kbit/s', allowedDropPoints: 2 },
  { name: 'telephone', title: 'Telephone, 8 kHz', allowedDropPoints: 2 },
  { name: 'gain-up-12', title: '12 dB louder', allowedDropPoints: 2 },
  { name: 'gain-down-12', title: '12 dB softer', allowedDropPoints: 2 },
  { name: 'white-20', title: 'White noise, 20 dB below', allowedDropPoints: 5 },
  { name: 'white-10', title: 'White noise, 10 dB below' },
  { name: 'babble-20', title: 'Babble of 6, 20 dB below', allowedDropPoints: 5 },
  { name: 'babble-10', title: 'Babble of 6, 10 dB below' },
  { name: 'reverb', title: 'Room, 0.5 s', allowedDropPoints: 5 },
];

/** Values of the conditions that their names do not tell. {@link CHANNELS} draws others. */
export const CONDITION_SETTINGS = {
  /** Edges of the telephone's band, in Hz (ITU-T G.712). */
  telephoneHz: [300, 3_400],
  /** Voices of the babble. */
  voices: 6,
  room: { rt60Sec: 0.5, directToReverbDb: 5, predelaySec: 0.005 },
} as const;

/** What the conditions and the random channels need besides a clip. */
export interface DegraderSettings {
  /** See `locateFfmpeg`; needs libopus and libmp3lame. */
  ffmpegPath: string;
  /**
   * Clips at 16 kHz of other speakers than those of the clips to be made worse; not modified. May be empty where no
   * babble is asked for.
   */
  babble: readonly Float32Array[];
}
