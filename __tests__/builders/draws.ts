let isWhole = false;

/** How often a property is tried: a first look in `npm test`, all that it takes in `npm run soak`. */
export function draws({ quick, whole }: { readonly quick: number; readonly whole: number }): number {
  return isWhole ? whole : quick;
}

/** From here on every property is tried as often as it takes. A long test calls this, then imports the quick one. */
export function drawWhole(): void {
  isWhole = true;
}
