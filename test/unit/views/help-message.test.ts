import { expect, it } from 'vitest';
import { helpMessage } from '../../../src/views/help-message.js';
import { RULES } from '../../helpers/builders.js';

it("says what a command of a message's menu does, which Discord itself does not tell", () => {
  const menu = [
    { name: 'Detect', description: 'Listen to it' },
    { name: 'Save', description: 'Keep it' },
  ];
  const { description } = JSON.parse(
    JSON.stringify(helpMessage({ slash: [], menu }, RULES, { isOnServer: true }).embeds![0]),
  ) as {
    description: string;
  };
  expect(description).toMatch(/→ Detect\*\*: Listen to it\n.*→ Save\*\*: Keep it$/);
});

it('tells of no server where there is none', () => {
  const help = JSON.stringify(helpMessage({ slash: [], menu: [] }, RULES, { isOnServer: false }));
  expect(help).not.toMatch(/[Tt]his server|upload|delete/);
  expect(help).toContain('Nothing, and only you see');
});
