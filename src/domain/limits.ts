/** Limits that whoever runs the bot may set; see `.env.example` for each one's variable and default. */
export interface Limits {
  maxClipBytes: number;
  maxClipSec: number;
  maxGuildClips: number;
  maxGuildBytes: number;
  maxUploadsPerMinute: number;
}
