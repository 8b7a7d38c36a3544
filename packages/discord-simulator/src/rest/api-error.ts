/** One fault of a form, where Discord would report it. */
export interface FormFault {
  path: readonly (string | number)[];
  code: string;
  message: string;
}

/** What a route throws to be answered as Discord answers. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly faults: readonly FormFault[] = [],
  ) {
    super(message);
  }

  toJSON(): object {
    const { message, code, faults } = this;
    return faults.length === 0 ? { message, code } : { message, code, errors: nest(faults) };
  }
}

/** The errors that Discord's documentation lists, by what they say. */
export const apiErrors = {
  unauthorized: () => new ApiError(401, 0, '401: Unauthorized'),
  noRoute: () => new ApiError(404, 0, '404: Not Found'),
  wrongMethod: () => new ApiError(405, 0, '405: Method Not Allowed'),
  unreadable: () => new ApiError(400, 50109, 'The request body contains invalid JSON.'),
  internal: () => new ApiError(500, 0, '500: Internal Server Error'),
  unknownApplication: () => new ApiError(404, 10002, 'Unknown Application'),
  unknownChannel: () => new ApiError(404, 10003, 'Unknown Channel'),
  unknownGuild: () => new ApiError(404, 10004, 'Unknown Guild'),
  unknownMessage: () => new ApiError(404, 10008, 'Unknown Message'),
  unknownWebhook: () => new ApiError(404, 10015, 'Unknown Webhook'),
  unknownInteraction: () => new ApiError(404, 10062, 'Unknown interaction'),
  unknownCommand: () => new ApiError(404, 10063, 'Unknown application command'),
  tooManyAttachments: () =>
    new ApiError(400, 30015, 'Maximum number of attachments in a message reached (10)'),
  tooLarge: () => new ApiError(413, 40005, 'Request entity too large'),
  alreadyAcknowledged: () => new ApiError(400, 40060, 'Interaction has already been acknowledged.'),
  notTheAuthor: () => new ApiError(403, 50005, 'Cannot edit a message authored by another user'),
  emptyMessage: () => new ApiError(400, 50006, 'Cannot send an empty message'),
  invalidWebhookToken: () => new ApiError(401, 50027, 'Invalid Webhook Token'),
  invalidForm: (faults: readonly FormFault[]) => new ApiError(400, 50035, 'Invalid Form Body', faults),
};

type Nested = Record<string, unknown> & { _errors?: { code: string; message: string }[] };

/** `embeds[0].title` too long becomes `{ embeds: { 0: { title: { _errors: […] } } } }`. */
function nest(faults: readonly FormFault[]): Nested {
  const root: Nested = {};
  for (const { path, code, message } of faults) {
    let at = root;
    for (const key of path) at = (at[String(key)] ??= {}) as Nested;
    (at._errors ??= []).push({ code, message });
  }
  return root;
}
