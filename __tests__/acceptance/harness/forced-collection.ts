/**
 * A preload (`node --expose-gc --import`) that collects garbage all the time: a timer that nothing but a weak reference
 * holds is gone at once, not only in a run that lasts.
 */
const collect = globalThis.gc;
if (collect === undefined) throw new Error("Garbage is collected by force only with --expose-gc.");
setInterval(() => void collect(), 20).unref();
