export { openBrowser } from './open-browser.js';
export { readSamples, SAMPLES_FOLDER, type Samples } from './samples.js';
export {
  startSandbox,
  type DiscordAddress,
  type Sandbox,
  type SandboxBot,
  type SandboxOptions,
} from './sandbox.js';
