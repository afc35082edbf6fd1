import { quote } from "./quote.js";
import { type Form, fault } from "./value.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Ten years: no wait or life of a replica is longer, and every instant that follows from it can be written. */
const LONGEST = 3650 * DAY;

const FORM = /^(?:(?<days>\d+)d)?(?:(?<hours>\d+)h)?(?:(?<minutes>\d+)m)?(?:(?<seconds>\d+)s)?$/;

/**
 * Reads a duration such as `90s`, `1h30m` or `3d`: whole numbers with their units, largest unit first. Gives
 * milliseconds; null for anything else, `0` (which needs no unit) included where it is not allowed.
 */
export function parseDuration(text: string, allowsZero: boolean): number | null {
  if (text === "0") return allowsZero ? 0 : null;
  const parts = text === "" ? undefined : FORM.exec(text)?.groups;
  if (parts === undefined) return null;
  const { days = "0", hours = "0", minutes = "0", seconds = "0" } = parts;
  const length =
    Number(days) * DAY + Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND;
  if (length > LONGEST || (length === 0 && !allowsZero)) return null;
  return length;
}

/** The form of inputs that hold a duration. */
export function durationForm({ allowsZero }: { readonly allowsZero: boolean }): Form<number> {
  return (value) => {
    const length = value.kind === "scalar" ? parseDuration(value.text.trim(), allowsZero) : null;
    if (length !== null) return { value: length };
    const zero = allowsZero ? ", or `0` for never" : ", and more than zero";
    return fault(
      value,
      `${quote(value)} is not a duration. Write whole numbers with the units d, h, m and s, largest first, such as \`90s\`, \`1h30m\` or \`3d\`${zero}. The longest is \`3650d\`.`,
    );
  };
}
