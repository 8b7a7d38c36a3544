import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { openIndex } from '../../../src/store/index/open-index.js';

it('an index gives back every value as it was, colons and all', async () => {
  const index = await openIndex('memory:');
  onTestFinished(() => index.close());
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(':', '::', ':)', ':base64:aGVsbG8=', '":', ',":', '":":'),
  );
  const value = fc.oneof(text, fc.record({ name: text, ':odd key': text, list: fc.array(text) }));
  await fc.assert(
    fc.asyncProperty(value, async (given) => {
      await index.set('key', given);
      expect(await index.get('key')).toEqual(given);
    }),
    { numRuns: 500 },
  );
});
