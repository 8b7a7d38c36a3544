import { combineWindows, voicedSeconds, type WindowDetection } from '../../domain/detection.js';

/** Makes neighbours one, weighed as in the whole clip's answer, until there are at most `most` windows; fewer stay as they are. */
export function condense(windows: readonly WindowDetection[], most: number): WindowDetection[] {
  if (windows.length <= most) return [...windows];
  const perGroup = Math.ceil(windows.length / most);
  const groups: WindowDetection[] = [];
  for (let i = 0; i < windows.length; i += perGroup) groups.push(merge(windows.slice(i, i + perGroup)));
  return groups;
}

function merge(group: readonly WindowDetection[]): WindowDetection {
  const { startSec } = group[0]!;
  const { endSec } = group.at(-1)!;
  const voicedSec = group.reduce((sum, window) => sum + voicedSeconds(window), 0);
  return {
    startSec,
    endSec,
    probabilities: combineWindows(group),
    voiceActivity: Math.min(1, voicedSec / (endSec - startSec)),
  };
}
