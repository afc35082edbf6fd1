import type { Digest } from "../../registry/image-reference.js";
import type { Region } from "../../registry/region.js";

/** What the looks at one tag have shown so far. */
export interface TagAgreement {
  /** The digest that each region gave last. */
  readonly given: ReadonlyMap<Region, Digest>;
  /** The digest that a region was last seen to move to: it is the newer one of two. */
  readonly movedTo: Digest | null;
  /** The digest that regions should give; those that give another are the odd ones. Null while none gives any. */
  readonly expected: Digest | null;
}

/** Before the first look. */
export const NO_AGREEMENT: TagAgreement = { given: new Map(), movedTo: null, expected: null };

/**
 * Takes one look into account. A digest does not say how new it is, so the one that a region was seen to move to is
 * expected, as long as any region gives it; before such a move it is the one that most regions give, home's side
 * in a tie.
 */
export function compareDigests(
  before: TagAgreement,
  look: ReadonlyMap<Region, Digest>,
  home: Region,
): TagAgreement {
  const moves = [...look].filter(([region, digest]) => (before.given.get(region) ?? digest) !== digest);
  const movedTo = mostCommon(new Map(moves), home) ?? before.movedTo;
  const isStillGiven = movedTo !== null && [...look.values()].includes(movedTo);
  return {
    given: new Map([...before.given, ...look]),
    movedTo,
    expected: isStillGiven ? movedTo : mostCommon(look, home),
  };
}

function mostCommon(look: ReadonlyMap<Region, Digest>, home: Region): Digest | null {
  const digests = [...look.values()];
  const count = (digest: Digest | undefined) => digests.filter((one) => one === digest).length;
  const atHome = look.get(home);
  const first = atHome === undefined ? digests : [atHome, ...digests];
  return first.reduce<Digest | null>(
    (best, digest) => (best === null || count(digest) > count(best) ? digest : best),
    null,
  );
}
