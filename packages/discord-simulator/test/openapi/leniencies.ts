/**
 * Discord takes a little more than its description says. This turns a body into what the description means:
 * permissions, described as integers, are sent as strings by all libraries because they exceed 53 bits.
 */
export function acceptedOutsideTheDescription(payload: unknown): unknown {
  if (payload === undefined) return {};
  return JSON.parse(JSON.stringify(payload), (key, value: unknown) =>
    key === 'default_member_permissions' && typeof value === 'string' ? Number(value) : value,
  ) as unknown;
}
