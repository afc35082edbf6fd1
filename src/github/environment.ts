/** The environment variables of the process, as they came. */
export type Environment = Readonly<Record<string, string | undefined>>;
