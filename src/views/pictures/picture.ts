/** A rendered picture, ready to be attached. */
export interface Picture {
  fileName: string;
  png: Buffer;
  /** Description that says the same in words, at most {@link MAX_ALT_TEXT} characters. */
  altText: string;
}

/** Longest description of an attachment that Discord takes. */
export const MAX_ALT_TEXT = 1024;
