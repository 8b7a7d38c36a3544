/** Limits that whoever runs the bot may set; see `.env.example` for each one's variable and default. */
export interface Limits {
  maxClipBytes: number;
  maxClipSec: number;
  maxGuildClips: number;
  maxGuildBytes: number;
  maxUploadsPerMinute: number;
}

/** Shortest sound in which a voice can be heard, in seconds: the model's own limit, known where no model is. */
export const MIN_CLIP_SEC = 0.5;

/** How long clips are kept, in days. */
export interface RetentionDays {
  /** Time from a clip's upload on; `undefined`: until someone removes it. */
  clip: number | undefined;
  /** Time once the bot has left a clip's server. */
  afterLeaving: number;
}

/** The limits, and what else of the configuration members are told. */
export interface Rules {
  limits: Readonly<Limits>;
  retentionDays: Readonly<RetentionDays>;
  /** Whether whoever runs the bot may take what uploaders say they hear, with those clips, to train a model. */
  allowsLabelExport: boolean;
}
