import type { WindowDetection } from '../../domain/detection.js';
import { EMOTIONS, toProbabilities } from '../../domain/emotions.js';

/** Makes neighbours one, their mean, until there are at most `most` windows; fewer stay as they are. */
export function condense(windows: readonly WindowDetection[], most: number): WindowDetection[] {
  const perGroup = Math.ceil(windows.length / most);
  const groups: WindowDetection[] = [];
  for (let i = 0; i < windows.length; i += perGroup) groups.push(merge(windows.slice(i, i + perGroup)));
  return groups;
}

function merge(group: readonly WindowDetection[]): WindowDetection {
  const mean = (value: (window: WindowDetection) => number) =>
    group.reduce((sum, window) => sum + value(window), 0) / group.length;
  return {
    startSec: group[0]!.startSec,
    endSec: group.at(-1)!.endSec,
    probabilities: toProbabilities(
      EMOTIONS.map((emotion) => mean(({ probabilities }) => probabilities[emotion])),
    ),
    voiceActivity: mean(({ voiceActivity }) => voiceActivity),
  };
}
