/**
 * A preload (`node --import`). With `--throw-deprecation` a warning is thrown where nobody waits for it, and the action,
 * which reports what breaks in its work, no longer hears it once it only delivers. Here it is said whatever becomes of it.
 */
process.on("uncaughtExceptionMonitor", (error) => {
  if (/Warning$/.test(error.name)) process.stderr.write(`(node:${process.pid}) ${error.stack}\n`);
});
