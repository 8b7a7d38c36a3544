import { describe, expect, it } from 'vitest';
import { mayChange } from '../../../src/domain/clip-permission.js';

describe('a clip may be changed', () => {
  it.each([
    { who: 'its uploader', userId: 'owner', mayManageMessages: false, may: true },
    { who: 'another member', userId: 'other', mayManageMessages: false, may: false },
    { who: 'a member who may manage messages', userId: 'other', mayManageMessages: true, may: true },
  ])('by $who: $may', ({ may, ...requester }) => {
    expect(mayChange({ uploaderId: 'owner' }, requester)).toBe(may);
  });
});
