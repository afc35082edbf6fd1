const cancelling = new AbortController();

// Loaded before everything else: until a handler stands, a signal ends the process with nothing said.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => cancelling.abort());

/** Aborts when the runner cancels the step. */
export const cancellation: AbortSignal = cancelling.signal;
