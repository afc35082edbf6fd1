/** What the runner hands over, before anything is understood. */
export interface RawInputs {
  /** Every input that action.yml declares; an empty string is an input that was left out. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The process environment, for the standard `AZURE_*` variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The file that the input `config` names: its bytes, or why the system would not give it. */
export type ConfigFile = {
  /** As the workflow wrote it, relative to the workspace: annotations point there. */
  readonly path: string;
} & ({ readonly bytes: Uint8Array } | { readonly failure: string });
