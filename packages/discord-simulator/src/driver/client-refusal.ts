/** Discord's client does not let a member do that. The message is plain, and safe to show. */
export class ClientRefusal extends Error {
  override readonly name = 'ClientRefusal';
}
