/** A button's custom_id carries all its state, so that buttons outlive a restart: `name:arg:arg`. */

/** Longest custom_id that Discord takes. */
const MAX_LENGTH = 100;

/** @throws {RangeError} if a part holds a colon or the whole is too long (our mistake). */
export function customId(name: string, ...args: string[]): string {
  const id = [name, ...args].join(':');
  if (id.length > MAX_LENGTH || [name, ...args].some((part) => part.includes(':'))) {
    throw new RangeError(`not a valid custom_id: ${id}`);
  }
  return id;
}

/** The reverse of {@link customId}. What comes from Discord may be forged: check each argument. */
export function parseCustomId(id: string): { name: string; args: string[] } {
  const [name = '', ...args] = id.split(':');
  return { name, args };
}
