/** Hours in milliseconds, for times of expiry. */
const HOUR = 3_600_000;

/** An instant so many hours from now, as the expiry tag writes it; negative: in the past. */
export function hoursFromNow(hours: number): string {
  return `${new Date(Date.now() + hours * HOUR).toISOString().slice(0, 19)}Z`;
}

/** The tags of a replica that these owners need, until then; without `expires` there is no such tag. */
export function marks(owners: string, expires?: string): Readonly<Record<string, string>> {
  return { "acr-geo-owner": owners, ...(expires === undefined ? {} : { "acr-geo-expires": expires }) };
}
