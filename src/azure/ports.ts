/** What the cloud's adapters need from the runner. */
export interface RunnerServices {
  /**
   * The job's own ID token for an audience, made anew at each call; null where the job may not ask for one. Rejects
   * with an error whose `code` is a status, such as `HTTP 403`, or Node's word for a lost connection.
   */
  readonly idToken: ((audience: string) => Promise<string>) | null;
  /** Makes the runner hide a secret in everything that is printed from now on. */
  mask(secret: string): void;
  /** One line of evidence for a debug log; never a header or a token. */
  trace(line: string): void;
  /** One line of the sign-in's story for the log. */
  say(line: string): void;
}
