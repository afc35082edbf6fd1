/** How much of everything the summary shows. The lower a rung of the ladder, the shorter. */
export interface Detail {
  /** Longest message of a server's. */
  readonly message: number;
  /** Longest text in a table's cell. */
  readonly cell: number;
  /** Most rows of a table, and most items of a list. */
  readonly rows: number;
  /** Whether timeline and image grid are shown. */
  readonly hasPictures: boolean;
}

/** First messages grow shorter, then cells and pictures go, then rows. */
export const LADDER: readonly Detail[] = [
  { message: 4096, cell: 200, rows: 1000, hasPictures: true },
  { message: 1000, cell: 200, rows: 1000, hasPictures: true },
  { message: 300, cell: 120, rows: 300, hasPictures: true },
  { message: 200, cell: 80, rows: 100, hasPictures: false },
  { message: 100, cell: 40, rows: 20, hasPictures: false },
];
