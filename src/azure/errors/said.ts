/** What ARM said: status, and code and message as they came (empty where there was none). */
export interface Said {
  /** The host that was asked. */
  readonly host: string;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Policies that are named beside the message. */
  readonly policies: readonly string[];
}
