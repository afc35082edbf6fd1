/**
 * Thrown by a port where a write got no answer, or the server failed in the middle of it: it may have been taken all the
 * same. The message says why.
 */
export class UnansweredWrite extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = "UnansweredWrite";
  }
}
