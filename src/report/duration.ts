/** A span of time as people read it: `0 s`, `38 s`, `2 min 05 s`, `1 h 02 min`. Takes milliseconds. */
export function printDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${twoDigits(minutes)} min`;
  return minutes > 0 ? `${minutes} min ${twoDigits(seconds % 60)} s` : `${seconds} s`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
