import { parseArgs } from 'node:util';
import { commandBodies } from '../../../commands/registry.js';
import { ConfigError, loadConfig } from '../../process/config.js';
import { createProxyFor } from '../../process/proxy.js';
import { CommandPublisher, describeDifference } from '../../discord/publish.js';

/**
 * `npm run register`: tells Discord of the commands. `--check` shows what would change, and exits with 1 if anything
 * would; `--remove` takes the commands back.
 */
export async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, remove: { type: 'boolean', default: false } },
  });
  const { token, guildId, apiUrl, proxy: proxies } = loadConfig();
  if (token === undefined) throw new ConfigError(['DISCORD_TOKEN must be set to register commands']);

  const proxy = createProxyFor(proxies)(apiUrl);
  const publisher = new CommandPublisher({ apiUrl, token, guildId, proxy });
  const bodies = values.remove ? [] : commandBodies();
  const changes = describeDifference(await publisher.compare(bodies));
  const { audience } = publisher;
  if (changes.length === 0) {
    say(`Nothing to change: ${bodies.length} commands are registered ${audience}.`);
    return true;
  }
  say(changes.join('\n'));
  if (values.check) {
    say(`These would change ${audience}. Run it without --check to do so.`);
    return false;
  }
  await publisher.publish(bodies);
  say(
    values.remove
      ? `Removed all commands ${audience}. A start with the same settings registers them again.`
      : `Registered ${bodies.length} commands ${audience}.`,
  );
  return true;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
