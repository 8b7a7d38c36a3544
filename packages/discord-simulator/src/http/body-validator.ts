import type { FormFault } from '../rest/api-error.js';

/** Checks request bodies against a description of Discord's API that the small Discord itself does not have. */
export interface BodyValidator {
  /**
   * Where a body departs from the description.
   *
   * @param path - Of the route, such as `/users/{user_id}`.
   */
  faults(method: string, path: string, payload: unknown): readonly FormFault[];
}
