import { expect, it } from 'vitest';
import { helpMessage } from '../../../src/views/help-message.js';
import { RULES } from '../../helpers/builders.js';

it("says what a command of a message's menu does, which Discord itself does not tell", () => {
  const commands = [
    { name: 'Detect', description: 'Listen to it' },
    { name: 'Save', description: 'Keep it' },
  ];
  const { description } = JSON.parse(JSON.stringify(helpMessage([], commands, RULES).embeds![0])) as {
    description: string;
  };
  expect(description).toMatch(/→ Detect\*\*: Listen to it\n.*→ Save\*\*: Keep it$/);
});
